"""EKS add-ons."""
