import type { AwsAnswer } from "../answers.ts";
import { errorResponse, escapeXml, xmlResponse } from "../answers.ts";
import type { AwsCall } from "../call.ts";
import type { AwsCaller } from "../credentials.ts";
import type { Moto } from "../moto.ts";
import { contextOf } from "./condition.ts";
import { evaluate } from "./evaluate.ts";
import { policiesOf, roleOf } from "./policies.ts";

const listOf = (form: URLSearchParams, prefix: string): string[] => {
  const values: string[] = [];
  for (let index = 1; form.has(`${prefix}.member.${index}`); index += 1)
    values.push(form.get(`${prefix}.member.${index}`) ?? "");
  return values;
};

const contextEntriesOf = (form: URLSearchParams): Record<string, string[]> => {
  const entries: Record<string, string[]> = {};
  for (let index = 1; form.has(`ContextEntries.member.${index}.ContextKeyName`); index += 1) {
    const prefix = `ContextEntries.member.${index}`;
    entries[form.get(`${prefix}.ContextKeyName`) ?? ""] = listOf(form, `${prefix}.ContextKeyValues`);
  }
  return entries;
};

/**
 * SimulatePrincipalPolicy, which moto does not have. As the API documents, it evaluates the role's
 * own policies without its trust policy.
 */
export const simulate = async (moto: Moto, call: AwsCall, caller: AwsCaller): Promise<AwsAnswer> => {
  const sourceArn = call.form.get("PolicySourceArn") ?? "";
  const roleName = sourceArn.split("/").at(-1) ?? "";
  if ((await roleOf(moto, caller.accountId, roleName))?.arn !== sourceArn) {
    return errorResponse("iam", "NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
  }
  const policies = await policiesOf(moto, caller.accountId, roleName);
  const context = contextOf(contextEntriesOf(call.form));
  const resources = listOf(call.form, "ResourceArns");
  const results = listOf(call.form, "ActionNames").flatMap((action) =>
    (resources.length === 0 ? ["*"] : resources).map((resource) => {
      const decision = evaluate(policies, { action, resource, context });
      return (
        `<member><EvalActionName>${escapeXml(action)}</EvalActionName><EvalDecision>${decision}</EvalDecision>` +
        `<EvalResourceName>${escapeXml(resource)}</EvalResourceName></member>`
      );
    }),
  );
  return xmlResponse(
    `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>` +
      `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join("")}</EvaluationResults>` +
      `</SimulatePrincipalPolicyResult><ResponseMetadata><RequestId>emulator</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>`,
  );
};
