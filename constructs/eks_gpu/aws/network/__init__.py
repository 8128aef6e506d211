"""The VPC, its endpoints and flow logs."""
