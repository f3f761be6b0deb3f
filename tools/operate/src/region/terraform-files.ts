import type { DeployedRegion } from "./describe.ts";

/** The folder `infra/terraform/envs/{environment}-{region}`, by path from the repository's root. */
export const terraformFilesOf = (region: DeployedRegion): Map<string, string> => {
  const folder = `infra/terraform/envs/${region.name}`;
  return new Map([
    [`${folder}/backend.tf`, backendOf(region)],
    [`${folder}/main.tf`, mainOf(region)],
    [`${folder}/variables.tf`, region.primaryUrl === undefined ? variables : variables + primaryVariable],
  ]);
};

const backendOf = ({ name, awsRegion }: DeployedRegion): string => `terraform {
  required_version = ">= 1.11"

  # State is encrypted, versioned and locked by S3 itself; the bucket is made once for each account
  # (docs/guides/terraform.md).
  backend "s3" {
    bucket       = "cogrion-${name}-terraform"
    key          = "region.tfstate"
    region       = "${awsRegion}"
    encrypt      = true
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.69.1"
    }
  }
}
`;

const mainOf = ({ environment, region, primaryUrl }: DeployedRegion): string => `locals {
  environment = "${environment}"
  region      = "${region}"
  here        = yamldecode(file("\${path.module}/../../../regions.yaml")).environments[local.environment].regions[local.region]
}
${primaryUrl === undefined ? "" : primaryState}
provider "aws" {
  region              = local.here.awsRegion
  allowed_account_ids = [local.here.account]

  default_tags {
    tags = {
      "cogrion:environment" = local.environment
      "cogrion:region"      = local.region
      "cogrion:managed-by"  = "terraform"
    }
  }
}

module "region" {
  source             = "../../modules/region"
  environment        = local.environment
  region             = local.region
  operator_role_arns = var.operator_role_arns
  operator_cidrs     = var.operator_cidrs
  delegations        = var.delegations
  edge_account_id    = var.edge_account_id
${primaryUrl === undefined ? "" : primaryArgument}}

output "region" {
  description = "What the charts' values, the zone above and other regions need."
  value       = module.region
}
`;

// The primary's names come from the list of regions, so no file of this region names another
// region.
const primaryState = `
locals {
  known   = yamldecode(file("\${path.module}/../../../regions.yaml")).environments[local.environment]
  primary = local.known.regions[local.known.primary]
}

data "terraform_remote_state" "primary" {
  backend = "s3"
  config = {
    bucket = "cogrion-\${local.environment}-\${local.known.primary}-terraform"
    key    = "region.tfstate"
    region = local.primary.awsRegion
  }
}
`;

const primaryArgument = `  primary = merge(data.terraform_remote_state.primary.outputs.region.network, {
    internal_load_balancer = var.primary_internal_load_balancer
  })
`;

const primaryVariable = `
variable "primary_internal_load_balancer" {
  description = "The primary region's internal load balancer, which its cluster's controller created."
  type        = object({ dns_name = string, zone_id = string })
}
`;

const variables = `variable "operator_role_arns" {
  description = "IAM roles that administer the cluster."
  type        = list(string)
}

variable "operator_cidrs" {
  description = "Addresses from which operators reach the API server; empty: from the VPC only."
  type        = list(string)
  default     = []
}

variable "delegations" {
  description = "Name servers by label of each environment's zone below this one."
  type        = map(list(string))
  default     = {}
}

variable "edge_account_id" {
  description = "AWS account of the edge's stores, which both environments share."
  type        = string
}
`;
