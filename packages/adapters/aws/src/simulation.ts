import type { SimulatePrincipalPolicyCommandInput } from "@aws-sdk/client-iam";
import type { ClientContext } from "@cogrion/domain";
import { policyStatementsOf } from "@cogrion/domain/provisioning/policy";

type Simulation = Pick<SimulatePrincipalPolicyCommandInput, "ActionNames" | "ResourceArns" | "ContextEntries">;

/**
 * Turns each statement of the onboarding policy into a simulation of its actions, with the context
 * keys of the real call: a condition is true only if its keys are given.
 */
export const simulationsOf = (context: ClientContext): Simulation[] =>
  policyStatementsOf({
    workspaceId: context.workspaceId,
    delegatedZone: context.delegatedZone,
    awsAccountId: context.role.accountId,
    roleName: context.role.roleName,
    awsRegion: context.role.region,
  }).map((statement) => ({
    ActionNames: statement.Action,
    ResourceArns: [statement.Resource.replace(/\/\*$/, "/EXAMPLE0000")],
    ContextEntries: contextOf(statement.Condition ?? {}),
  }));

const contextOf = (conditions: Record<string, Record<string, string | string[]>>): Simulation["ContextEntries"] => {
  const entries = new Map<string, { values: string[]; isList: boolean }>();
  for (const [operator, keys] of Object.entries(conditions)) {
    if (operator === "Null") continue;
    for (const [key, wanted] of Object.entries(keys)) {
      // The star is a wildcard only in a pattern; in a domain name it is literal.
      const values = [wanted]
        .flat()
        .map((value) => (operator.endsWith("Like") ? value.replaceAll("*", "example") : value));
      entries.set(key, { values, isList: operator.startsWith("ForA") });
    }
  }
  return [...entries].map(([ContextKeyName, { values, isList }]) => ({
    ContextKeyName,
    ContextKeyValues: values,
    ContextKeyType: isList ? "stringList" : "string",
  }));
};
