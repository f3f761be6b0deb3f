variable "cloudflare_account_id" {
  description = "Account of the zone, the namespaces and the Pages projects."
  type        = string
}

variable "region_name_servers" {
  description = "Name servers by region of prod, as each region's state outputs them."
  type        = map(list(string))
}

variable "hosts" {
  description = "Where each part is served: cloudflare or aws. The phases are those of `cogrion edge`."
  type        = object({ lookup = string, auth = string, ui = string })
  default     = { lookup = "cloudflare", auth = "cloudflare", ui = "cloudflare" }

  validation {
    condition     = alltrue([for host in values(var.hosts) : contains(["cloudflare", "aws"], host)])
    error_message = "A part is served by cloudflare or aws."
  }
}

variable "aws_targets" {
  description = "Targets of the moved parts, from the outputs of global/aws: lookup, auth-prod, regions-prod, auth-dev, regions-dev, ui-prod, ui-dev."
  type        = map(string)
  default     = {}
}
