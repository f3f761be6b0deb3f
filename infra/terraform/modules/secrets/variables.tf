variable "name" {
  description = "Second part of every name: {environment}-{region}."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the secrets."
  type        = string
}
