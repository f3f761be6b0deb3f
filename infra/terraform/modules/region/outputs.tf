output "name_servers" {
  description = "Where the zone above delegates to."
  value       = module.zone.name_servers
}

output "workspace_zone_id" {
  description = "For WORKSPACE_ZONE_ID in the values of the control plane's chart."
  value       = module.zone.zone_id
}

output "certificate_arns" {
  description = "For the values of the charts: public, internal, agent."
  value       = module.certificates.arns
}

output "role_arns" {
  description = "For the annotations of ServiceAccounts."
  value       = module.identity.role_arns
}

output "databases" {
  description = "Host name and administrator's secret, by instance."
  value       = module.database.endpoints
}

output "registry_urls" {
  value = module.registry.urls
}

output "network" {
  description = "What other regions of the environment need to peer with this one."
  value = {
    vpc_id     = module.network.vpc_id
    account_id = local.here.account
    aws_region = local.here.awsRegion
    cidr       = local.here.cidr
    domain     = local.domain
  }
}
