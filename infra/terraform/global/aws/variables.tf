variable "account_id" {
  description = "The edge's own AWS account."
  type        = string
}

variable "parts" {
  description = "What is made here of each part: lookup and auth as `lambda` (API Gateway) or `none`, ui as `cloudfront` or `none`."
  type        = object({ lookup = string, auth = string, ui = string })
  default     = { lookup = "none", auth = "none", ui = "none" }

  validation {
    condition     = contains(["lambda", "none"], var.parts.lookup) && contains(["lambda", "none"], var.parts.auth) && contains(["cloudfront", "none"], var.parts.ui)
    error_message = "lookup and auth are lambda or none, ui is cloudfront or none."
  }
}

variable "bundle_folder" {
  description = "dist/edge of a build (docs/guides/deploy-edge.md); read only when a function is created."
  type        = string
  default     = "../../../../dist/edge"
}
