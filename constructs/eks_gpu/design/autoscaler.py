"""The Cluster Autoscaler: its image, and how it is told to behave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.design.images import image_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec

# Labels by which the groups of two zones differ though their nodes are alike. The autoscaler has a list of its own;
# these are set by EKS on top of it: the image and the template differ while one group is updated before the other, the
# network layers on every node that EC2 knows the topology of.
BALANCING_IGNORED_LABELS = (
    "eks.amazonaws.com/nodegroup-image",
    "eks.amazonaws.com/sourceLaunchTemplateId",
    "eks.amazonaws.com/sourceLaunchTemplateVersion",
    "topology.k8s.aws/network-node-layer-1",
    "topology.k8s.aws/network-node-layer-2",
    "topology.k8s.aws/network-node-layer-3",
    "topology.k8s.aws/network-node-layer-4",
)
_ARGUMENTS = (
    "--cloud-provider=aws",
    "--balance-similar-node-groups",
    # Scores CPU and memory, never GPUs; but a workload's shares of both follow its GPUs, so the smallest node that fits
    # wins.
    "--expander=least-waste",
    # By default a node with an emptyDir or a pod of kube-system on it is never removed, however idle its GPUs are.
    "--skip-nodes-with-local-storage=false",
    "--skip-nodes-with-system-pods=false",
    # The level that says why no group can hold a pod.
    "--v=4",
    "--stderrthreshold=info",
)


@dataclass(frozen=True, slots=True)
class AutoscalerDesign:
    """The Cluster Autoscaler of a cluster.

    Attributes:
        image: Where it is pulled from; its minor is the cluster's.
        arguments: Command-line flags.
        environment: Environment variables.
        node_selector: Labels of the nodes it runs on; never GPU nodes, which it takes away.
    """

    image: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    node_selector: Mapping[str, str]


def design_autoscaler(spec: ClusterSpec) -> AutoscalerDesign | None:
    """The autoscaler; None where the declaration wants none, or no image is pinned for its minor."""
    pinned = spec.kubernetes_version in catalog.image_minors("cluster-autoscaler")
    if spec.autoscaler.kind != "cluster-autoscaler" or not pinned:
        return None
    return AutoscalerDesign(
        image=image_for(spec, "cluster-autoscaler"),
        arguments=autoscaler_arguments(spec.name),
        environment=autoscaler_environment(spec.region),
        node_selector={GROUP_LABEL: "system"},
    )


def autoscaler_arguments(cluster_name: str) -> tuple[str, ...]:
    """The flags for a cluster.

    Groups are found by both of the tags that EKS sets: by the first alone, the autoscaler would scale the groups of
    every cluster in the account.
    """
    tags = f"k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/{cluster_name}"
    ignored = (f"--balancing-ignore-label={label}" for label in BALANCING_IGNORED_LABELS)
    return (*_ARGUMENTS, f"--node-group-auto-discovery=asg:tag={tags}", *ignored)


def autoscaler_environment(region: str) -> dict[str, str]:
    """The environment for a region: with a hop limit of 1 no pod can ask the instance metadata where it is."""
    return {"AWS_REGION": region, "AWS_STS_REGIONAL_ENDPOINTS": "regional"}
