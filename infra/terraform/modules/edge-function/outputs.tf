output "target" {
  description = "Target of the public host's CNAME."
  value       = aws_apigatewayv2_domain_name.this.domain_name_configuration[0].target_domain_name
}

output "validation_records" {
  value = [for option in aws_acm_certificate.this.domain_validation_options : {
    name = option.resource_record_name, type = option.resource_record_type, value = option.resource_record_value
  }]
}
