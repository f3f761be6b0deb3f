import { ListCertificatesCommand, RequestCertificateCommand } from "@aws-sdk/client-acm";
import { CreateHostedZoneCommand, ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountInventory } from "./accounts.ts";
import type { Stage } from "@cogrion/testing/aws";
import { clientAccountId, refusalOf, startStage, until } from "@cogrion/testing/aws";

let stage: Stage;
let root: Awaited<ReturnType<Stage["rootOf"]>>;
beforeAll(async () => {
  stage = await startStage();
  root = await stage.rootOf(clientAccountId);
});
afterAll(() => stage?.stop());
beforeEach(() => stage.control("DELETE", "all"));

const rule = (body: Record<string, unknown>) => stage.control("POST", "rules", body);
const list = (from = root) => refusalOf(from.route53.send(new ListHostedZonesCommand({})));
const listCertificates = () => refusalOf(root.acm.send(new ListCertificatesCommand({})));
const zones = { service: "route53", action: "ListHostedZones" };
const zoneNames = async () =>
  (await accountInventory(stage.endpointUrl, clientAccountId)).hostedZones.map(({ name }) => name);

describe("a rule", () => {
  it.each([
    ["throttle", "Throttling", 400],
    ["access_denied", "AccessDenied", 403],
    ["internal_error", "InternalFailure", 500],
    ["quota", "TooManyHostedZones", 400],
  ])("of kind %s answers %s in Route 53", async (kind, name, status) => {
    await rule({ ...zones, kind });
    expect(await list()).toMatchObject({ name, status });
  });

  it.each([
    ["throttle", "ThrottlingException", 400],
    ["access_denied", "AccessDeniedException", 400],
    ["internal_error", "InternalFailure", 500],
    ["quota", "LimitExceededException", 400],
  ])("of kind %s answers %s in ACM", async (kind, name, status) => {
    await rule({ service: "acm", action: "*", kind });
    expect(await listCertificates()).toMatchObject({ name, status });
  });

  it("of kind error returns that error, in each protocol", async () => {
    const error = { code: "TagPolicyException", message: "The tag policy rejects the tag." };
    await rule({ ...zones, kind: "error", error });
    await rule({ service: "acm", action: "*", kind: "error", error });
    expect(await list()).toEqual({ name: error.code, status: 400, message: error.message });
    expect(await listCertificates()).toEqual({ name: error.code, status: 400, message: error.message });
  });

  it("hits as often as it says, after those that it lets pass", async () => {
    await rule({ ...zones, kind: "throttle", skip: 1, times: 2 });
    const names = [await list(), await list(), await list(), await list()].map(({ name }) => name);
    expect(names).toEqual(["none", "Throttling", "Throttling", "none"]);
  });

  it("hits its own action, service and account only", async () => {
    await rule({ ...zones, kind: "throttle", accountId: clientAccountId });
    expect(await list()).toMatchObject({ name: "Throttling" });
    expect(await list(await stage.rootOf("333333333333"))).toMatchObject({ name: "none" });
    expect(await listCertificates()).toMatchObject({ name: "none" });
  });

  it("loses the answer of a call that was made", async () => {
    await rule({ service: "route53", action: "CreateHostedZone", kind: "lost_answer", times: 1 });
    const lost = root.route53.send(new CreateHostedZoneCommand({ Name: "lost.example.com", CallerReference: "lost" }));
    await expect(lost).rejects.toThrow();
    expect(await zoneNames()).toContain("lost.example.com");
  });

  it("never responds, and does not make the call", async () => {
    await rule({ service: "route53", action: "CreateHostedZone", kind: "timeout", times: 1 });
    const command = new CreateHostedZoneCommand({ Name: "late.example.com", CallerReference: "late" });
    await expect(root.route53.send(command, { abortSignal: AbortSignal.timeout(500) })).rejects.toThrow();
    expect(await zoneNames()).not.toContain("late.example.com");
  });
});

describe("a gate", () => {
  const gate = async (body: Record<string, unknown>): Promise<string> =>
    String((await stage.control("POST", "gates", body)).body["id"]);
  const held = (id: string) =>
    until(async () => ((await stage.control("GET", `gates/${id}`)).body["isHolding"] === true ? true : undefined));
  const create = (name: string) =>
    root.route53.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));

  it.each([
    ["before", false],
    ["after", true],
  ])("holds a call %s it is made", async (at, isMade) => {
    const name = `${at}.example.com`;
    const id = await gate({ service: "route53", action: "CreateHostedZone", at });
    const answer = create(name);
    await held(id);
    expect((await zoneNames()).includes(name)).toBe(isMade);
    await stage.control("DELETE", `gates/${id}`);
    expect((await answer).HostedZone?.Name).toBe(`${name}.`);
  });

  it("lets calls pass first", async () => {
    const id = await gate({ service: "route53", action: "CreateHostedZone", at: "before", skip: 1 });
    await create("first.example.com");
    const second = create("second.example.com");
    await held(id);
    expect(await zoneNames()).toContain("first.example.com");
    await stage.control("DELETE", `gates/${id}`);
    await second;
  });

  it("that is not there is not found", async () => {
    expect(await stage.control("GET", "gates/none")).toMatchObject({ status: 404 });
  });
});

describe("the log of calls", () => {
  it("tells service, action, account and status, and is cleared", async () => {
    await root.sts.send(new GetCallerIdentityCommand({}));
    await rule({ service: "acm", action: "RequestCertificate", kind: "throttle" });
    await refusalOf(root.acm.send(new RequestCertificateCommand({ DomainName: "a.b" })));
    expect((await stage.control("GET", "calls")).body).toMatchObject([
      { service: "sts", action: "GetCallerIdentity", accountId: clientAccountId, status: 200 },
      { service: "acm", action: "RequestCertificate", accountId: clientAccountId, status: 400 },
    ]);
    await stage.control("DELETE", "calls");
    expect((await stage.control("GET", "calls")).body).toEqual([]);
  });
});

describe("the control endpoint refuses", () => {
  it.each([
    ["an unknown service", "rules", { service: "ec2", action: "*", kind: "throttle" }],
    ["an unknown kind", "rules", { ...zones, kind: "explode" }],
    ["an unknown field", "rules", { ...zones, kind: "throttle", extra: 1 }],
    ["an account that is none", "rules", { ...zones, kind: "throttle", accountId: "1" }],
    ["a gate without a moment", "gates", zones],
    ["an unknown change of ACM", "acm", { fails: true }],
  ])("%s", async (_, path, body) => {
    expect(await stage.control("POST", path, body)).toMatchObject({ status: 400 });
  });

  it("what it does not have", async () => {
    expect(await stage.control("POST", "accounts/22/credentials")).toMatchObject({ status: 404 });
    expect(await stage.control("GET", "secrets")).toMatchObject({ status: 404 });
  });
});
