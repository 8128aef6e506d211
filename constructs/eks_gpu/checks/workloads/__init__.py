"""Workloads: that they are valid, and that some node will run them."""
