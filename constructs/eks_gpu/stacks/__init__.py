"""The stacks: which construct belongs to which Terraform state. Importing them starts the engine."""
