variable "name" {
  description = "Prefix of every name: {environment}-{region}."
  type        = string
}

variable "aws_region" {
  description = "AWS region, such as ap-southeast-1."
  type        = string
}

variable "account_id" {
  description = "AWS account that owns the keys."
  type        = string
}
