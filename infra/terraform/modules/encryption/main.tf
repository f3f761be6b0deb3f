# One key for each kind of data, so that access to one gives no access to another. Keys belong to
# this region only: none is multi-region.

locals {
  purposes = {
    cluster  = "Secrets of the Kubernetes API and the volumes of nodes"
    database = "Databases and their backups"
    storage  = "Buckets, container images and logs"
    secrets  = "Secrets Manager"
    seal     = "Seals OpenBao"
  }
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "AccountAdministersByIam"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.account_id}:root"]
    }
  }

  statement {
    sid       = "LogsOfThisAccount"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${var.aws_region}.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:aws:logs:${var.aws_region}:${var.account_id}:log-group:/cogrion/${var.name}/*"]
    }
  }
}

resource "aws_kms_key" "this" {
  for_each                = local.purposes
  description             = "${each.value} of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  multi_region            = false
  policy                  = data.aws_iam_policy_document.key.json

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "this" {
  for_each      = local.purposes
  name          = "alias/cogrion-${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
