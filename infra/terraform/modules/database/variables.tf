variable "name" {
  description = "Prefix of every name: {environment}-{region}."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the region."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a route to the Internet, one in each zone."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "Security group that may connect: that of the nodes and pods."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts storage and backups."
  type        = string
}

variable "secrets_kms_key_arn" {
  description = "Key that encrypts the administrator's secret."
  type        = string
}

variable "instances" {
  description = "Instance class and first storage (GiB) of each: cogrion, keycloak and temporal."
  type        = map(object({ instance_class = string, storage_gib = number }))

  validation {
    condition     = toset(keys(var.instances)) == toset(["cogrion", "keycloak", "temporal"])
    error_message = "The instances are cogrion, keycloak and temporal."
  }
}
