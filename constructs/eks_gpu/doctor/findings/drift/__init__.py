"""Differences between the cluster and its declaration."""
