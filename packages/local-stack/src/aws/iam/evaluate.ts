import { z } from "zod";
import type { RequestContext } from "./condition.ts";
import { conditionsHold, matchesPattern } from "./condition.ts";

const list = z.union([z.string(), z.array(z.string())]).transform((each) => [each].flat());
const statementSchema = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: list.optional(),
  NotAction: list.optional(),
  Resource: list.optional(),
  Principal: z.union([z.literal("*"), z.record(z.string(), list)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))).optional(),
});
const documentSchema = z.object({
  Statement: z.union([statementSchema, z.array(statementSchema)]).transform((each) => [each].flat()),
});
export type PolicyDocument = z.infer<typeof documentSchema>;

/** @throws ZodError for what IAM would have refused to store */
export const parsePolicy = (text: string): PolicyDocument => documentSchema.parse(JSON.parse(text));

export type Question = { action: string; resource: string; context: RequestContext };

const actionMatches = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));

/** As IAM decides: an explicit denial wins, nothing said is a denial. */
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
        (statement.Resource ?? ["*"]).some((pattern) => matchesPattern(pattern, resource)) &&
        conditionsHold(statement.Condition ?? {}, context),
    );
  if (applying.some((statement) => statement.Effect === "Deny")) return "explicitDeny";
  return applying.length > 0 ? "allowed" : "implicitDeny";
};

const principalMatches = (patterns: readonly string[], callerArn: string, accountId: string): boolean =>
  patterns.some(
    (each) => each === "*" || each === callerArn || each === accountId || each === `arn:aws:iam::${accountId}:root`,
  );

/** Whether a role's trust policy lets the caller assume it. */
export const trusts = (
  trustPolicy: PolicyDocument,
  caller: { arn: string; accountId: string },
  context: RequestContext,
): boolean => {
  const applying = trustPolicy.Statement.filter(
    ({ Action, Principal, Condition }) =>
      actionMatches(Action ?? [], "sts:AssumeRole") &&
      (Principal === "*" || principalMatches(Principal?.["AWS"] ?? [], caller.arn, caller.accountId)) &&
      conditionsHold(Condition ?? {}, context),
  );
  return applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny");
};
