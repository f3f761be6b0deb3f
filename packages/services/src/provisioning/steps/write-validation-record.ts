import { bareDnsName } from "@cogrion/domain";
import { changed, missing } from "../observation.ts";
import { isSameSet } from "../same-set.ts";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep } from "../deps.ts";
import { poll } from "../poll.ts";
import { requireCertificate, requireHostedZone } from "../require.ts";

const ttlSeconds = 300;

export const writeValidationRecord: ProvisioningStep = {
  id: "write_validation_record",
  async run(deps, context) {
    const zone = await requireHostedZone(deps, context);
    // ACM returns the record some seconds after the request.
    const validationRecord = await poll(async () => (await requireCertificate(deps, context)).validationRecord);
    if (validationRecord === undefined) throw new Error("ACM has not named the validation record yet");
    const { name, value } = validationRecord;
    await createRecorded(
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
    deleteRecorded(deps, context, "route53_validation_record", async ({ name }) => {
      const zone = await deps.hostedZones.find(context.client);
      if (zone !== undefined) await deps.hostedZones.deleteRecord(context.client, zone.id, { name, type: "CNAME" });
    }),
  // ACM renews the certificate only while the record exists.
  async observe({ deps, context, entry, step, zone }) {
    const { name } = entry;
    if (zone === undefined)
      return missing(`${name} and its hosted zone are missing; ACM cannot renew the certificate.`);
    const values = await deps.hostedZones.readRecord(context.client, zone.id, { name, type: "CNAME" });
    if (values === undefined) return missing(`${name} is missing; ACM cannot renew the certificate.`);
    const expected = step.result?.["record_value"];
    if (expected === undefined || isSameSet(values.map(bareDnsName), [bareDnsName(expected)])) return undefined;
    return changed(`${name} points to ${values.join(" ")}; ACM cannot renew the certificate.`);
  },
};
