locals {
  environment = "dev"
  region      = "sgp-1"
  here        = yamldecode(file("${path.module}/../../../regions.yaml")).environments[local.environment].regions[local.region]
}

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
}

output "region" {
  description = "What the charts' values, the zone above and other regions need."
  value       = module.region
}
