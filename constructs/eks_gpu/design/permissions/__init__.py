"""IAM roles of the pods of workloads."""
