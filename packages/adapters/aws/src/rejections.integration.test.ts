import { BlockedError, RejectedError } from "@cogrion/domain";
import type { ClientContext, WorkspaceId } from "@cogrion/domain";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, externalId, region, roleName, startStage } from "@cogrion/testing/aws";
import { strictAws } from "@cogrion/testing/strict-aws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createCertificates } from "./certificates.ts";
import { createClientAccount } from "./client-account.ts";
import { createSessions } from "./clients.ts";
import { createHostedZones } from "./hosted-zones.ts";

let stage: Stage;
let aws: ReturnType<typeof strictAws>;
beforeAll(async () => {
  stage = await startStage();
  aws = strictAws(stage.endpointUrl);
  await stage.sessionWith(allowing(["route53:*", "acm:*", "iam:*"]));
});
afterEach(() => aws.clear());
afterAll(() => stage?.stop());

const context: ClientContext = {
  workspaceId: "w-acme" as WorkspaceId,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: clientAccountId, roleName, externalId, region },
};
const sessions = () =>
  createSessions({
    region,
    endpoint: stage.endpointUrl,
    credentials: { accessKeyId: "AKIACOGRION000000001", secretAccessKey: "-" },
  });
const failing = (call: { service: string; action: string; times?: number }, code: string) =>
  aws.fault({ ...call, kind: "error", error: { code, message: `AWS says ${code}.` } });
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const assumptions = async () => (await aws.calls()).filter(({ action }) => action === "AssumeRole").length;

const listing = { service: "acm", action: "ListCertificates" };
const requesting = { service: "acm", action: "RequestCertificate" };
const zones = { service: "route53", action: "ListHostedZonesByName" };
const find = () => createCertificates(sessions()).find(context);
const request = () => createCertificates(sessions()).request(context, "token");
const findZone = () => createHostedZones(sessions()).find(context);

describe("a region that the account has not enabled", () => {
  it.each(["RegionDisabledException", "UnrecognizedClientException", "InvalidClientTokenId", "OptInRequired"])(
    "answers %s from ACM, and the client is told to enable it",
    async (code) => {
      await failing(listing, code);
      const failure = await failureOf(find());
      expect(failure).toBeInstanceOf(BlockedError);
      expect(failure).toMatchObject({ hint: { code: "aws_region_not_enabled", owner: "client" } });
    },
  );
});

describe("a session that AWS no longer accepts", () => {
  it.each(["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"])(
    "%s: the role is assumed once more, and the call succeeds",
    async (code) => {
      await failing({ ...zones, times: 1 }, code);
      await failing({ ...listing, times: 1 }, code);
      expect(await findZone()).toBeUndefined();
      expect(await find()).toBeUndefined();
      expect(await assumptions()).toBe(4);
    },
  );

  it("and neither is the next: after a few attempts the client is told AWS's words", async () => {
    await failing(zones, "InvalidClientTokenId");
    expect(await failureOf(findZone())).toMatchObject({
      name: "InvalidClientTokenId",
      hint: {
        code: "aws_rejected",
        owner: "client",
        summary: expect.stringContaining("AWS says InvalidClientTokenId."),
      },
    });
    expect(await assumptions()).toBe(2);
  });

  it("is Cogrion's own: an attempt that failed, and nothing for the client to fix", async () => {
    await failing({ service: "sts", action: "AssumeRole" }, "InvalidClientTokenId");
    const failure = await failureOf(createClientAccount(sessions()).assumeRole(context));
    expect(failure).toMatchObject({ name: "InvalidClientTokenId" });
    expect(failure).not.toBeInstanceOf(RejectedError);
    expect(failure).not.toBeInstanceOf(BlockedError);
  });
});

describe("any other rejection", () => {
  it.each(["TagPolicyException", "ValidationException", "InvalidParameterException", "NobodyKnowsThisException"])(
    "%s is told with AWS's words after a few attempts",
    async (code) => {
      await failing(requesting, code);
      const failure = await failureOf(request());
      expect(failure).toBeInstanceOf(RejectedError);
      expect(failure).toMatchObject({
        name: code,
        hint: {
          code: "aws_rejected",
          owner: "client",
          summary: expect.stringContaining(`acm:RequestCertificate in this account: ${code}: AWS says ${code}.`),
        },
      });
    },
  );

  it.each(["throttle", "internal_error"])("a %s is worth a retry, and nobody is told", async (kind) => {
    await aws.fault({ ...requesting, kind });
    const failure = await failureOf(request());
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(RejectedError);
    expect(failure).not.toBeInstanceOf(BlockedError);
  });
});
