"""The cluster autoscaler: its image and its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec

# EKS puts these labels on nodes and gives them another value in every group. Groups that differ in a label are not
# alike for the autoscaler, and it would fill one zone before it touches the next.
_IGNORED_LABELS = ("eks.amazonaws.com/sourceLaunchTemplateId", "eks.amazonaws.com/sourceLaunchTemplateVersion")


@dataclass(frozen=True, slots=True)
class AutoscalerDesign:
    """The cluster autoscaler of a cluster.

    Attributes:
        image: Pinned; its minor is the cluster's.
        arguments: Of its command line.
        region: For its environment: nodes keep pods from the instance metadata, where it would look otherwise.
    """

    image: str
    arguments: tuple[str, ...]
    region: str


def design_autoscaler(spec: ClusterSpec) -> AutoscalerDesign | None:
    """The autoscaler, or None where the user wants none."""
    if spec.autoscaler.kind == "none":
        return None
    return AutoscalerDesign(image_for(spec, "cluster-autoscaler"), _arguments(spec.name), spec.region)


def _arguments(cluster: str) -> tuple[str, ...]:
    tags = ("k8s.io/cluster-autoscaler/enabled", f"k8s.io/cluster-autoscaler/{cluster}")
    return (
        "--cloud-provider=aws",
        # By both tags: with the first alone it would adopt the groups of every cluster in the account.
        f"--node-group-auto-discovery=asg:tag={','.join(tags)}",
        "--balance-similar-node-groups",
        *(f"--balancing-ignore-label={label}" for label in _IGNORED_LABELS),
        # Of the groups that can take a pod, the one with the least CPU and memory left over: a small node before a
        # large one. It does not look at GPUs.
        "--expander=least-waste",
        # Both default to true, and either would keep a GPU node for ever: /dev/shm is an emptyDir, and the node's own
        # agents are system pods.
        "--skip-nodes-with-local-storage=false",
        "--skip-nodes-with-system-pods=false",
        "--stderrthreshold=info",
        "--v=4",
    )
