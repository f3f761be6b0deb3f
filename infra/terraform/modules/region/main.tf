# One region of one environment, whole. What differs between regions is data: infra/regions.yaml.

locals {
  regions     = yamldecode(file("${path.module}/../../../regions.yaml")).environments[var.environment]
  here        = local.regions.regions[var.region]
  is_primary  = var.region == local.regions.primary
  name        = "${var.environment}-${var.region}"
  label       = var.environment == "prod" ? [] : [var.environment]
  root_domain = "cogrion.com"
  domain      = join(".", concat(local.label, [var.region, local.root_domain]))
  others      = { for id, region in local.regions.regions : id => region if local.is_primary && id != var.region }
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

# Before anything is made: credentials of another account, or a provider of another region, end the plan here.
resource "terraform_data" "right_place" {
  lifecycle {
    precondition {
      condition     = data.aws_caller_identity.current.account_id == local.here.account
      error_message = "These credentials are not of the account that regions.yaml names for ${local.name}."
    }
    precondition {
      condition     = data.aws_region.current.region == local.here.awsRegion
      error_message = "The provider's AWS region is not the one that regions.yaml names for ${local.name}."
    }
  }
}

module "encryption" {
  source     = "../encryption"
  name       = local.name
  aws_region = local.here.awsRegion
  account_id = local.here.account
}

module "network" {
  source      = "../network"
  name        = local.name
  aws_region  = local.here.awsRegion
  account_id  = local.here.account
  cidr        = local.here.cidr
  kms_key_arn = module.encryption.key_arns.storage
}

module "cluster" {
  source             = "../cluster"
  name               = local.name
  kubernetes_version = var.kubernetes_version
  subnet_ids         = module.network.private_subnet_ids
  kms_key_arn        = module.encryption.key_arns.cluster
  operator_role_arns = var.operator_role_arns
  operator_cidrs     = var.operator_cidrs
  instance_types     = var.instance_types
  node_count         = var.node_count
}

module "database" {
  source                   = "../database"
  name                     = local.name
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.database_subnet_ids
  client_security_group_id = module.cluster.security_group_id
  kms_key_arn              = module.encryption.key_arns.database
  secrets_kms_key_arn      = module.encryption.key_arns.secrets
  instances                = var.databases
}

module "zone" {
  source      = "../zone"
  name        = local.name
  domain      = local.domain
  delegations = var.delegations
}

module "certificates" {
  source  = "../certificates"
  domain  = local.domain
  zone_id = module.zone.zone_id
}

module "buckets" {
  source      = "../buckets"
  name        = local.name
  kms_key_arn = module.encryption.key_arns.storage
}

module "secrets" {
  source      = "../secrets"
  name        = local.name
  kms_key_arn = module.encryption.key_arns.secrets
}

module "registry" {
  source      = "../registry"
  environment = var.environment
  kms_key_arn = module.encryption.key_arns.storage
}

module "identity" {
  source      = "../identity"
  name        = local.name
  aws_region  = local.here.awsRegion
  account_id  = local.here.account
  domain      = local.domain
  zone_id     = module.zone.zone_id
  oidc        = module.cluster.oidc
  bucket_arns = module.buckets.arns
  key_arns    = module.encryption.key_arns
  routes_table_arns = [
    for region in distinct([for each in values(local.regions.regions) : each.awsRegion]) :
    "arn:aws:dynamodb:${region}:${var.edge_account_id}:table/cogrion-${var.environment}-routes"
  ]
}

module "private_path" {
  source                  = "../private-path"
  name                    = local.name
  vpc_id                  = module.network.vpc_id
  cidr                    = local.here.cidr
  private_route_table_ids = module.network.private_route_table_ids
  primary                 = var.primary
  others                  = { for id, region in local.others : id => { account_id = region.account, cidr = region.cidr } }
}
