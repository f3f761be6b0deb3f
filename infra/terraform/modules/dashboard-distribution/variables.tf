variable "environment" {
  description = "dev or prod."
  type        = string
}

variable "host" {
  description = "Public host, such as app.cogrion.com."
  type        = string
}

variable "infra" {
  description = "The folder infra/ of the checkout, whose function and headers are used."
  type        = string
}

variable "origins" {
  description = "Origins that the dashboard may ask: the lookup's, and each region's API and sign-in."
  type        = list(string)
}
