import { missing } from "../observation.ts";
import type { RecordedThing } from "../recorded.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";

const thingOf = (name: string): RecordedThing => ({
  kind: "route53_hosted_zone",
  step: "create_hosted_zone",
  owner: "client",
  name,
});

export const createHostedZone: ProvisioningStep = {
  id: "create_hosted_zone",
  async run(deps, context) {
    const { client, workspace } = context;
    const zone = await createRecorded(
      deps,
      context,
      thingOf(client.delegatedZone),
      async () =>
        (await deps.hostedZones.find(client)) ?? (await deps.hostedZones.create(client, workspace.generation)),
      ({ id }) => id,
    );
    return { hosted_zone_id: zone.id, name_servers: zone.nameServers.join(" ") };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "route53_hosted_zone", async () => {
      // Found by tag and name instead of the recorded id, because the id is unknown if the response
      // was lost.
      for (;;) {
        const zone = await deps.hostedZones.find(context.client);
        if (zone === undefined) return;
        await deps.hostedZones.delete(context.client, zone.id);
      }
    }),
  observe: async ({ entry, zone }) =>
    zone === undefined ? missing(`The hosted zone ${entry.name} no longer exists in the account.`) : undefined,
};
