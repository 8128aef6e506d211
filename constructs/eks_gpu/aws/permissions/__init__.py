"""IAM roles and policies."""
