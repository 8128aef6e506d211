terraform {
  required_version = ">= 1.10"

  required_providers {
    tfe = {
      source = "hashicorp/tfe"
      # tfe_workspace_settings with project_remote_state is newer than 0.70.
      version = ">= 0.80, < 1.0"
    }
  }

  # Use a separate workspace, created by hand, or S3: this configuration creates the workspaces of the clusters.
  # cloud {
  #   organization = "acme"
  #   workspaces { name = "eks-gpu-bootstrap" }
  # }
}

provider "tfe" {
  hostname     = var.hostname
  organization = var.organization
}
