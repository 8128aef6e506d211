"""Pods: why they wait, fail or end."""
