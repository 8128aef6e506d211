"""The Cluster Autoscaler: its image, and how it is told to behave."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Literal

from eks_gpu import catalog
from eks_gpu.design.cluster.names import own_tag
from eks_gpu.design.cluster.owners import autoscaler_kind
from eks_gpu.design.images import image_for
from eks_gpu.design.nodes.groups import GROUP_LABEL, SYSTEM_GROUP
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.taints import tolerating

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.design.network import NetworkDesign
    from eks_gpu.design.nodes.groups import GroupDesign
    from eks_gpu.design.nodes.system_group import SystemGroupDesign
    from eks_gpu.scheduling.taints import TolerationDesign
    from eks_gpu.spec import AutoscalerSpec, ClusterSpec

# Labels by which two zones of a group differ though their nodes are alike. The autoscaler's own list
# (processors/nodegroupset/aws_nodegroups.go) lacks these. At zero, the template has two more than a node: the tag
# `eks:nodegroup-name` of the Auto Scaling group, which extractLabelsFromAsg (cloudprovider/aws/aws_manager.go) reads as
# a label, and the node group's version, which differs while one zone is upgraded before the other. On nodes, the image
# and the launch template differ meanwhile, and the network layers wherever EC2 knows the topology.
BALANCING_IGNORED_LABELS = (
    "nodegroup-name",
    "k8sVersion",
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
    # By default a node with an emptyDir or a pod of kube-system on it is never removed, however idle its GPUs are.
    "--skip-nodes-with-local-storage=false",
    "--skip-nodes-with-system-pods=false",
    # The level that says why no group can hold a pod.
    "--v=4",
    "--stderrthreshold=info",
)


@dataclass(frozen=True)
class AutoscalerDesign:
    """The Cluster Autoscaler of a cluster.

    Attributes:
        image: Where it is pulled from; its minor is the cluster's.
        arguments: Command-line flags.
        environment: Environment variables.
        node_selector: Labels of the nodes it runs on; never GPU nodes, which it takes away.
        tolerations: For the taints of those nodes.
        priorities: Patterns of Auto Scaling groups' names by priority, highest first; empty without that expander.
        group_metrics: Whether it counts the nodes of each group, and says where it is scraped.
        fingerprint: Changes with the models of groups at zero: the autoscaler remembers the last node of a group until
            it restarts, so only a restart shows it new labels, taints or resources (its
            `mixed_nodeinfos_processor.go`).
    """

    image: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    node_selector: Mapping[str, str]
    tolerations: tuple[TolerationDesign, ...]
    priorities: Mapping[int, tuple[str, ...]]
    group_metrics: bool
    fingerprint: str


def design_autoscaler(
    spec: ClusterSpec, groups: Sequence[GroupDesign], system: SystemGroupDesign, network: NetworkDesign
) -> AutoscalerDesign | None:
    """The autoscaler; None if the declaration wants none, or no image is pinned for its minor."""
    pinned = spec.kubernetes_version in catalog.image_minors("cluster-autoscaler")
    if autoscaler_kind(spec) != "cluster-autoscaler" or not pinned:
        return None
    expander = expander_of(spec)
    owned = (system.types, *(group.types for group in groups))
    types = [instance_type.name for instance_types in owned for instance_type in instance_types]
    return AutoscalerDesign(
        image=image_for(spec, "cluster-autoscaler"),
        arguments=(
            *autoscaler_arguments(spec.cluster_name, only_own=spec.existing_cluster),
            # The group with the least spare CPU and memory among the remaining ones; it never counts GPUs, but a
            # workload's shares of both follow its GPUs, so the smallest node that fits wins.
            f"--expander={'priority,least-waste' if expander == 'priority' else 'least-waste'}",
            *_settings(spec.autoscaler),
            *_offline(network, types),
            *(("--emit-per-nodegroup-metrics=true",) if spec.monitoring.dcgm_exporter else ()),
        ),
        environment=autoscaler_environment(spec.region),
        # Nodes that others made have no such label; the GPU nodes' taint keeps it away from them.
        node_selector={} if spec.existing_cluster else {GROUP_LABEL: SYSTEM_GROUP},
        tolerations=tolerating(system.taints),
        priorities=_priorities(groups) if expander == "priority" else {},
        group_metrics=spec.monitoring.dcgm_exporter,
        fingerprint=_fingerprint(groups),
    )


def expander_of(spec: ClusterSpec) -> Literal["priority", "least-waste"]:
    """The declared expander, or the one that follows from the groups."""
    ranked = any(group.priority is not None for group in (*spec.gpu_node_groups, *spec.node_groups))
    return spec.autoscaler.expander or ("priority" if ranked else "least-waste")


def autoscaler_arguments(cluster_name: str, *, only_own: bool = False) -> tuple[str, ...]:
    """The flags that depend only on the cluster's name.

    The autoscaler finds groups by both tags that EKS sets: by only the first, it would scale the groups of every
    cluster in the account.

    Args:
        cluster_name: The cluster.
        only_own: Whether it leaves groups alone that others made on the cluster: EKS tags these as well.
    """
    tags = f"k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/{cluster_name}"
    tags += f",{own_tag(cluster_name)}" if only_own else ""
    ignored = (f"--balancing-ignore-label={label}" for label in BALANCING_IGNORED_LABELS)
    return (*_ARGUMENTS, f"--node-group-auto-discovery=asg:tag={tags}", *ignored)


def _settings(spec: AutoscalerSpec) -> tuple[str, ...]:
    return (
        f"--max-node-provision-time={spec.max_node_provision_time}",
        f"--scale-down-unneeded-time={spec.scale_down_unneeded}",
        f"--scale-down-delay-after-add={spec.scale_down_delay_after_add}",
        f"--scale-down-gpu-utilization-threshold={spec.gpu_utilization_threshold:g}",
    )


def _offline(network: NetworkDesign, types: Iterable[str]) -> tuple[str, ...]:
    """Without a way out it may plan with the list of types that it brings along, if that list has them all."""
    isolated = network.is_created and not network.nat_zones
    known = all(catalog.in_autoscalers_list(name) for name in types)
    return ("--aws-use-static-instance-list=true",) if isolated and known else ()


def _priorities(groups: Iterable[GroupDesign]) -> dict[int, tuple[str, ...]]:
    """Every group by its priority. A group that no pattern fits would never be used, hence the last one."""
    found: dict[int, list[str]] = {}
    for group in groups:
        if group.spec.priority:
            found.setdefault(group.spec.priority, []).extend(
                node_group.auto_scaling_pattern for node_group in group.node_groups
            )
    return {**{rank: tuple(found[rank]) for rank in sorted(found, reverse=True)}, 0: (".*",)}


def _fingerprint(groups: Iterable[GroupDesign]) -> str:
    known = [
        [group.name, group.types[0].name, *sorted(group.labels.items()), *map(str, group.taints), group.template_tags]
        for group in groups
    ]
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]


def autoscaler_environment(region: str) -> dict[str, str]:
    """The environment for a region: with a hop limit of 1 no pod can ask the instance metadata where it is."""
    return {"AWS_REGION": region, "AWS_STS_REGIONAL_ENDPOINTS": "regional"}
