variable "name" {
  description = "Name of the cluster and prefix of every name: {environment}-{region}."
  type        = string
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, one in each zone."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key that encrypts Kubernetes secrets and the nodes' volumes."
  type        = string
}

variable "operator_role_arns" {
  description = "IAM roles that administer the cluster."
  type        = list(string)
}

variable "operator_cidrs" {
  description = "Addresses from which operators reach the API server; empty: from the VPC only."
  type        = list(string)

  validation {
    condition     = !contains(var.operator_cidrs, "0.0.0.0/0")
    error_message = "The API server is never open to the whole internet."
  }
}

variable "instance_types" {
  description = "Instance types of the nodes, all of one architecture."
  type        = list(string)
}

variable "node_count" {
  description = "Minimum and maximum number of nodes; three zones need at least three."
  type        = object({ minimum = number, maximum = number })

  validation {
    condition     = var.node_count.minimum >= 3 && var.node_count.maximum >= var.node_count.minimum
    error_message = "At least three nodes, one for each zone, and a maximum that is not lower."
  }
}
