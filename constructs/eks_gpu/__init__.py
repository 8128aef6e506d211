"""GPU node groups on Amazon EKS: declare, check, and make Terraform."""
