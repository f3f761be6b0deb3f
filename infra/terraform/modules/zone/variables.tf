variable "name" {
  description = "Prefix of every name: {environment}-{region}."
  type        = string
}

variable "domain" {
  description = "Domain of the region, such as sgp-1.cogrion.com."
  type        = string
}

variable "delegations" {
  description = "Name servers by label of each environment's zone below this one."
  type        = map(list(string))
}
