"""Node groups of a plan: EKS's and self-managed ones, with their launch templates and user data."""
