variable "name" {
  description = "Middle of every name: {environment}-{region}."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the objects."
  type        = string
}
