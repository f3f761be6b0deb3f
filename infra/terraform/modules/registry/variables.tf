variable "environment" {
  description = "Second part of every repository's name: dev or prod."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the images."
  type        = string
}
