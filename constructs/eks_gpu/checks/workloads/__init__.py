"""Workloads: whether they are valid, and whether a node will run them."""
