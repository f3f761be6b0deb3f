variable "name" {
  description = "Prefix of every name: {environment}-{region}."
  type        = string
}

variable "aws_region" {
  description = "AWS region, such as ap-southeast-1."
  type        = string
}

variable "account_id" {
  description = "AWS account that owns the VPC."
  type        = string
}

variable "cidr" {
  description = "Address range of the VPC, a /16 that no other region of the environment has."
  type        = string

  validation {
    condition     = can(regex("^10\\.[0-9]+\\.0\\.0/16$", var.cidr))
    error_message = "The address range is a /16 of 10.0.0.0/8, such as 10.20.0.0/16."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
}
