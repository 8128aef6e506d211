"""Workloads of every kind, their pods and their namespaces."""
