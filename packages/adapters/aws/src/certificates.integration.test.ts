import type { ClientContext, WorkspaceId } from "@cogrion/domain";
import { permissionsPolicyOf } from "@cogrion/domain/provisioning/policy";
import { deleteCertificates } from "@cogrion/emulators/aws/index";
import type { Stage } from "@cogrion/testing/aws";
import { clientAccountId, externalId, region, roleName, startStage } from "@cogrion/testing/aws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCertificates } from "./certificates.ts";
import { createSessions } from "./clients.ts";

const context: ClientContext = {
  workspaceId: "w-acme" as WorkspaceId,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: clientAccountId, roleName, externalId, region },
};

let stage: Stage;
const policyWithout = (action?: string): string => {
  const { workspaceId, delegatedZone } = context;
  const subject = { workspaceId, delegatedZone, awsAccountId: clientAccountId, roleName, awsRegion: region };
  const policy = permissionsPolicyOf(subject);
  for (const statement of policy.Statement) statement.Action = statement.Action.filter((each) => each !== action);
  return JSON.stringify({ ...policy, Statement: policy.Statement.filter(({ Action }) => Action.length > 0) });
};
beforeAll(async () => {
  stage = await startStage();
  await stage.sessionWith(policyWithout());
});
afterAll(() => stage?.stop());

const certificates = () =>
  createCertificates(
    createSessions({
      region,
      endpoint: stage.endpointUrl,
      credentials: { accessKeyId: "AKIACOGRION000000001", secretAccessKey: "-" },
    }),
  );

it("a certificate that the client deleted counts as missing, although the template's role may no longer read it", async () => {
  const { arn } = await certificates().request(context, "first");
  expect(await certificates().describe(context, arn)).toMatchObject({ arn });
  await deleteCertificates(stage.endpointUrl, clientAccountId, region);

  expect(await certificates().describe(context, arn)).toBeUndefined();
  await certificates().delete(context, arn);
});

it("a denial of a certificate that exists stays a denial", async () => {
  const { arn } = await certificates().request(context, "second");
  await stage.sessionWith(policyWithout("acm:DescribeCertificate"));
  await expect(certificates().describe(context, arn)).rejects.toMatchObject({ hint: { code: "permission_missing" } });
});
