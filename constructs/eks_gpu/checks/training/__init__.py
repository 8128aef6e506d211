"""Training jobs, over several nodes."""
