import { describe, expect, it } from "vitest";
import { contextOf } from "./condition.ts";
import { evaluate, parsePolicy, trusts } from "./evaluate.ts";

type Statement = Record<string, unknown>;
const policyOf = (...statements: Statement[]) =>
  parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
const allow = (statement: Statement = {}) => ({ Effect: "Allow", Action: "*", Resource: "*", ...statement });
const deny = (statement: Statement = {}) => ({ Effect: "Deny", Action: "*", Resource: "*", ...statement });

const zone = "arn:aws:route53:::hostedzone/Z1";
const decide = (
  statements: Statement[],
  { action = "route53:GetHostedZone", resource = zone, context = {} as Record<string, string | string[]> } = {},
) => evaluate([policyOf(...statements)], { action, resource, context: contextOf(context) });

describe("what a policy decides", () => {
  it.each<[string, Statement[], "allowed" | "explicitDeny" | "implicitDeny"]>([
    ["nothing said is a denial", [], "implicitDeny"],
    ["an action is allowed by its name", [allow({ Action: "route53:GetHostedZone" })], "allowed"],
    ["an action's name has no case", [allow({ Action: "ROUTE53:gethostedzone" })], "allowed"],
    ["a star stands for any run", [allow({ Action: "route53:Get*" })], "allowed"],
    ["a question mark stands for one character", [allow({ Action: "route53:GetHostedZon?" })], "allowed"],
    ["and not for none", [allow({ Action: "route53:GetHostedZone?" })], "implicitDeny"],
    ["one of a list is enough", [allow({ Action: ["acm:*", "route53:GetHostedZone"] })], "allowed"],
    ["another service's star does not reach", [allow({ Action: "acm:*" })], "implicitDeny"],
    ["a name is matched whole", [allow({ Action: "route53:Get" })], "implicitDeny"],
    ["a dot in a pattern is a dot", [allow({ Resource: "arn.aws.route53:::hostedzone/Z1" })], "implicitDeny"],
    ["a resource is matched by pattern", [allow({ Resource: "arn:aws:route53:::hostedzone/*" })], "allowed"],
    ["a resource has case", [allow({ Resource: zone.toLowerCase() })], "implicitDeny"],
    ["another resource is not reached", [allow({ Resource: "arn:aws:route53:::hostedzone/Z2" })], "implicitDeny"],
    ["a denial wins over an allowance before it", [allow(), deny({ Action: "route53:Get*" })], "explicitDeny"],
    ["a denial wins over an allowance after it", [deny({ Action: "route53:Get*" }), allow()], "explicitDeny"],
    ["a denial of something else does nothing", [allow(), deny({ Action: "acm:*" })], "allowed"],
    ["NotAction leaves out what it names", [allow({ Action: undefined, NotAction: "route53:*" })], "implicitDeny"],
    ["NotAction takes all else", [allow({ Action: undefined, NotAction: "iam:*" })], "allowed"],
    ["NotResource leaves out what it names", [allow({ Resource: undefined, NotResource: zone })], "implicitDeny"],
    [
      "NotResource takes all else",
      [allow({ Resource: undefined, NotResource: "arn:aws:route53:::hostedzone/Z2" })],
      "allowed",
    ],
    ["an unknown operator does not grant", [allow({ Condition: { Later: { "aws:x": "1" } } })], "implicitDeny"],
    [
      "an unknown operator does not lift a denial",
      [allow(), deny({ Condition: { Later: { "aws:x": "1" } } })],
      "explicitDeny",
    ],
  ])("%s", (_, statements, decision) => {
    expect(decide(statements)).toBe(decision);
  });

  it("takes the policies of a role together", () => {
    const question = { action: "acm:ListCertificates", resource: "*", context: contextOf({}) };
    const policies = [policyOf(allow({ Action: "route53:*" })), policyOf(allow({ Action: "acm:*" }))];
    expect(evaluate(policies, question)).toBe("allowed");
    expect(evaluate([...policies, policyOf(deny({ Action: "acm:*" }))], question)).toBe("explicitDeny");
  });

  it("reads a single statement as a list of one", () => {
    const policy = parsePolicy(JSON.stringify({ Statement: allow() }));
    expect(evaluate([policy], { action: "a:b", resource: "*", context: contextOf({}) })).toBe("allowed");
  });

  it.each([
    ["an element that it does not know, which would narrow", { ...allow(), NotPrincipal: "*" }],
    ["an effect that is neither", allow({ Effect: "Maybe" })],
  ])("refuses a document with %s", (_, statement) => {
    expect(() => policyOf(statement)).toThrow();
  });
});

describe("whom a role trusts", () => {
  const caller = { arn: "arn:aws:iam::111111111111:root", accountId: "111111111111" };
  const session = {
    arn: "arn:aws:sts::111111111111:assumed-role/Worker/s1",
    accountId: "111111111111",
    roleArn: "arn:aws:iam::111111111111:role/Worker",
  };
  const withId = { StringEquals: { "sts:ExternalId": "e1" } };
  const trust = (Principal: unknown, Condition: unknown = {}): Statement => ({
    Effect: "Allow",
    Principal,
    Action: "sts:AssumeRole",
    Condition,
  });

  it.each<[string, Statement[], typeof caller, Record<string, string>, boolean]>([
    ["an account by its root", [trust({ AWS: caller.arn })], caller, {}, true],
    ["an account by its number", [trust({ AWS: "111111111111" })], caller, {}, true],
    ["everybody", [trust("*")], caller, {}, true],
    ["everybody of AWS", [trust({ AWS: "*" })], caller, {}, true],
    ["a role's session by the role", [trust({ AWS: session.roleArn })], session, {}, true],
    ["not another role of the account", [trust({ AWS: `${session.roleArn}2` })], session, {}, false],
    ["not another account", [trust({ AWS: "arn:aws:iam::333333333333:root" })], caller, {}, false],
    ["not a service that names no account", [trust({ Service: "ec2.amazonaws.com" })], caller, {}, false],
    ["any caller with the external id", [trust({ AWS: caller.arn }, withId)], caller, { "sts:ExternalId": "e1" }, true],
    ["nobody who names another", [trust({ AWS: caller.arn }, withId)], caller, { "sts:ExternalId": "e2" }, false],
    ["nobody who names none", [trust({ AWS: caller.arn }, withId)], caller, {}, false],
    ["nobody who is denied", [trust("*"), { ...trust({ AWS: caller.arn }), Effect: "Deny" }], caller, {}, false],
    ["nobody for another action", [{ ...trust("*"), Action: "sts:TagSession" }], caller, {}, false],
  ])("%s", (_, statements, who, context, isTrusted) => {
    expect(trusts(policyOf(...statements), who, contextOf(context))).toBe(isTrusted);
  });
});
