"""Where each workload runs, how many of its pods fit, and why not more."""
