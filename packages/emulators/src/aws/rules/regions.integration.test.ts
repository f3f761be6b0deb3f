import { ListCertificatesCommand } from "@aws-sdk/client-acm";
import { ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Stage } from "@cogrion/testing/aws";
import { clientAccountId, refusalOf, startStage } from "@cogrion/testing/aws";
import { afterAll, beforeAll, expect, it } from "vitest";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

const message = "The security token included in the request is invalid.";

it("rejects an account's credentials in a region that the account has not enabled, as AWS does", async () => {
  const { acm, sts, route53 } = await stage.rootOf(clientAccountId, "ap-east-1");
  expect(await refusalOf(acm.send(new ListCertificatesCommand({})))).toMatchObject({
    name: "UnrecognizedClientException",
    message,
  });
  expect(await refusalOf(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
    name: "InvalidClientTokenId",
    message,
  });
  expect(await refusalOf(route53.send(new ListHostedZonesCommand({})))).toMatchObject({ name: "none" });
});

it("accepts them in the regions that every account has", async () => {
  const { acm } = await stage.rootOf(clientAccountId, "eu-central-1");
  expect(await refusalOf(acm.send(new ListCertificatesCommand({})))).toMatchObject({ name: "none" });
});

it("accepts them once the account's owner has enabled the region, also after a restart, and those of no other account", async () => {
  await stage.control("POST", `accounts/${clientAccountId}/regions`, { enable: "ap-east-1" });
  await stage.restart();
  const { acm } = await stage.rootOf(clientAccountId, "ap-east-1");
  expect(await refusalOf(acm.send(new ListCertificatesCommand({})))).toMatchObject({ name: "none" });
  const other = await stage.rootOf("333333333333", "ap-east-1");
  expect(await refusalOf(other.acm.send(new ListCertificatesCommand({})))).toMatchObject({
    name: "UnrecognizedClientException",
  });
});
