variable "domain" {
  description = "Domain of the region, such as sgp-1.cogrion.com."
  type        = string
}

variable "zone_id" {
  description = "Zone in which the names are proved."
  type        = string
}
