output "arns" {
  description = "ARN by load balancer: public, internal, agent."
  value       = { for name, validation in aws_acm_certificate_validation.this : name => validation.certificate_arn }
}
