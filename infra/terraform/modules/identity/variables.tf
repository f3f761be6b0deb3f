variable "name" {
  description = "Part of every name: {environment}-{region}."
  type        = string
}

variable "aws_region" {
  description = "AWS region, such as ap-southeast-1."
  type        = string
}

variable "account_id" {
  description = "AWS account of the region."
  type        = string
}

variable "domain" {
  description = "Domain of the region, such as sgp-1.cogrion.com."
  type        = string
}

variable "zone_id" {
  description = "The region's public zone."
  type        = string
}

variable "oidc" {
  description = "The signer of ServiceAccounts' tokens."
  type        = object({ provider_arn = string, issuer = string })
}

variable "bucket_arns" {
  description = "ARN by purpose."
  type        = object({ artifacts = string, exports = string, logs = string, backups = string })
}

variable "key_arns" {
  description = "ARN of the KMS key by purpose."
  type        = object({ storage = string, secrets = string, seal = string })
}

variable "routes_table_arns" {
  description = "The environment's table of tenant routes, in each AWS region that the worker writes."
  type        = list(string)
}
