# What the global edge has at Cloudflare, except the scripts of the Workers: those are wrangler's,
# so that each thing has one owner. A part that has moved to AWS (var.hosts) keeps its record here,
# which then leads there.

locals {
  environments = yamldecode(file("${path.module}/../../../regions.yaml")).environments
  deployed     = ["prod", "dev"]
  root_domain  = "cogrion.com"

  # The lookup is one for both environments; sign-in and dashboard are one for each.
  hosts = {
    "lookup"    = { part = "lookup", name = "cplane.${local.root_domain}", script = "cogrion-prod-tenant-lookup", pattern = "/lookup*" }
    "auth-prod" = { part = "auth", name = "auth.${local.root_domain}", script = "cogrion-prod-auth-proxy", pattern = "/*" }
    # Each region has its own origin below the entry.
    "regions-prod" = { part = "auth", name = "*.auth.${local.root_domain}", script = "cogrion-prod-auth-proxy", pattern = "/*" }
    "auth-dev"     = { part = "auth", name = "auth.dev.${local.root_domain}", script = "cogrion-dev-auth-proxy", pattern = "/*" }
    "regions-dev"  = { part = "auth", name = "*.auth.dev.${local.root_domain}", script = "cogrion-dev-auth-proxy", pattern = "/*" }
  }
  pages = {
    "prod" = "app.${local.root_domain}"
    "dev"  = "app.dev.${local.root_domain}"
  }
  here  = { for key, host in local.hosts : key => host if var.hosts[host.part] == "cloudflare" }
  moved = { for key, host in local.hosts : key => host if var.hosts[host.part] == "aws" }

  # Each region's zone is delegated to the Route 53 of its account. A zone of dev lies below prod's
  # cut, where its NS record stands.
  delegations = merge([
    for region, servers in var.region_name_servers : { for server in servers : "${region} ${server}" => { region = region, server = server } }
  ]...)
}

provider "cloudflare" {}

resource "cloudflare_zone" "root" {
  name    = local.root_domain
  account = { id = var.cloudflare_account_id }

  lifecycle {
    prevent_destroy = true
  }
}

resource "cloudflare_zone_dnssec" "root" {
  zone_id = cloudflare_zone.root.id
  status  = "active"
}

resource "cloudflare_dns_record" "delegation" {
  for_each = local.delegations
  zone_id  = cloudflare_zone.root.id
  name     = "${each.value.region}.${local.root_domain}"
  type     = "NS"
  content  = each.value.server
  ttl      = 3600

  lifecycle {
    precondition {
      condition     = contains(keys(local.environments.prod.regions), each.value.region)
      error_message = "regions.yaml has no region of prod with this name."
    }
  }
}

# Leads nowhere (RFC 6666), because the Worker's route responds first.
resource "cloudflare_dns_record" "worker" {
  for_each = local.here
  zone_id  = cloudflare_zone.root.id
  name     = each.value.name
  type     = "AAAA"
  content  = "100::"
  proxied  = true
  ttl      = 1
}

resource "cloudflare_workers_route" "this" {
  for_each = local.here
  zone_id  = cloudflare_zone.root.id
  pattern  = "${each.value.name}${each.value.pattern}"
  script   = each.value.script
}

resource "cloudflare_dns_record" "moved" {
  for_each = local.moved
  zone_id  = cloudflare_zone.root.id
  name     = each.value.name
  type     = "CNAME"
  content  = var.aws_targets[each.key]
  proxied  = false
  ttl      = 60
}

# Each environment has its own store: dev's credentials cannot write prod's routes.
resource "cloudflare_workers_kv_namespace" "routes" {
  for_each   = toset(local.deployed)
  account_id = var.cloudflare_account_id
  title      = "cogrion-${each.value}-routes"

  lifecycle {
    prevent_destroy = true
  }
}

resource "cloudflare_pages_project" "dashboard" {
  for_each          = local.pages
  account_id        = var.cloudflare_account_id
  name              = "cogrion-${each.key}-dashboard"
  production_branch = "main"
}

resource "cloudflare_pages_domain" "dashboard" {
  for_each     = var.hosts.ui == "cloudflare" ? local.pages : {}
  account_id   = var.cloudflare_account_id
  project_name = cloudflare_pages_project.dashboard[each.key].name
  name         = each.value
}

resource "cloudflare_dns_record" "dashboard" {
  for_each = local.pages
  zone_id  = cloudflare_zone.root.id
  name     = each.value
  type     = "CNAME"
  content  = var.hosts.ui == "cloudflare" ? cloudflare_pages_project.dashboard[each.key].subdomain : var.aws_targets["ui-${each.key}"]
  proxied  = var.hosts.ui == "cloudflare"
  ttl      = var.hosts.ui == "cloudflare" ? 1 : 60
}

# These names are one label deeper than those of the universal certificate.
resource "cloudflare_certificate_pack" "deeper" {
  zone_id               = cloudflare_zone.root.id
  type                  = "advanced"
  hosts                 = [local.root_domain, "*.auth.${local.root_domain}", "*.dev.${local.root_domain}", "*.auth.dev.${local.root_domain}"]
  certificate_authority = "lets_encrypt"
  validation_method     = "txt"
  validity_days         = 90
}

# Cloudflare's edge certificates come from Let's Encrypt and Google; ACM takes over what has moved.
resource "cloudflare_dns_record" "caa" {
  for_each = { for pair in setproduct(["issue", "issuewild"], ["letsencrypt.org", "pki.goog", "amazon.com"]) : join(" ", pair) => { tag = pair[0], value = pair[1] } }
  zone_id  = cloudflare_zone.root.id
  name     = local.root_domain
  type     = "CAA"
  data     = { flags = "0", tag = each.value.tag, value = each.value.value }
  ttl      = 3600
}

output "name_servers" {
  description = "Name servers to set at the registrar."
  value       = cloudflare_zone.root.name_servers
}

output "kv_namespace_ids" {
  description = "CLOUDFLARE_KV_NAMESPACE_ID of the build and of the worker, by environment."
  value       = { for environment, namespace in cloudflare_workers_kv_namespace.routes : environment => namespace.id }
}
