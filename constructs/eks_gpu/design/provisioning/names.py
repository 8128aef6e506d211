"""Names of the resources of a provisioner, which AWS, the charts and the objects all write."""

from __future__ import annotations

from eks_gpu.design.cluster.names import role_name

# Parts of the names of roles: of the pools' nodes, of Karpenter's controller, of nodes of Auto Mode's own pools.
_NODES, _CONTROLLER, _AUTO = "pool-nodes", "karpenter", "auto-nodes"


def node_role(cluster: str, region: str) -> str:
    """Name of the role of all nodes of node pools, and of their instance profile."""
    return role_name(cluster, region, _NODES)


def system_pools_role(cluster: str, region: str) -> str:
    """Name of the role of the nodes of Auto Mode's own pools.

    EKS makes the access entry of that role itself, so it is not the role of the file's pools, whose entry is ours.
    """
    return role_name(cluster, region, _AUTO)


def controller_role(cluster: str, region: str) -> str:
    """Name of the role of Karpenter's controller."""
    return role_name(cluster, region, _CONTROLLER)


def queue(cluster: str) -> str:
    """Name of the queue of interruptions; SQS allows 80 characters."""
    return f"{cluster}-karpenter"


def placement_group(cluster: str, pool: str) -> str:
    """Name of the cluster placement group of a pool with EFA."""
    return f"{cluster}-pool-{pool}"
