"""The app: which construct goes into which Terraform state."""
