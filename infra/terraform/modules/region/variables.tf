variable "environment" {
  description = "dev or prod."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environment is dev or prod."
  }
}

variable "region" {
  description = "Id of the region in infra/regions.yaml."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+(-[a-z]+)*-[1-9][0-9]*$", var.region))
    error_message = "A region is {city}-{index}."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes."
  type        = string
  default     = "1.34"
}

variable "instance_types" {
  description = "Instance types of the nodes."
  type        = list(string)
  default     = ["m7g.large"]
}

variable "node_count" {
  description = "Least and greatest number of nodes."
  type        = object({ minimum = number, maximum = number })
  default     = { minimum = 3, maximum = 9 }
}

variable "databases" {
  description = "Instance class and first storage (GiB) of each database instance."
  type        = map(object({ instance_class = string, storage_gib = number }))
  default = {
    cogrion  = { instance_class = "db.m7g.large", storage_gib = 100 }
    keycloak = { instance_class = "db.t4g.medium", storage_gib = 40 }
    temporal = { instance_class = "db.m7g.large", storage_gib = 100 }
  }
}

variable "operator_role_arns" {
  description = "IAM roles that administer the cluster."
  type        = list(string)
}

variable "operator_cidrs" {
  description = "Addresses from which operators reach the API server; empty: from the VPC only."
  type        = list(string)
  default     = []
}

variable "delegations" {
  description = "Name servers by label of each environment's zone below this one; only prod has any."
  type        = map(list(string))
  default     = {}
}

variable "edge_account_id" {
  description = "AWS account of the edge's stores, which both environments share."
  type        = string
}

variable "primary" {
  description = "The primary region as its state tells; null in the primary itself."
  type = object({
    vpc_id                 = string
    account_id             = string
    aws_region             = string
    cidr                   = string
    domain                 = string
    internal_load_balancer = object({ dns_name = string, zone_id = string })
  })
  default = null
}
