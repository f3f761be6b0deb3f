terraform {
  required_version = ">= 1.11"

  backend "s3" {
    bucket       = "cogrion-edge-terraform"
    key          = "aws.tfstate"
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
