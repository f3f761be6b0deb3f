import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { Moto } from "../moto.ts";
import type { PolicyDocument } from "./evaluate.ts";
import { parsePolicy } from "./evaluate.ts";

// IAM returns documents percent-encoded (RFC 3986).
const decode = (document: string | undefined): PolicyDocument => {
  const text = document ?? "{}";
  return parsePolicy(text.startsWith("%") ? decodeURIComponent(text) : text);
};

export type TrustedRole = { arn: string; trustPolicy: PolicyDocument; maxSessionSeconds: number };

/** Undefined if the role does not exist. */
export const roleOf = async (moto: Moto, accountId: string, roleName: string): Promise<TrustedRole | undefined> => {
  const { iam } = await moto.clientsOf(accountId);
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
    return {
      arn: Role?.Arn ?? "",
      trustPolicy: decode(Role?.AssumeRolePolicyDocument),
      maxSessionSeconds: Role?.MaxSessionDuration ?? 3600,
    };
  } catch (error) {
    if (error instanceof Error && /NoSuchEntity/.test(error.name)) return undefined;
    throw error;
  }
};

/** Inline and attached policies of a role; none if the role does not exist. */
export const policiesOf = async (moto: Moto, accountId: string, roleName: string): Promise<PolicyDocument[]> => {
  const { iam } = await moto.clientsOf(accountId);
  try {
    const inline = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
    const documents = await Promise.all(
      (inline.PolicyNames ?? []).map(async (name) => {
        const policy = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: name }));
        return decode(policy.PolicyDocument);
      }),
    );
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName }));
    const managed = await Promise.all(
      (attached.AttachedPolicies ?? []).map(async ({ PolicyArn }) => {
        const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
        const version = await iam.send(
          new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId ?? "v1" }),
        );
        return decode(version.PolicyVersion?.Document);
      }),
    );
    return [...documents, ...managed];
  } catch (error) {
    if (error instanceof Error && /NoSuchEntity/.test(error.name)) return [];
    throw error;
  }
};
