"""Workloads with all defaults filled in, and their namespaces."""
