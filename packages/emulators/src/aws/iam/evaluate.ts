import { z } from "zod";
import type { RequestContext } from "./condition.ts";
import { conditionsHold, matchesPattern } from "./condition.ts";

const list = z.union([z.string(), z.array(z.string())]).transform((each) => [each].flat());
// IAM treats true and 1 like "true" and "1".
const conditionValue = z.union([z.string(), z.boolean(), z.number()]).transform(String);
// Strict: an element that this evaluator would ignore, such as NotPrincipal, must not widen what is
// granted.
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: list.optional(),
  NotAction: list.optional(),
  Resource: list.optional(),
  NotResource: list.optional(),
  Principal: z.union([z.literal("*"), z.record(z.string(), list)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([conditionValue, z.array(conditionValue)]))).optional(),
});
const documentSchema = z.object({
  Statement: z.union([statementSchema, z.array(statementSchema)]).transform((each) => [each].flat()),
});
export type PolicyDocument = z.infer<typeof documentSchema>;

/**
 * @throws ZodError for a document that IAM would not store, and for elements that this evaluator
 * does not support
 */
export const parsePolicy = (text: string): PolicyDocument => documentSchema.parse(JSON.parse(text));

export type Question = { action: string; resource: string; context: RequestContext };

const actionMatches = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));

const resourceMatches = (patterns: readonly string[], resource: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, resource));

/** Decides like IAM: an explicit denial wins, and without a statement the action is denied. */
export const evaluate = (
  policies: readonly PolicyDocument[],
  { action, resource, context }: Question,
): "allowed" | "explicitDeny" | "implicitDeny" => {
  const applying = policies
    .flatMap((policy) => policy.Statement)
    .filter(
      (statement) =>
        (statement.Action === undefined || actionMatches(statement.Action, action)) &&
        (statement.NotAction === undefined || !actionMatches(statement.NotAction, action)) &&
        (statement.Resource === undefined || resourceMatches(statement.Resource, resource)) &&
        (statement.NotResource === undefined || !resourceMatches(statement.NotResource, resource)) &&
        conditionsHold(statement.Condition ?? {}, context, statement.Effect),
    );
  if (applying.some((statement) => statement.Effect === "Deny")) return "explicitDeny";
  return applying.length > 0 ? "allowed" : "implicitDeny";
};

export type TrustedCaller = {
  arn: string;
  accountId: string;
  /** The role of the session: a trust policy may name the role instead of one session of it. */
  roleArn?: string;
};

/** Whether a role's trust policy lets the caller assume it. */
export const trusts = (trustPolicy: PolicyDocument, caller: TrustedCaller, context: RequestContext): boolean => {
  const names = new Set(["*", caller.arn, caller.accountId, `arn:aws:iam::${caller.accountId}:root`, caller.roleArn]);
  const applying = trustPolicy.Statement.filter(
    ({ Effect, Action, Principal, Condition }) =>
      actionMatches(Action ?? [], "sts:AssumeRole") &&
      (Principal === "*" || Principal?.["AWS"]?.some((each) => names.has(each)) === true) &&
      conditionsHold(Condition ?? {}, context, Effect),
  );
  return applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny");
};
