terraform {
  required_version = ">= 1.11"

  # State is encrypted, versioned and locked by S3 itself; the bucket is created once for each account
  # (docs/guides/terraform.md).
  backend "s3" {
    bucket       = "cogrion-dev-sgp-1-terraform"
    key          = "region.tfstate"
    region       = "ap-southeast-1"
    encrypt      = true
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.69.1"
    }
  }
}
