import { BlockedError, certificateTimedOut, clientHint } from "@cogrion/domain";
import type { ProvisioningStep } from "../deps.ts";
import { requireCertificate } from "../require.ts";

/**
 * ACM has not found the validation record yet; the workflow checks again after the poll interval.
 */
export class CertificatePendingError extends Error {
  constructor(arn: string) {
    super(`${arn} is not validated yet`);
    this.name = "CertificatePendingError";
  }
}

/** Checks the certificate once. The workflow waits, so that the wait outlives every process. */
export const awaitCertificate: ProvisioningStep = {
  id: "await_certificate",
  async run(deps, context) {
    const { arn, status, failureReason } = await requireCertificate(deps, context);
    if (status === "issued") return { certificate_arn: arn };
    if (status === "pending_validation") throw new CertificatePendingError(arn);
    if (status === "timed_out") throw new BlockedError(certificateTimedOut(failureReason));
    throw new BlockedError(
      clientHint({
        code: "certificate_failed",
        summary: `ACM did not issue the certificate ${arn}: ${failureReason ?? "no reason given"}.`,
        action:
          "Fix what ACM names (a CAA record, the state of the AWS account, the validation record), then retry: another certificate is requested.",
      }),
    );
  },
  undo: () => Promise.resolve(),
};
