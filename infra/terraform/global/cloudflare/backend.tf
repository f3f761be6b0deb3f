terraform {
  required_version = ">= 1.11"

  backend "s3" {
    bucket       = "cogrion-edge-terraform"
    key          = "cloudflare.tfstate"
    region       = "ap-southeast-1"
    encrypt      = true
    use_lockfile = true
  }

  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "5.28.0"
    }
  }
}
