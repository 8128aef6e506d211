terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }

  # Keep this state where the states of the clusters are; create the bucket first, see ../s3-backend.
  # backend "s3" {
  #   bucket       = "acme-terraform"
  #   key          = "eks-gpu/roles.tfstate"
  #   region       = "us-west-2"
  #   use_lockfile = true
  #   encrypt      = true
  # }
}
