"""Helm releases: charts, applied manifests, the load balancer controller."""
