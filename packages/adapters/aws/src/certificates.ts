import type { CertificateDetail } from "@aws-sdk/client-acm";
import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListTagsForCertificateCommand,
  paginateListCertificates,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import type { Certificate, ClientCertificates, ClientContext } from "@cogrion/domain";
import { BlockedError, workspaceTagKey } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { blocked, isDenied, isNamed } from "./errors.ts";
import { needing } from "./needing.ts";

const statusOf = (status: string | undefined): Certificate["status"] => {
  if (status === "ISSUED") return "issued";
  if (status === "PENDING_VALIDATION") return "pending_validation";
  return status === "VALIDATION_TIMED_OUT" ? "timed_out" : "failed";
};

const certificateOf = (detail: CertificateDetail): Certificate => {
  // The wildcard and the zone's own name share one validation record.
  const record = detail.DomainValidationOptions?.find((option) => option.ResourceRecord !== undefined)?.ResourceRecord;
  return {
    arn: detail.CertificateArn ?? "",
    status: statusOf(detail.Status),
    failureReason: detail.FailureReason ?? (statusOf(detail.Status) === "failed" ? detail.Status : undefined),
    validationRecord: record?.Name && record.Value ? { name: record.Name, value: record.Value } : undefined,
    renewal: {
      expiresAt: detail.NotAfter,
      status: detail.RenewalSummary?.RenewalStatus,
      reason: detail.RenewalSummary?.RenewalStatusReason,
      isInUse: (detail.InUseBy ?? []).length > 0,
    },
  };
};

export const createCertificates = (sessions: Sessions): ClientCertificates => {
  /**
   * Undefined when the certificate does not exist. The role may use certificates with our tag only
   * and one that was deleted has no tags, so a denial is checked with an action that needs no tag.
   */
  const unlessMissing = async <T>(
    context: ClientContext,
    arn: string,
    action: string,
    call: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await needing(context, action, call);
    } catch (error) {
      if (isNamed(error, "ResourceNotFoundException")) return undefined;
      if (!(error instanceof BlockedError) || !isDenied(error.cause)) throw error;
      const isMissing = await isTaggedOurs(context, arn).then(
        () => false,
        (failure: unknown) => {
          if (isNamed(failure, "ResourceNotFoundException")) return true;
          if (failure instanceof BlockedError) return false;
          // An outage of the second call confirms neither.
          throw failure;
        },
      );
      if (isMissing) return undefined;
      throw error;
    }
  };

  const describe = async (context: ClientContext, arn: string): Promise<Certificate | undefined> => {
    const { acm } = await sessions.of(context);
    const answer = await unlessMissing(context, arn, "acm:DescribeCertificate", () =>
      acm.send(new DescribeCertificateCommand({ CertificateArn: arn })),
    );
    return answer?.Certificate === undefined ? undefined : certificateOf(answer.Certificate);
  };

  const isTaggedOurs = async (context: ClientContext, arn: string): Promise<boolean> => {
    const { acm } = await sessions.of(context);
    const answer = await needing(context, "acm:ListTagsForCertificate", () =>
      acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn })),
    );
    return (answer.Tags ?? []).some((tag) => tag.Key === workspaceTagKey && tag.Value === context.workspaceId);
  };

  const tag = async (context: ClientContext, arn: string): Promise<void> => {
    const { acm } = await sessions.of(context);
    await needing(context, "acm:AddTagsToCertificate", () =>
      acm.send(
        new AddTagsToCertificateCommand({
          CertificateArn: arn,
          Tags: [{ Key: workspaceTagKey, Value: context.workspaceId }],
        }),
      ),
    );
  };

  return {
    describe,
    async find(context) {
      const { acm } = await sessions.of(context);
      const pages = paginateListCertificates({ client: acm, pageSize: 100 }, {});
      const candidates = await needing(context, "acm:ListCertificates", async () => {
        const arns: string[] = [];
        for await (const page of pages) {
          for (const each of page.CertificateSummaryList ?? []) {
            if (each.DomainName === `*.${context.delegatedZone}` && each.CertificateArn) arns.push(each.CertificateArn);
          }
        }
        return arns;
      });
      for (const arn of candidates) {
        if (!(await isTaggedOurs(context, arn))) continue;
        const certificate = await describe(context, arn);
        // A failed certificate stays in the account and can never be issued.
        if (certificate?.status === "issued" || certificate?.status === "pending_validation") return certificate;
      }
      return undefined;
    },
    async request(context, idempotencyToken) {
      const { acm } = await sessions.of(context);
      const answer = await needing(context, "acm:RequestCertificate", () =>
        acm.send(
          new RequestCertificateCommand({
            DomainName: `*.${context.delegatedZone}`,
            SubjectAlternativeNames: [context.delegatedZone],
            ValidationMethod: "DNS",
            IdempotencyToken: idempotencyToken,
            Tags: [{ Key: workspaceTagKey, Value: context.workspaceId }],
          }),
        ),
      );
      if (answer.CertificateArn === undefined) throw new Error("ACM responded to RequestCertificate without an ARN");
      await tag(context, answer.CertificateArn);
      return { arn: answer.CertificateArn };
    },
    async delete(context, arn) {
      const { acm } = await sessions.of(context);
      try {
        await unlessMissing(context, arn, "acm:DeleteCertificate", () =>
          acm.send(new DeleteCertificateCommand({ CertificateArn: arn })),
        );
      } catch (error) {
        if (isNamed(error, "ResourceInUseException")) throw certificateInUse(arn);
        throw error;
      }
    },
  };
};

const certificateInUse = (arn: string) =>
  blocked({
    code: "dependency_failed",
    summary: `The certificate ${arn} is in use by a load balancer or another service.`,
    action: "Remove the certificate from its listeners, then delete it.",
  });
