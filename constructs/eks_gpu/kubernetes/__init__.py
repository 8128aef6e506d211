"""What runs in the cluster: constructs for Kubernetes objects, each usable alone in any CDKTF stack.

The stack brings the Kubernetes provider. Only typed resources of the `_v1` kinds are made; `kubernetes_manifest` would
need the live API at plan. A construct starts the engine when it is first asked for; the specs beside them are plain
dicts, which `eks-gpu smoke` prints without it.
"""
