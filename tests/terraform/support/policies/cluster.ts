import type { Policy } from "./policy.ts";
import { ofType, requires } from "./policy.ts";

export const clusterPolicies: readonly Policy[] = [
  {
    name: "the cluster's API is not open, its secrets are encrypted, and all its logs are kept",
    check: (context) => [
      ...requires("aws_eks_cluster", {
        enabled_cluster_log_types: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        deletion_protection: true,
      })(context),
      ...ofType(context, "aws_eks_cluster").flatMap(({ address, values }) => {
        const text = JSON.stringify(values);
        return [
          ...(text.includes('"endpoint_private_access":true') ? [] : [`${address}: no private endpoint`]),
          ...(text.includes('"endpoint_public_access":false') ? [] : [`${address}: a public endpoint without need`]),
          ...(text.includes('"resources":["secrets"]') ? [] : [`${address}: secrets are not encrypted`]),
          ...(text.includes('"authentication_mode":"API"') ? [] : [`${address}: access by the old config map`]),
          ...(text.includes('"bootstrap_cluster_creator_admin_permissions":false')
            ? []
            : [`${address}: its creator stays administrator`]),
        ];
      }),
    ],
  },
  {
    name: "nodes keep their credentials from pods, and their volumes are encrypted",
    check: (context) =>
      ofType(context, "aws_launch_template").flatMap(({ address, values }) => {
        const text = JSON.stringify(values);
        return [
          ...(text.includes('"http_tokens":"required"') ? [] : [`${address}: IMDSv1 is allowed`]),
          ...(text.includes('"http_put_response_hop_limit":1')
            ? []
            : [`${address}: pods reach the node's credentials`]),
          ...(/"encrypted":"?true"?/.test(text) ? [] : [`${address}: volumes are not encrypted`]),
        ];
      }),
  },
  {
    name: "images cannot be replaced under their tag, and are scanned and encrypted",
    check: (context) => [
      ...requires("aws_ecr_repository", { image_tag_mutability: "IMMUTABLE", force_delete: false })(context),
      ...ofType(context, "aws_ecr_repository")
        .filter(
          ({ values }) =>
            !/"scan_on_push":true/.test(JSON.stringify(values)) ||
            !/"encryption_type":"KMS"/.test(JSON.stringify(values)),
        )
        .map(({ address }) => `${address} is not scanned or not encrypted`),
    ],
  },
];
