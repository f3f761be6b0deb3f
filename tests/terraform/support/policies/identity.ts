import { parsePolicy } from "@cogrion/emulators/aws/iam/evaluate";
import { z } from "zod";
import type { Context, Policy } from "./policy.ts";
import { ofType } from "./policy.ts";

const statementsOf = (context: Context) =>
  ofType(context, "aws_iam_role_policy").flatMap(({ address, index, values }) =>
    parsePolicy(z.string().parse(values["policy"])).Statement.map((statement) => ({ address, index, statement })),
  );

export const identityPolicies: readonly Policy[] = [
  {
    name: "pods get roles by IRSA: no session tag reaches a client's trust policy",
    check: (context) =>
      ofType(context, "aws_eks_pod_identity_association")
        .filter(({ values }) => values["disable_session_tags"] !== true)
        .map(({ address }) => `${address} adds session tags`),
  },
  {
    name: "each workload's role is for one ServiceAccount of this cluster",
    check: (context) =>
      ofType(context, "aws_iam_role")
        .filter(({ values }) => String(values["assume_role_policy"]).includes("AssumeRoleWithWebIdentity"))
        .flatMap(({ address, values }) => {
          const text = String(values["assume_role_policy"]);
          return /"StringEquals":\{"[^"]+:aud":"sts\.amazonaws\.com","[^"]+:sub":"system:serviceaccount:[a-z-]+:[a-z-]+"\}/.test(
            text,
          )
            ? []
            : [`${address} is not bound to one ServiceAccount`];
        }),
  },
  {
    name: "only the worker assumes clients' roles, and no other role at all",
    check: (context) =>
      statementsOf(context)
        .filter(({ statement }) => statement.Action?.some((each) => /^sts:|^\*$/.test(each)) === true)
        .flatMap(({ address, index, statement }) =>
          index === "worker" &&
          JSON.stringify(statement.Action) === '["sts:AssumeRole"]' &&
          JSON.stringify(statement.Resource) === '["arn:aws:iam::*:role/CogrionProvisioning-*"]'
            ? []
            : [`${address}: ${statement.Sid ?? "a statement"} assumes roles`],
        ),
  },
  {
    name: "no statement allows every action of a service",
    check: (context) =>
      statementsOf(context).flatMap(({ address, statement }) =>
        (statement.Action ?? ["*"])
          .filter((action) => /^\*$|^[a-z0-9-]+:\*$/.test(action))
          .map((action) => `${address}: ${action}`),
      ),
  },
  {
    name: "every write to DNS is confined to names and types of its own",
    check: (context) =>
      statementsOf(context)
        .filter(({ statement }) => statement.Action?.includes("route53:ChangeResourceRecordSets") === true)
        .flatMap(({ address, statement }) => {
          const text = JSON.stringify(statement.Condition ?? {});
          return text.includes("NormalizedRecordNames") &&
            text.includes("RecordTypes") &&
            !statement.Resource?.includes("*")
            ? []
            : [`${address}: ${statement.Sid ?? "a statement"} writes any record`];
        }),
  },
];
