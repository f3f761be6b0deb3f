import { workspaceTagKey } from "@cogrion/domain";
import type { PolicySubject } from "@cogrion/domain/provisioning/policy";
import { permissionsPolicyOf, trustPolicyOf } from "@cogrion/domain/provisioning/policy";

// A JSON object is a valid HCL expression, unless a text in it contains a template sequence.
// `terraform fmt` requires a space before each colon.
const hclOf = (value: unknown): string =>
  JSON.stringify(value, undefined, 2)
    .replaceAll("${", "$${")
    .replaceAll("%{", "%%{")
    .replaceAll(/^(\s*"[^"]+"):/gm, "$1 :")
    .replaceAll("\n", "\n  ");

/** A one-file module that creates the same role as the CloudFormation template. */
export const terraformModule = (
  subject: PolicySubject,
  trust: { trustedPrincipalArn: string; externalId: string },
): string => `# The role with which Cogrion provisions and deletes workspace ${subject.workspaceId}.
# Apply it with credentials of AWS account ${subject.awsAccountId}.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

resource "aws_iam_role" "cogrion_provisioning" {
  name                 = ${JSON.stringify(subject.roleName)}
  description          = ${JSON.stringify(`Lets Cogrion provision workspace ${subject.workspaceId}`)}
  max_session_duration = 3600
  assume_role_policy = jsonencode(${hclOf(trustPolicyOf(trust))})
  tags = { ${JSON.stringify(workspaceTagKey)} = ${JSON.stringify(subject.workspaceId)} }
}

resource "aws_iam_role_policy" "cogrion_provisioning" {
  name = "CogrionProvisioning"
  role = aws_iam_role.cogrion_provisioning.id
  policy = jsonencode(${hclOf(permissionsPolicyOf(subject))})
}

output "role_arn" {
  value = aws_iam_role.cogrion_provisioning.arn
}
`;
