import { join } from "node:path";
import { contextOf } from "@cogrion/emulators/aws/iam/condition";
import { evaluate, parsePolicy } from "@cogrion/emulators/aws/iam/evaluate";
import type { Planned, TerraformWorkspace } from "@cogrion/testing/terraform/workspace";
import { openTerraform } from "@cogrion/testing/terraform/workspace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithTerraform } from "./support/with-terraform.ts";
import { edgeAccount, planRegion } from "./support/plan.ts";

const repository = join(import.meta.dirname, "..", "..");
const zone = "arn:aws:route53:::hostedzone/Z0REGION";
const domain = "sgp-1.cogrion.com";
const secret = (name: string): string => `arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:cogrion/${name}`;

type Case = [role: string, action: string, resource: string, context?: { names: string[]; types: string[] }];
const change = "route53:ChangeResourceRecordSets";
const records = (types: string[], ...names: string[]) => ({ names, types });

const allowed: Case[] = [
  ["worker", "sts:AssumeRole", "arn:aws:iam::222222222222:role/CogrionProvisioning-w-acme"],
  ["worker", change, zone, records(["NS"], `w-acme.${domain}`)],
  ["worker", "route53:ListResourceRecordSets", zone],
  ["worker", "dynamodb:PutItem", `arn:aws:dynamodb:ap-southeast-1:${edgeAccount}:table/cogrion-prod-routes`],
  ["external-dns", change, zone, records(["A"], `cplane.${domain}`)],
  ["external-dns", change, zone, records(["TXT"], `_owner.auth.${domain}`)],
  ["cert-manager", change, zone, records(["TXT"], `_acme-challenge.grafana.${domain}`)],
  ["external-secrets", "secretsmanager:GetSecretValue", secret("prod-sgp-1/worker/database-AbCdEf")],
];

const denied: Case[] = [
  ["worker", "sts:AssumeRole", "arn:aws:iam::222222222222:role/Administrator"],
  ["worker", "sts:AssumeRole", "arn:aws:iam::111122223333:role/cogrion-prod-sgp-1-openbao"],
  ["worker", change, zone, records(["NS"], `auth.${domain}`)],
  ["worker", change, zone, records(["A"], `w-acme.${domain}`)],
  ["worker", change, zone, records(["NS"], `w-acme.${domain}`, `dev.${domain}`)],
  ["worker", change, "arn:aws:route53:::hostedzone/Z0OTHER", records(["NS"], `w-acme.${domain}`)],
  ["worker", "dynamodb:PutItem", `arn:aws:dynamodb:ap-southeast-1:${edgeAccount}:table/cogrion-dev-routes`],
  ["worker", "dynamodb:DeleteTable", `arn:aws:dynamodb:ap-southeast-1:${edgeAccount}:table/cogrion-prod-routes`],
  ["worker", "route53:DeleteHostedZone", zone],
  ["control-plane", "sts:AssumeRole", "arn:aws:iam::222222222222:role/CogrionProvisioning-w-acme"],
  ["control-plane", "secretsmanager:GetSecretValue", secret("prod-sgp-1/control-plane/database-AbCdEf")],
  ["external-dns", change, zone, records(["A"], `w-acme.${domain}`)],
  ["external-dns", change, zone, records(["CNAME"], `bff.w-acme.${domain}`)],
  ["external-dns", change, zone, records(["NS"], `dev.${domain}`)],
  ["cert-manager", change, zone, records(["TXT"], `_acme-challenge.w-acme.${domain}`)],
  ["cert-manager", change, zone, records(["TXT"], `_acme-challenge.bff.w-acme.${domain}`)],
  ["cert-manager", change, zone, records(["A"], `_acme-challenge.grafana.${domain}`)],
  ["external-secrets", "secretsmanager:GetSecretValue", secret("dev-sgp-1/worker/database-AbCdEf")],
  ["external-secrets", "secretsmanager:PutSecretValue", secret("prod-sgp-1/worker/database-AbCdEf")],
  ["loki", "s3:GetObject", "arn:aws:s3:::cogrion-prod-sgp-1-exports/x"],
];

describeWithTerraform("the roles of a region's workloads, evaluated as IAM decides", (command) => {
  let terraform: TerraformWorkspace;
  let resources: Planned[];
  beforeAll(async () => {
    terraform = await openTerraform(command, join(repository, "infra"));
    ({ resources } = await planRegion(terraform, { environment: "prod", region: "sgp-1" }, repository));
  });
  afterAll(() => terraform?.close());

  const decide = ([role, action, resource, given]: Case): string => {
    const policy = resources.find(({ type, index }) => type === "aws_iam_role_policy" && index === role);
    if (policy === undefined) throw new Error(`there is no role ${role}`);
    const context = contextOf({
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": given?.names,
      "route53:ChangeResourceRecordSetsRecordTypes": given?.types,
    });
    return evaluate([parsePolicy(String(policy.values["policy"]))], { action, resource, context });
  };

  test.each(allowed)("%s may %s on %s %o", (...each) => {
    expect(decide(each)).toBe("allowed");
  });
  test.each(denied)("%s may not %s on %s %o", (...each) => {
    expect(decide(each)).not.toBe("allowed");
  });
});
