"""Workloads that serve: ports, probes, termination and scaling."""
