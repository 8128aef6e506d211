"""A running cluster, from the answers of kubectl and aws that the doctor's script gathers."""

from eks_gpu.imports.live.cluster import import_live

__all__ = ["import_live"]
