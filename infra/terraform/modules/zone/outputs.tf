output "zone_id" {
  value = aws_route53_zone.this.zone_id
}

output "name_servers" {
  description = "Where the zone above delegates to."
  value       = aws_route53_zone.this.name_servers
}
