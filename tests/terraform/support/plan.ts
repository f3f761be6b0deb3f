import { readRegionFile } from "@cogrion/config/region-file";
import { regionDomainOf } from "@cogrion/domain/naming/hosts";
import type { RegionId } from "@cogrion/domain";
import type { Plan, TerraformWorkspace } from "@cogrion/testing/terraform/workspace";

export type DeployedEnvironment = "dev" | "prod";
export type Deployed = { environment: DeployedEnvironment; region: string };

export const rootOf = ({ environment, region }: Deployed): string => `envs/${environment}-${region}`;

/** Every region that is deployed according to regions.yaml. */
export const deployedRegions = (checkoutFolder: string): Deployed[] => {
  const { environments } = readRegionFile(checkoutFolder);
  return (["dev", "prod"] as const).flatMap((environment) =>
    Object.keys(environments[environment].regions).map((region) => ({ environment, region })),
  );
};

export const edgeAccount = "777788889999";

/** What only AWS knows. Terraform invents the rest of what a provider computes. */
const mocksOf = (
  at: Deployed,
  { account, awsRegion }: { account: string; awsRegion: string },
  isPrimary: boolean,
): string => {
  const domain = regionDomainOf({ environment: at.environment, region: at.region as RegionId });
  const options = ["cplane", "auth", "temporal", "grafana", "cplane-alb"].map(
    (label) =>
      `{ domain_name = "${label}.${domain}", resource_record_name = "_${label}.${domain}", resource_record_type = "CNAME", resource_record_value = "${label}.acm" }`,
  );
  return `
mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["${awsRegion}c", "${awsRegion}a", "${awsRegion}b"] }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "${account}" }
  }
  mock_data "aws_region" {
    defaults = { region = "${awsRegion}" }
  }
  mock_resource "aws_route53_zone" {
    defaults = { zone_id = "Z0REGION", name_servers = ["ns-1.example", "ns-2.example"] }
  }
  mock_resource "aws_eks_cluster" {
    defaults = { identity = [{ oidc = [{ issuer = "https://oidc.eks.example/id/1" }] }] }
  }
  mock_resource "aws_db_instance" {
    defaults = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:${awsRegion}:${account}:secret:rds" }] }
  }
  mock_resource "aws_acm_certificate" {
    defaults = { domain_validation_options = [${options.join(", ")}] }
  }
}

variables {
  operator_role_arns = ["arn:aws:iam::${account}:role/operators"]
  edge_account_id    = "${edgeAccount}"
${isPrimary ? "" : primaryVariable}}
${isPrimary ? "" : primaryState}

run "everything" {
  command = apply
}
`;
};

const primaryVariable = `
  primary_internal_load_balancer = { dns_name = "internal.elb.example", zone_id = "Z0BALANCER" }
`;

/** What another region reads of the primary's state. */
const primaryState = `
override_data {
  target = data.terraform_remote_state.primary
  values = {
    outputs = {
      region = {
        network = {
          vpc_id     = "vpc-0primary"
          account_id = "111122223333"
          aws_region = "ap-southeast-1"
          cidr       = "10.20.0.0/16"
          domain     = "primary.example"
        }
      }
    }
  }
}
`;

/**
 * Protection against destroying also keeps a test from cleaning up; the files themselves are
 * checked for it.
 */
const withoutGuards = async (terraform: TerraformWorkspace): Promise<void> => {
  for (const module of ["encryption", "database", "zone", "buckets"]) {
    const file = `terraform/modules/${module}/main.tf`;
    const text = await terraform.read(file);
    await terraform.write(file, text.replaceAll("prevent_destroy = true", "prevent_destroy = false"));
  }
};

export const planRegion = async (
  terraform: TerraformWorkspace,
  at: Deployed,
  checkoutFolder: string,
): Promise<Plan> => {
  const { primary, regions } = readRegionFile(checkoutFolder).environments[at.environment];
  const region = regions[at.region];
  if (region === undefined) throw new Error(`regions.yaml has no ${at.environment} ${at.region}`);
  await withoutGuards(terraform);
  return terraform.plan(rootOf(at), mocksOf(at, region, at.region === primary));
};
