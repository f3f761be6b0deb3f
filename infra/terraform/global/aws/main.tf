# What the global edge has at AWS, in an account of its own that both environments share: the second
# and last thing that dev and prod share. Each environment's worker may write its own table alone. A
# part is made when var.parts names a host for it.

locals {
  environments = yamldecode(file("${path.module}/../../../regions.yaml")).environments
  deployed     = ["prod", "dev"]
  root_domain  = "cogrion.com"
  home         = local.environments.prod.regions[local.environments.prod.primary].awsRegion
  replicas = {
    for environment in local.deployed : environment => setsubtract(
      toset([for region in values(local.environments[environment].regions) : region.awsRegion]), [local.home]
    )
  }
}

provider "aws" {
  region              = local.home
  allowed_account_ids = [var.account_id]
}

# CloudFront accepts functions and certificates of this region only.
provider "aws" {
  alias               = "global"
  region              = "us-east-1"
  allowed_account_ids = [var.account_id]
}

# The store of the lookup. Both stores are written from the first day, so that leaving Cloudflare needs no copy.
resource "aws_dynamodb_table" "routes" {
  for_each                    = toset(local.deployed)
  name                        = "cogrion-${each.value}-routes"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "tenant_id"
  deletion_protection_enabled = true
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "tenant_id"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  dynamic "replica" {
    for_each = local.replicas[each.value]
    content {
      region_name                 = replica.value
      point_in_time_recovery      = true
      deletion_protection_enabled = true
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Dev's worker and prod's are in other accounts; each table names the role that may write it.
resource "aws_dynamodb_resource_policy" "routes" {
  for_each     = toset(local.deployed)
  resource_arn = aws_dynamodb_table.routes[each.value].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "WorkersOfThisEnvironment"
      Effect = "Allow"
      Principal = {
        AWS = [
          for region, each_region in local.environments[each.value].regions :
          "arn:aws:iam::${each_region.account}:role/cogrion-${each.value}-${region}-worker"
        ]
      }
      Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
      Resource = aws_dynamodb_table.routes[each.value].arn
    }]
  })
}

module "function" {
  source   = "../../modules/edge-function"
  for_each = { for name, function in local.functions : name => function if var.parts[function.part] == "lambda" }

  name          = each.value.name
  host          = each.value.host
  program       = each.value.program
  environment   = each.value.environment
  bundle_folder = var.bundle_folder
  table_arns = flatten([
    for environment in each.value.reads : [
      for region in concat([local.home], tolist(local.replicas[environment])) :
      "arn:aws:dynamodb:${region}:${var.account_id}:table/cogrion-${environment}-routes"
    ]
  ])
}

locals {
  functions = {
    "lookup"       = { part = "lookup", program = "tenant-lookup", environment = "prod", name = "cogrion-prod-tenant-lookup", host = "cplane.${local.root_domain}", reads = ["prod", "dev"] }
    "auth-prod"    = { part = "auth", program = "auth-proxy", environment = "prod", name = "cogrion-prod-auth-proxy", host = "auth.${local.root_domain}", reads = ["prod"] }
    "regions-prod" = { part = "auth", program = "auth-proxy", environment = "prod", name = "cogrion-prod-auth-proxy-regions", host = "*.auth.${local.root_domain}", reads = ["prod"] }
    "regions-dev"  = { part = "auth", program = "auth-proxy", environment = "dev", name = "cogrion-dev-auth-proxy-regions", host = "*.auth.dev.${local.root_domain}", reads = ["dev"] }
    "auth-dev"     = { part = "auth", program = "auth-proxy", environment = "dev", name = "cogrion-dev-auth-proxy", host = "auth.dev.${local.root_domain}", reads = ["dev"] }
  }
}

module "dashboard" {
  source    = "../../modules/dashboard-distribution"
  for_each  = var.parts.ui == "cloudfront" ? { prod = "app.${local.root_domain}", dev = "app.dev.${local.root_domain}" } : {}
  providers = { aws = aws, aws.global = aws.global }

  environment = each.key
  host        = each.value
  infra       = "${path.module}/../../.."
  origins = concat(["https://cplane.${local.root_domain}"], flatten([
    for region in keys(local.environments[each.key].regions) : [
      "https://cplane.${each.key == "prod" ? "" : "${each.key}."}${region}.${local.root_domain}",
      "https://${region}.${replace(each.value, "/^app/", "auth")}",
    ]
  ]))
}

output "targets" {
  description = "var.aws_targets of global/cloudflare."
  value = merge(
    { for name, function in module.function : name => function.target },
    { for environment, dashboard in module.dashboard : "ui-${environment}" => dashboard.target },
  )
}

output "validation_records" {
  description = "Validation records of the certificates; add them to the zone before a part is moved."
  value       = flatten([[for function in module.function : function.validation_records], [for dashboard in module.dashboard : dashboard.validation_records]])
}
