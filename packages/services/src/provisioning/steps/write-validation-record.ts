import { makeLedgered, unmakeLedgered } from "../ledgered.ts";
import type { ProvisioningStep } from "../deps.ts";
import { lookPatiently } from "../patience.ts";
import { requireCertificate, requireHostedZone } from "../require.ts";

const ttlSeconds = 300;

export const writeValidationRecord: ProvisioningStep = {
  id: "write_validation_record",
  async run(deps, context) {
    const zone = await requireHostedZone(deps, context);
    // ACM names the record some seconds after the request.
    const validationRecord = await lookPatiently(
      async () => (await requireCertificate(deps, context)).validationRecord,
    );
    if (validationRecord === undefined) throw new Error("ACM has not named the validation record yet");
    const { name, value } = validationRecord;
    await makeLedgered(
      deps,
      context,
      { kind: "route53_validation_record", step: "write_validation_record", owner: "client", name },
      () =>
        deps.hostedZones.upsertRecord(context.client, zone.id, { name, type: "CNAME", ttlSeconds, values: [value] }),
      () => undefined,
    );
    return { record_name: name, record_value: value };
  },
  undo: (deps, context) =>
    unmakeLedgered(deps, context, "route53_validation_record", async ({ name }) => {
      const zone = await deps.hostedZones.find(context.client);
      if (zone !== undefined) await deps.hostedZones.deleteRecord(context.client, zone.id, { name, type: "CNAME" });
    }),
};
