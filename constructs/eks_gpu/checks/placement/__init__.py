"""Rules about where a workload's pods can run."""
