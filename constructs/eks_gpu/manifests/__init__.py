"""Kubernetes manifests that others wrote: what they ask of a cluster, and where in their files they ask for it."""
