import { join } from "node:path";
import type { TerraformWorkspace } from "@cogrion/testing/terraform/workspace";
import { openTerraform } from "@cogrion/testing/terraform/workspace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithTerraform } from "./support/with-terraform.ts";
import { faultsOf } from "./support/checks.ts";

const repository = join(import.meta.dirname, "..", "..");
const at = { environment: "prod", region: "sgp-1" } as const;

/** A mistake that somebody could make: in this file, replace this with that. */
type Slip = [what: string, file: string, from: string, to: string];

const slips: Slip[] = [
  ["a misspelt argument", "modules/database/main.tf", "multi_az ", "multi_azz "],
  [
    "a missing argument",
    "modules/network/main.tf",
    "  vpc_id            = aws_vpc.this.id\n  availability_zone = local.zones[count.index]\n  cidr_block        = local.public",
    "  availability_zone = local.zones[count.index]\n  cidr_block        = local.public",
  ],
  ["a type of an older major version", "modules/network/main.tf", 'domain = "vpc"', "vpc = true"],
  [
    "a resource that does not exist",
    "modules/registry/main.tf",
    '"aws_ecr_repository" "this"',
    '"aws_ecr_repo" "this"',
  ],
  [
    "a block where there is none",
    "modules/buckets/main.tf",
    "  force_destroy = false\n",
    "  force_destroy = false\n  copies {}\n",
  ],
  [
    "a variable that nobody gives",
    "modules/zone/variables.tf",
    'variable "name"',
    'variable "title" {\n  type = string\n}\n\nvariable "name"',
  ],
  ["a reference to nothing", "modules/region/main.tf", "module.network.vpc_id", "module.network.vpc"],
  [
    "a wrong type",
    "modules/cluster/nodes.tf",
    "http_put_response_hop_limit = 1",
    'http_put_response_hop_limit = "near"',
  ],
  [
    "an address range that is not a /16 of 10.0.0.0/8",
    "modules/region/main.tf",
    "cidr        = local.here.cidr",
    'cidr        = "192.168.0.0/16"',
  ],
  [
    "two nodes for three zones",
    "modules/region/variables.tf",
    "{ minimum = 3, maximum = 9 }",
    "{ minimum = 2, maximum = 9 }",
  ],
  [
    "a fourth database",
    "modules/region/variables.tf",
    "    cogrion  = {",
    '    reports  = { instance_class = "db.t4g.medium", storage_gib = 40 }\n    cogrion  = {',
  ],
  ["a foreign region in the root", "envs/prod-sgp-1/main.tf", 'region      = "sgp-1"', 'region      = "frankfurt-1"'],
  ["another environment in the root", "envs/prod-sgp-1/main.tf", 'environment = "prod"', 'environment = "dev"'],
  ["credentials of any account", "envs/prod-sgp-1/main.tf", "  allowed_account_ids = [local.here.account]\n", ""],
  ["a provider of a fixed region", "envs/prod-sgp-1/main.tf", "local.here.awsRegion", '"eu-central-1"'],
  ["a state that is not locked", "envs/prod-sgp-1/backend.tf", "use_lockfile = true", "use_lockfile = false"],
  ["a state that is not encrypted", "envs/prod-sgp-1/backend.tf", "encrypt      = true", "encrypt      = false"],
  [
    "the state of another region",
    "envs/prod-sgp-1/backend.tf",
    "cogrion-prod-sgp-1-terraform",
    "cogrion-dev-sgp-1-terraform",
  ],
  ["databases that can be destroyed", "modules/database/main.tf", "prevent_destroy = true", "prevent_destroy = false"],
  ["keys that can be destroyed", "modules/encryption/main.tf", "prevent_destroy = true", "prevent_destroy = false"],
  [
    "PostgreSQL open to the internet",
    "modules/database/main.tf",
    "referenced_security_group_id = var.client_security_group_id",
    'cidr_ipv4 = "0.0.0.0/0"',
  ],
  [
    "endpoints open to the internet",
    "modules/network/endpoints.tf",
    "cidr_ipv4         = var.cidr",
    'cidr_ipv4         = "0.0.0.0/0"',
  ],
  [
    "a database without encryption",
    "modules/database/main.tf",
    "storage_encrypted     = true",
    "storage_encrypted     = false",
  ],
  [
    "a database in one zone",
    "modules/database/main.tf",
    "multi_az               = true",
    "multi_az               = false",
  ],
  ["a public database", "modules/database/main.tf", "publicly_accessible    = false", "publicly_accessible    = true"],
  [
    "a database that is deleted without a question",
    "modules/database/main.tf",
    "deletion_protection       = true",
    "deletion_protection       = false",
  ],
  [
    "a database without a last snapshot",
    "modules/database/main.tf",
    "skip_final_snapshot       = false",
    "skip_final_snapshot       = true",
  ],
  ["backups of a day", "modules/database/main.tf", "backup_retention_period   = 14", "backup_retention_period   = 1"],
  [
    "a password in the state",
    "modules/database/main.tf",
    "manage_master_user_password         = true",
    'password = "correct-horse"',
  ],
  ["connections without TLS", "modules/database/main.tf", 'value = "1"', 'value = "0"'],
  [
    "a key that does not rotate",
    "modules/encryption/main.tf",
    "enable_key_rotation     = true",
    "enable_key_rotation     = false",
  ],
  [
    "a key of several regions",
    "modules/encryption/main.tf",
    "multi_region            = false",
    "multi_region            = true",
  ],
  [
    "a bucket with another name",
    "modules/buckets/main.tf",
    '"cogrion-${var.name}-${each.key}"',
    '"${var.name}-${each.key}"',
  ],
  ["a public bucket", "modules/buckets/main.tf", "block_public_policy     = true", "block_public_policy     = false"],
  ["a bucket without our key", "modules/buckets/main.tf", '"aws:kms"', '"AES256"'],
  [
    "a bucket without versions",
    "modules/buckets/main.tf",
    '    status = "Enabled"\n  }\n}',
    '    status = "Suspended"\n  }\n}',
  ],
  ["a bucket that can be emptied", "modules/buckets/main.tf", "force_destroy = false", "force_destroy = true"],
  [
    "exports that stay",
    "modules/buckets/main.tf",
    "exports   = { expires_after_days = 7",
    "exports   = { expires_after_days = 700",
  ],
  ["IMDSv1", "modules/cluster/nodes.tf", '"required"', '"optional"'],
  ["a node's credentials within a pod's reach", "modules/cluster/nodes.tf", "hop_limit = 1", "hop_limit = 2"],
  [
    "volumes without encryption",
    "modules/cluster/nodes.tf",
    "encrypted             = true",
    "encrypted             = false",
  ],
  ["Kubernetes secrets without encryption", "modules/cluster/main.tf", 'resources = ["secrets"]', "resources = []"],
  [
    "a cluster whose creator stays administrator",
    "modules/cluster/main.tf",
    "creator_admin_permissions = false",
    "creator_admin_permissions = true",
  ],
  ["no audit log", "modules/cluster/main.tf", '"api", "audit",', '"api",'],
  [
    "the API server open to the internet",
    "envs/prod-sgp-1/main.tf",
    "operator_cidrs     = var.operator_cidrs",
    'operator_cidrs     = ["0.0.0.0/0"]',
  ],
  ["a worker that may assume every role", "modules/identity/main.tf", "role/CogrionProvisioning-*", "role/*"],
  [
    "an API that may assume clients' roles",
    "modules/identity/main.tf",
    'Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]\n          Resource = ["${var.bucket_arns.artifacts}',
    'Action   = ["sts:AssumeRole"]\n          Resource = ["${var.bucket_arns.artifacts}',
  ],
  [
    "every action of S3",
    "modules/identity/main.tf",
    'Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]\n          Resource = "${var.bucket_arns.logs}',
    'Action   = ["s3:*"]\n          Resource = "${var.bucket_arns.logs}',
  ],
  [
    "a DNS controller that may write any record",
    "modules/identity/main.tf",
    '"ForAllValues:StringEquals"  = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA", "CNAME", "TXT"] }',
    "",
  ],
  [
    "a role for every ServiceAccount",
    "modules/identity/main.tf",
    '"${var.oidc.issuer}:sub" = "system:serviceaccount:${each.value.service_account}"',
    "",
  ],
  [
    "a foreign AWS region",
    "modules/network/endpoints.tf",
    '"com.amazonaws.${var.aws_region}.s3"',
    '"com.amazonaws.eu-west-1.s3"',
  ],
  ["no CAA", "modules/zone/main.tf", 'type    = "CAA"', 'type    = "TXT"'],
  [
    "ACM shut out of clients' wildcards",
    "modules/zone/main.tf",
    '"0 issuewild \\"amazon.com\\""',
    '"0 issuewild \\";\\""',
  ],
  ["a zone that is emptied", "modules/zone/main.tf", "force_destroy = false", "force_destroy = true"],
  [
    "agents behind the public certificate",
    "modules/certificates/main.tf",
    'agent    = ["cplane-alb"]',
    'agency   = ["cplane-alb"]',
  ],
  [
    "subnets that overlap",
    "modules/network/main.tf",
    "cidrsubnet(var.cidr, 8, 240 + index)",
    "cidrsubnet(var.cidr, 8, index)",
  ],
  [
    "one way out for three zones",
    "modules/network/main.tf",
    'resource "aws_nat_gateway" "this" {\n  count         = 3',
    'resource "aws_nat_gateway" "this" {\n  count         = 1',
  ],
  ["only refused traffic is logged", "modules/network/flow-logs.tf", '"ALL"', '"REJECT"'],
  ["logs that never end", "modules/network/flow-logs.tf", "  retention_in_days = 90\n", ""],
  ["an image tag that can move", "modules/registry/main.tf", '"IMMUTABLE"', '"MUTABLE"'],
  ["images that nobody scans", "modules/registry/main.tf", "scan_on_push = true", "scan_on_push = false"],
  [
    "secrets that are gone at once",
    "modules/secrets/main.tf",
    "recovery_window_in_days = 30",
    "recovery_window_in_days = 0",
  ],
  ["secrets with AWS's key", "modules/secrets/main.tf", "  kms_key_id              = var.kms_key_arn\n", ""],
  [
    "a cluster named for no region",
    "modules/region/main.tf",
    'source             = "../cluster"\n  name               = local.name',
    'source             = "../cluster"\n  name               = "main"',
  ],
];

describeWithTerraform("a slip in the Terraform of a region is caught", (command) => {
  let terraform: TerraformWorkspace;
  beforeAll(async () => {
    terraform = await openTerraform(command, join(repository, "infra"));
  });
  afterAll(() => terraform?.close());

  test.each(slips)("%s", async (_what, file, from, to) => {
    const copy = await terraform.fork();
    try {
      const path = `terraform/${file}`;
      const text = await copy.read(path);
      expect(text).toContain(from);
      await copy.write(path, text.replaceAll(from, to));
      expect(await faultsOf(copy, at, repository)).not.toEqual([]);
    } finally {
      await copy.close();
    }
  });
});
