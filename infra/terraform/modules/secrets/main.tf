# The places of secrets. Their values are written by `cogrion region bootstrap` and by rotation:
# none is in a state or a plan.

locals {
  secrets = toset([
    "control-plane/database",
    "control-plane/inter-region",
    "control-plane/keycloak-client",
    "worker/database",
    "worker/keycloak-client",
    "worker/cloudflare",
    "worker/smtp",
    "keycloak/database",
    "temporal/database",
    "grafana/administrator",
    "staff/sign-in-client",
  ])
}

resource "aws_secretsmanager_secret" "this" {
  for_each                = local.secrets
  name                    = "cogrion/${var.name}/${each.value}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 30
}
