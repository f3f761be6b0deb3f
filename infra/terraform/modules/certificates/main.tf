# An ALB listener takes certificates of ACM only. Each balancer has its own, so that a name
# of one is not valid at another.

locals {
  certificates = {
    public   = ["cplane", "auth"]
    internal = ["cplane", "temporal", "grafana"]
    agent    = ["cplane-alb"]
  }
}

resource "aws_acm_certificate" "this" {
  for_each                  = local.certificates
  domain_name               = "${each.value[0]}.${var.domain}"
  subject_alternative_names = [for label in slice(each.value, 1, length(each.value)) : "${label}.${var.domain}"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # Two certificates of one name are proved by the same record.
  validations = merge([
    for certificate in aws_acm_certificate.this : {
      for option in certificate.domain_validation_options : option.domain_name => {
        name  = option.resource_record_name
        type  = option.resource_record_type
        value = option.resource_record_value
      }
    }
  ]...)
}

resource "aws_route53_record" "validation" {
  for_each        = toset([for label in distinct(flatten(values(local.certificates))) : "${label}.${var.domain}"])
  zone_id         = var.zone_id
  name            = local.validations[each.value].name
  type            = local.validations[each.value].type
  records         = [local.validations[each.value].value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  for_each                = local.certificates
  certificate_arn         = aws_acm_certificate.this[each.key].arn
  validation_record_fqdns = [for label in each.value : aws_route53_record.validation["${label}.${var.domain}"].fqdn]
}
