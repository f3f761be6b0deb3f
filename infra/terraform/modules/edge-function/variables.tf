variable "name" {
  description = "Name of the function and of its API."
  type        = string
}

variable "host" {
  description = "Public host, such as auth.cogrion.com."
  type        = string
}

variable "program" {
  description = "tenant-lookup or auth-proxy."
  type        = string
}

variable "environment" {
  description = "dev or prod."
  type        = string
}

variable "bundle_folder" {
  description = "dist/edge of a build."
  type        = string
}

variable "table_arns" {
  description = "Tables that the function reads, in each region that has a replica."
  type        = list(string)
}
