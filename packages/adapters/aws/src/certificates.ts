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
import { workspaceTagKey } from "@cogrion/domain";
import type { Sessions } from "./clients.ts";
import { blocked, isNamed } from "./errors.ts";
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
  };
};

export const createCertificates = (sessions: Sessions): ClientCertificates => {
  const describe = async (context: ClientContext, arn: string): Promise<Certificate | undefined> => {
    const { acm } = await sessions.of(context);
    try {
      const answer = await needing(context, "acm:DescribeCertificate", () =>
        acm.send(new DescribeCertificateCommand({ CertificateArn: arn })),
      );
      return answer.Certificate === undefined ? undefined : certificateOf(answer.Certificate);
    } catch (error) {
      if (isNamed(error, "ResourceNotFoundException")) return undefined;
      throw error;
    }
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
        await needing(context, "acm:DeleteCertificate", () =>
          acm.send(new DeleteCertificateCommand({ CertificateArn: arn })),
        );
      } catch (error) {
        if (isNamed(error, "ResourceNotFoundException")) return;
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
