"""Auto Mode of a cluster, as EKS describes it and as it is turned on and off.

From botocore's model of EKS (ComputeConfigRequest and its siblings) and the EKS user guide, "Enable EKS Auto Mode on an
existing cluster": compute, block storage and load balancing are switched in one request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localaws.eks_access import admit, grant
from tests.localaws.refused import invalid_parameter

if TYPE_CHECKING:
    from tests.localaws.eks_state import Cluster, Region, Shape

NODES = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy"
KEYS = ("computeConfig", "kubernetesNetworkConfig", "storageConfig")


def described(asked: Shape) -> Shape:
    """The parts of a new cluster; of one without Auto Mode, EKS leaves them out."""
    _refuse_halves(asked)
    return {key: asked[key] for key in ("computeConfig", "storageConfig") if asked.get(key) is not None}


def switch(eks: Region, cluster: Cluster, asked: Shape) -> None:
    """Turn it on or off, or change its node pools."""
    if not any(asked.get(key) is not None for key in KEYS):
        return
    _refuse_halves(asked)
    compute = asked.get("computeConfig")
    before = cluster.described.get("computeConfig") or {}
    if compute is not None:
        role, given = before.get("nodeRoleArn"), compute.get("nodeRoleArn")
        if before.get("enabled") and role and given and role != given:
            raise invalid_parameter("The node role of EKS Auto Mode cannot be changed after it is enabled.")
        # EKS keeps what a request does not name.
        cluster.described["computeConfig"] = before | compute
    if asked.get("storageConfig") is not None:
        cluster.described["storageConfig"] = asked["storageConfig"]
    if asked.get("kubernetesNetworkConfig") is not None:
        cluster.described["kubernetesNetworkConfig"] |= asked["kubernetesNetworkConfig"]
    admit_nodes(eks, cluster)


def admit_nodes(eks: Region, cluster: Cluster) -> None:
    """Make the access entry of the nodes of EKS's own node pools, as EKS does."""
    compute = cluster.described.get("computeConfig") or {}
    role = compute.get("nodeRoleArn")
    if compute.get("enabled") and compute.get("nodePools") and role and role not in cluster.access:
        grant(admit(eks, cluster, {"principalArn": role, "type": "EC2"}), NODES, {"type": "cluster"})


def _refuse_halves(asked: Shape) -> None:
    """Refuse a request that switches one of the three without the others."""
    compute, network, storage = (asked.get(key) for key in KEYS)
    wanted = {
        None if compute is None else compute.get("enabled"),
        None if network is None else (network.get("elasticLoadBalancing") or {}).get("enabled"),
        None if storage is None else (storage.get("blockStorage") or {}).get("enabled"),
    }
    if len(wanted) > 1:
        raise invalid_parameter(
            "The type for compute, block storage and load balancing must all be enabled or disabled together."
        )
    if compute and compute.get("nodePools") and not compute.get("nodeRoleArn"):
        raise invalid_parameter("When Compute Config nodePools is not empty, nodeRoleArn must be provided.")
