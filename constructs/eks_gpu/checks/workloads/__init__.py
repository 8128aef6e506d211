"""Workloads: that they are sound, and that some node will run them."""
