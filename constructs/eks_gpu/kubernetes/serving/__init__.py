"""Services, probes, scaling and disruption budgets of workloads."""
