import { randomBytes } from "node:crypto";
import { ListCertificatesCommand } from "@aws-sdk/client-acm";
import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetAccountLimitCommand, ListHostedZonesByNameCommand } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { ClientContext, Hint, PreflightCheck, PreflightCheckId, PreflightReport } from "@cogrion/domain";
import { BlockedError, preflightCheckIds, roleArnOf } from "@cogrion/domain";
import type { ClientSession, Sessions } from "./clients.ts";
import type { Denial } from "./denial.ts";
import { denialOf, denialOfResult } from "./denial.ts";
import { blocked, isDenied, isOfRegion, regionNotEnabled } from "./errors.ts";
import { createHostedZones } from "./hosted-zones.ts";
import { permissionDenied } from "./permission-hint.ts";
import { simulationsOf } from "./simulation.ts";

const newExternalId = (): string => randomBytes(32).toString("base64url");

type Outcome = { detail: string; hint?: Hint };
type Check = (sessions: Sessions, context: ClientContext) => Promise<Outcome>;

const externalIdNotEnforced = ({ role }: ClientContext, externalId: string | undefined): Outcome => {
  const { hint } = blocked({
    code: "role_assumable_without_external_id",
    summary: `The role ${roleArnOf(role)} can be assumed ${externalId === undefined ? "without the external id" : "with an external id that is not this workspace's"}.`,
    action:
      "In the role's trust policy, restore the onboarding template's condition on sts:ExternalId, without a wildcard or other values, then retry.",
  });
  return { detail: hint.summary, hint };
};

const checks: Record<PreflightCheckId, Check> = {
  role_assumable: async (sessions, context) => {
    const { assumedRoleArn } = await sessions.assume(context);
    return { detail: `Assumed as ${assumedRoleArn}.` };
  },
  external_id_enforced: async (sessions, context) => {
    // A fresh id stands for any other: a wildcard accepts it.
    const others = [undefined, newExternalId(), ...(context.foreignExternalIds ?? [])];
    for (const externalId of others) {
      if (await sessions.isAssumableWith(context, externalId)) return externalIdNotEnforced(context, externalId);
    }
    return { detail: "The role can be assumed with this workspace's external id only." };
  },
  region_enabled: async (sessions, context) => {
    const { acm } = await sessions.of(context);
    try {
      await acm.send(new ListCertificatesCommand({ MaxItems: 1 }));
    } catch (error) {
      if (isOfRegion(error)) throw regionNotEnabled(context);
      // The region responded. Another check covers the role's permissions.
      if (!isDenied(error)) throw error;
    }
    return { detail: `AWS answers in ${context.role.region}.` };
  },
  account_matches: async (sessions, context) => {
    const { sts } = await sessions.of(context);
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error("STS responded to GetCallerIdentity without an account");
    if (Account === context.role.accountId) return { detail: `The role is in account ${Account}, as stated.` };
    const { hint } = blocked({
      code: "role_in_wrong_account",
      summary: `The role is in account ${Account}, not in ${context.role.accountId}.`,
      action: "Correct the AWS account of this workspace, then retry.",
    });
    return { detail: hint.summary, hint };
  },
  permissions: async (sessions, context) => {
    const denials = await findDenials(await sessions.of(context), context);
    if (denials.length === 0) return { detail: "The role has every permission of the onboarding template." };
    const { hint } = permissionDenied(context, denials);
    return { detail: hint.summary, hint };
  },
  quotas: async (sessions, context) => {
    const { route53 } = await sessions.of(context);
    const limit = await route53.send(new GetAccountLimitCommand({ Type: "MAX_HOSTED_ZONES_BY_OWNER" }));
    const used = limit.Count ?? 0;
    const allowed = limit.Limit?.Value ?? 0;
    if (used < allowed) return { detail: `${used} of ${allowed} hosted zones are used.` };
    // A retry or a repair creates no other zone.
    if ((await createHostedZones(sessions).find(context)) !== undefined)
      return { detail: `${used} of ${allowed} hosted zones are used, and this workspace's is one of them.` };
    const { hint } = blocked({
      code: "quota_exceeded",
      summary: `The account has ${used} hosted zones, and its quota is ${allowed}.`,
      action: "Request a higher quota of hosted zones from AWS (Service Quotas, Route 53), then retry.",
    });
    return { detail: hint.summary, hint };
  },
};

/**
 * The simulation misjudges some service control policies, so the two harmless calls are really
 * made. If the simulation itself is denied, that is a missing permission.
 */
const findDenials = async ({ iam, route53, acm }: ClientSession, context: ClientContext): Promise<Denial[]> => {
  const denials = new Map<string, Denial>();
  const note = (denial: Denial | undefined): void => {
    // A reason from AWS says more than "missing".
    if (denial !== undefined && (denials.get(denial.action)?.reason ?? "missing") === "missing")
      denials.set(denial.action, denial);
  };
  const attempt = async (action: string, call: () => Promise<unknown>): Promise<void> => {
    try {
      await call();
    } catch (error) {
      if (!isDenied(error)) throw error;
      note(denialOf(action, error instanceof Error ? error.message : ""));
    }
  };
  await attempt("iam:SimulatePrincipalPolicy", async () => {
    for (const simulation of simulationsOf(context)) {
      const answer = await iam.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArnOf(context.role), ...simulation }),
      );
      for (const result of answer.EvaluationResults ?? []) note(denialOfResult(result));
    }
  });
  await attempt("route53:ListHostedZonesByName", () => route53.send(new ListHostedZonesByNameCommand({ MaxItems: 1 })));
  await attempt("acm:ListCertificates", () => acm.send(new ListCertificatesCommand({ MaxItems: 1 })));
  return [...denials.values()].toSorted((one, other) => one.action.localeCompare(other.action));
};

/**
 * These checks establish whose role it is. If one fails, the account may be somebody else's, and no
 * further call is made in it.
 */
const identityChecks = ["role_assumable", "external_id_enforced", "account_matches"] as const;
/** What a check requires in addition to those, and the message if that is missing. */
const needs: Partial<Record<PreflightCheckId, PreflightCheckId>> = { permissions: "region_enabled" };
const skippedFor: Partial<Record<PreflightCheckId, string>> = {
  role_assumable: "Needs the role.",
  external_id_enforced: "Not checked: it needs a role that accepts only this workspace's external id.",
  account_matches: "Needs a role in the stated account.",
  region_enabled: "Needs the AWS region.",
};

/**
 * Runs the checks in order. If one fails for a reason of the client's, the later checks that depend
 * on it are skipped.
 */
export const runPreflight = async (sessions: Sessions, context: ClientContext): Promise<PreflightReport> => {
  const report: PreflightCheck[] = [];
  const failed = new Set<PreflightCheckId>();
  for (const id of preflightCheckIds) {
    const missing = [...identityChecks, needs[id]].find((each) => each !== undefined && failed.has(each));
    if (missing !== undefined) {
      report.push({ id, status: "skipped", detail: skippedFor[missing] ?? "", hint: undefined });
      continue;
    }
    const { detail, hint } = await outcomeOf(checks[id], sessions, context);
    report.push({ id, status: hint === undefined ? "passed" : "failed", detail, hint });
    if (hint !== undefined) failed.add(id);
  }
  return { checks: report, checkedAt: new Date() };
};

const outcomeOf = async (check: Check, sessions: Sessions, context: ClientContext): Promise<Outcome> => {
  try {
    return await check(sessions, context);
  } catch (error) {
    if (error instanceof BlockedError) return { detail: error.hint.summary, hint: error.hint };
    if (!isDenied(error)) throw error;
    const message = error instanceof Error ? error.message : "";
    const { hint } = permissionDenied(context, [denialOf("route53:GetAccountLimit", message)]);
    return { detail: hint.summary, hint };
  }
};
