"""The AWS account: quotas, capacity and launches."""
