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
  description = "Name servers by label of each environment's zone below this one."
  type        = map(list(string))
  default     = {}
}

variable "edge_account_id" {
  description = "AWS account of the edge's stores, which both environments share."
  type        = string
}
