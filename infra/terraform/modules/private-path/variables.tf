variable "name" {
  description = "This region: {environment}-{region}."
  type        = string
}

variable "vpc_id" {
  description = "This region's VPC."
  type        = string
}

variable "cidr" {
  description = "This region's address range."
  type        = string
}

variable "private_route_table_ids" {
  description = "Route tables of the private subnets."
  type        = list(string)
}

variable "primary" {
  description = "The primary region, as its own state tells; null in the primary itself."
  type = object({
    vpc_id                 = string
    account_id             = string
    aws_region             = string
    cidr                   = string
    domain                 = string
    internal_load_balancer = object({ dns_name = string, zone_id = string })
  })
}

variable "others" {
  description = "In the primary: the environment's other regions; empty elsewhere."
  type        = map(object({ account_id = string, cidr = string }))
}
