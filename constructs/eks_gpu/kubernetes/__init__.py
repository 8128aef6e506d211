"""Constructs for Kubernetes objects in the cluster, each usable by itself in any CDKTF stack.

The stack brings the Kubernetes provider. Only typed resources of the `_v1` kinds are made; `kubernetes_manifest` would
need the live API at plan. The first use of a construct starts the engine. The specs next to the constructs are plain
dicts, which `eks-gpu smoke` prints without it.
"""
