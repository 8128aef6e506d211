"""Load balancers in front of workloads."""
