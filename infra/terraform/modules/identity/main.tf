# One role for each ServiceAccount (IRSA), with what it needs and nothing else. The worker's is the
# only one that may assume clients' roles.

locals {
  zone_arn = "arn:aws:route53:::hostedzone/${var.zone_id}"

  roles = {
    worker = {
      service_account = "cogrion:cogrion-worker"
      statements = [
        {
          Sid      = "AssumeClientsRoles"
          Effect   = "Allow"
          Action   = "sts:AssumeRole"
          Resource = "arn:aws:iam::*:role/CogrionProvisioning-*"
        },
        {
          Sid      = "DelegateWorkspaces"
          Effect   = "Allow"
          Action   = "route53:ChangeResourceRecordSets"
          Resource = local.zone_arn
          Condition = {
            "ForAllValues:StringLike"   = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["w-*.${var.domain}"] }
            "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["NS"] }
          }
        },
        {
          Sid      = "ReadTheZone"
          Effect   = "Allow"
          Action   = ["route53:ListResourceRecordSets", "route53:GetHostedZone", "route53:GetHostedZoneLimit"]
          Resource = local.zone_arn
        },
        {
          Sid      = "FindTheZone"
          Effect   = "Allow"
          Action   = ["route53:ListHostedZonesByName", "route53:GetChange"]
          Resource = "*"
        },
        {
          Sid      = "PublishRoutes"
          Effect   = "Allow"
          Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
          Resource = var.routes_table_arns
        },
      ]
    }

    control-plane = {
      service_account = "cogrion:cogrion-control-plane"
      statements = [
        {
          Sid      = "ArtifactsAndExports"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
          Resource = ["${var.bucket_arns.artifacts}/*", "${var.bucket_arns.exports}/*"]
        },
        {
          Sid      = "EncryptThem"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = var.key_arns.storage
        },
      ]
    }

    external-dns = {
      service_account = "external-dns:external-dns"
      statements = [
        {
          Sid      = "OwnHosts"
          Effect   = "Allow"
          Action   = "route53:ChangeResourceRecordSets"
          Resource = local.zone_arn
          # Never a workspace's name, and never a delegation.
          Condition = {
            "ForAllValues:StringLike"    = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["*.${var.domain}"] }
            "ForAllValues:StringNotLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["w-*.${var.domain}", "*.w-*.${var.domain}"] }
            "ForAllValues:StringEquals"  = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA", "CNAME", "TXT"] }
          }
        },
        {
          Sid      = "ReadTheZone"
          Effect   = "Allow"
          Action   = ["route53:ListResourceRecordSets", "route53:ListTagsForResource"]
          Resource = local.zone_arn
        },
        {
          Sid      = "FindTheZone"
          Effect   = "Allow"
          Action   = ["route53:ListHostedZones", "route53:ListHostedZonesByName"]
          Resource = "*"
        },
      ]
    }

    cert-manager = {
      service_account = "cert-manager:cert-manager"
      statements = [
        {
          Sid      = "ProveOwnNames"
          Effect   = "Allow"
          Action   = "route53:ChangeResourceRecordSets"
          Resource = local.zone_arn
          Condition = {
            "ForAllValues:StringLike"    = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["_acme-challenge.*.${var.domain}"] }
            "ForAllValues:StringNotLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["_acme-challenge.w-*.${var.domain}", "_acme-challenge.*.w-*.${var.domain}"] }
            "ForAllValues:StringEquals"  = { "route53:ChangeResourceRecordSetsRecordTypes" = ["TXT"] }
          }
        },
        {
          Sid      = "ReadTheZone"
          Effect   = "Allow"
          Action   = "route53:ListResourceRecordSets"
          Resource = local.zone_arn
        },
        {
          Sid      = "WaitForAChange"
          Effect   = "Allow"
          Action   = "route53:GetChange"
          Resource = "arn:aws:route53:::change/*"
        },
      ]
    }

    external-secrets = {
      service_account = "external-secrets:external-secrets"
      statements = [
        {
          Sid      = "ReadOwnSecrets"
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
          Resource = "arn:aws:secretsmanager:${var.aws_region}:${var.account_id}:secret:cogrion/${var.name}/*"
        },
        {
          Sid      = "DecryptThem"
          Effect   = "Allow"
          Action   = "kms:Decrypt"
          Resource = var.key_arns.secrets
        },
      ]
    }

    openbao = {
      service_account = "openbao:openbao"
      statements = [
        {
          Sid      = "Unseal"
          Effect   = "Allow"
          Action   = ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]
          Resource = var.key_arns.seal
        },
        {
          Sid      = "KeepSnapshots"
          Effect   = "Allow"
          Action   = "s3:PutObject"
          Resource = "${var.bucket_arns.backups}/openbao/*"
        },
        {
          Sid      = "EncryptSnapshots"
          Effect   = "Allow"
          Action   = "kms:GenerateDataKey"
          Resource = var.key_arns.storage
        },
      ]
    }

    loki = {
      service_account = "monitoring:loki"
      statements = [
        {
          Sid      = "KeepLogs"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
          Resource = "${var.bucket_arns.logs}/*"
        },
        {
          Sid      = "ListLogs"
          Effect   = "Allow"
          Action   = "s3:ListBucket"
          Resource = var.bucket_arns.logs
        },
        {
          Sid      = "EncryptLogs"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = var.key_arns.storage
        },
      ]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each             = local.roles
  name                 = "cogrion-${var.name}-${each.key}"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = var.oidc.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${var.oidc.issuer}:aud" = "sts.amazonaws.com"
          "${var.oidc.issuer}:sub" = "system:serviceaccount:${each.value.service_account}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles
  name     = "least"
  role     = aws_iam_role.this[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}
