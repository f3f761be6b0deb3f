import { renewalProblemOf } from "@cogrion/domain";
import { changed, missing } from "../observation.ts";
import { createHash } from "node:crypto";
import { createRecorded, deleteRecorded } from "../recorded.ts";
import type { ProvisioningStep, StepContext } from "../deps.ts";

/**
 * The same token for repeated requests within one generation, and another token after a certificate
 * failed or was deleted: with the same one, ACM would return that certificate for an hour.
 */
const idempotencyTokenOf = ({ workspace }: StepContext, failedArn: string | undefined): string =>
  createHash("sha256")
    .update(`${workspace.id}/${workspace.generation}/${failedArn ?? ""}`)
    .digest("hex")
    .slice(0, 32);

export const requestCertificate: ProvisioningStep = {
  id: "request_certificate",
  async run(deps, context) {
    const { client, workspace } = context;
    const known = await deps.store.ledger.find(workspace.id, "acm_certificate");
    const { arn } = await createRecorded(
      deps,
      context,
      { kind: "acm_certificate", step: "request_certificate", owner: "client", name: `*.${client.delegatedZone}` },
      async () => {
        const found = await deps.certificates.find(client);
        if (found !== undefined) return found;
        const failedArn = known?.externalId;
        if (failedArn !== undefined) await deps.certificates.delete(client, failedArn);
        return deps.certificates.request(client, idempotencyTokenOf(context, failedArn));
      },
      (made) => made.arn,
    );
    return { certificate_arn: arn };
  },
  undo: (deps, context) =>
    deleteRecorded(deps, context, "acm_certificate", async ({ externalId }) => {
      if (externalId !== undefined) await deps.certificates.delete(context.client, externalId);
      for (;;) {
        const certificate = await deps.certificates.find(context.client);
        if (certificate === undefined) return;
        await deps.certificates.delete(context.client, certificate.arn);
      }
    }),
  async observe({ deps, context, entry }) {
    const { externalId: arn, name } = entry;
    const found =
      arn === undefined
        ? await deps.certificates.find(context.client)
        : await deps.certificates.describe(context.client, arn);
    if (found === undefined) return missing(`The certificate for ${name} no longer exists in the account.`);
    if (found.status === "issued") {
      const problem = renewalProblemOf(found.renewal, new Date());
      return problem === undefined
        ? undefined
        : changed(`The certificate ${found.arn} is not being renewed. ${problem}`);
    }
    const reason = found.failureReason === undefined ? "" : `: ${found.failureReason}`;
    return changed(`The certificate ${found.arn} is ${found.status}${reason}.`);
  },
};
