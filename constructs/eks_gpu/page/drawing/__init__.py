"""Drawings: the cluster, the time line of versions, and a simulated day."""
