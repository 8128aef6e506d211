"""A design beside what was seen of it: which node, node group and pod belongs to what was declared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.design.placement import Pod as AskingPod
from eks_gpu.doctor.amounts import amounts, asks_of, tolerations_seen
from eks_gpu.doctor.fits import misfits
from eks_gpu.scheduling.amounts import is_gpu
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign, GroupModels, NodeModel, PoolModels, WorkloadDesign
    from eks_gpu.doctor.amazon import AutoScalingGroup, NodeGroup
    from eks_gpu.doctor.fits import Misfit
    from eks_gpu.doctor.kubernetes import Controller, Event, Node, Pod
    from eks_gpu.doctor.observations import Observations

_NODEGROUP_LABEL = "eks.amazonaws.com/nodegroup"
_PLUGIN = re.compile(r"k8s-device-plugin|nvidia-device-plugin")
# Of the parts of a chart beside the plugin itself, none makes GPUs allocatable.
_BESIDE_PLUGIN = re.compile(r"gpu-feature-discovery|node-feature-discovery|mps-control|config-manager")
_SHARES = re.compile(r"^nvidia\.com/")


@dataclass(frozen=True, slots=True)
class GpuNode:
    """A node with GPUs.

    Attributes:
        node: It.
        models: The group of the declaration that it belongs to; None where it belongs to none.
        pool: Its node group there.
    """

    node: Node
    models: GroupModels | None
    pool: PoolModels | None

    @property
    def groups(self) -> tuple[str, ...]:
        """The name of its group, for findings."""
        return (self.models.group.name,) if self.models else ()

    @property
    def model(self) -> NodeModel | None:
        """What the design expects of its instance type."""
        nodes = self.pool.nodes if self.pool else ()
        return next((one for one in nodes if one.instance_type == self.node.instance_type), None)

    @property
    def where(self) -> str:
        """For messages."""
        return f"node {self.node.name}"

    @property
    def has_own_plugin(self) -> bool:
        """Bottlerocket brings a device plugin of its own."""
        declared = self.models is not None and self.models.group.spec.os == "bottlerocket"
        return declared or self.node.status.info.os_image.startswith("Bottlerocket")

    @property
    def gpus(self) -> int | None:
        """Shares or whole GPUs that kubelet offers; None where nothing is known of the node's resources."""
        allocatable = amounts(self.node.status.allocatable)
        if not allocatable:
            return None
        return sum(amount for name, amount in allocatable.items() if _SHARES.match(name))

    @property
    def expected_gpus(self) -> int:
        """GPUs, shares and parts that such a node offers."""
        if self.model:
            return sum(amount for name, amount in self.model.allocatable.items() if is_gpu(name))
        kind = catalog.instance_type(self.node.instance_type)
        return kind.gpu.count if kind and kind.gpu else 1


@dataclass(frozen=True)
class Situation:
    """What rules judge.

    Attributes:
        design: What should be there.
        seen: What is.
    """

    design: ClusterDesign
    seen: Observations

    @cached_property
    def pools(self) -> tuple[tuple[GroupModels, PoolModels], ...]:
        """Every GPU node group of the design."""
        return tuple((models, pool) for models in self.design.nodes for pool in models.pools)

    def pool_named(self, name: str) -> tuple[GroupModels, PoolModels] | None:
        """The pool of a node group, by the prefix of its name, or by the name of its group alone."""
        by_prefix = [found for found in self.pools if name.startswith(found[1].node_group.name_prefix)]
        # The longest prefix: `gpu-` is one of `gpu-large-` too.
        return max(
            by_prefix or self._by_group(name), key=lambda found: len(found[1].node_group.name_prefix), default=None
        )

    def _by_group(self, name: str) -> list[tuple[GroupModels, PoolModels]]:
        """By the name of the group alone, for node groups that were made by other hands; the zone where it is named."""
        groups = {found[0].group.name for found in self.pools}
        mine = max((one for one in groups if f"{name}-".startswith(f"{one}-")), key=len, default=None)
        pools = [found for found in self.pools if found[0].group.name == mine]
        return [found for found in pools if any(zone in name for zone in found[1].node_group.zones)] or pools[:1]

    @cached_property
    def gpu_nodes(self) -> tuple[GpuNode, ...]:
        """Nodes with GPUs, declared or not."""
        return tuple(filter(None, map(self._gpu_node, self.seen.nodes)))

    def _gpu_node(self, node: Node) -> GpuNode | None:
        pool = self._pool_of(node)
        if pool:
            return GpuNode(node, *pool)
        kind = catalog.instance_type(node.instance_type)
        offers = any(_SHARES.match(name) for name in node.status.capacity)
        nvidia = kind is not None and kind.gpu is not None and kind.gpu.manufacturer == "NVIDIA"
        return GpuNode(node, None, None) if nvidia or offers else None

    def _pool_of(self, node: Node) -> tuple[GroupModels, PoolModels] | None:
        named = self.pool_named(node.labels.get(_NODEGROUP_LABEL, ""))
        if named:
            return named
        group, zone = node.labels.get(GROUP_LABEL), node.labels.get("topology.kubernetes.io/zone", "")
        mine = [found for found in self.pools if found[0].group.name == group]
        return next((found for found in mine if zone in found[1].node_group.zones), mine[0] if mine else None)

    @cached_property
    def node_groups(self) -> tuple[tuple[NodeGroup, GroupModels, PoolModels], ...]:
        """EKS node groups that belong to a GPU group of the design."""
        mine = (one for one in self.seen.node_groups if one.cluster in {"", self.design.name})
        return tuple((one, *pool) for one in mine if (pool := self.pool_named(one.name)))

    @cached_property
    def scaling_groups(self) -> tuple[tuple[AutoScalingGroup, GroupModels, PoolModels], ...]:
        """Auto Scaling groups that belong to a GPU group of the design."""
        return tuple((one, *pool) for one in self.seen.auto_scaling_groups if (pool := self.pool_of_scaling(one.name)))

    def pool_of_scaling(self, name: str) -> tuple[GroupModels, PoolModels] | None:
        """The pool of an Auto Scaling group: by its tag, by what EKS says, or by its name."""
        if self.is_foreign(name):
            return None
        tagged = next((one.tag_values for one in self.seen.auto_scaling_groups if one.name == name), {})
        behind = (
            one.name for one in self.seen.node_groups if any(name == group.name for group in one.resources.groups)
        )
        names = (tagged.get("eks:nodegroup-name", ""), *behind, name.removeprefix("eks-"), name)
        return next((pool for one in names if one and (pool := self.pool_named(one))), None)

    def is_foreign(self, name: str) -> bool:
        """Whether an Auto Scaling group is of another cluster of the account."""
        tags = next((one.tag_values for one in self.seen.auto_scaling_groups if one.name == name), {})
        return tags.get("eks:cluster-name", self.design.name) != self.design.name

    def groups_of_scaling(self, name: str) -> tuple[str, ...]:
        """The name of the GPU group behind an Auto Scaling group, for findings."""
        pool = self.pool_of_scaling(name)
        return (pool[0].group.name,) if pool else ()

    @cached_property
    def plugin_pods(self) -> tuple[Pod, ...]:
        """Pods of NVIDIA's device plugin."""
        return tuple(pod for pod in self.seen.pods if _is_plugin(pod.name, pod.images))

    @cached_property
    def plugin_sets(self) -> tuple[Controller, ...]:
        """DaemonSets of NVIDIA's device plugin."""
        images = ((one, [container.image for container in one.containers]) for one in self.seen.daemon_sets)
        return tuple(one for one, mine in images if _is_plugin(one.name, mine))

    def plugin_on(self, node: Node) -> tuple[Pod, ...]:
        """Pods of the device plugin on a node."""
        return tuple(pod for pod in self.plugin_pods if pod.spec.node == node.name and not pod.over)

    @cached_property
    def autoscaler_pods(self) -> tuple[Pod, ...]:
        """Pods of the Cluster Autoscaler."""
        return tuple(
            pod
            for pod in self.seen.pods
            if not pod.over and ("cluster-autoscaler" in pod.name or _has(pod.images, "cluster-autoscaler"))
        )

    @cached_property
    def autoscalers(self) -> tuple[Controller, ...]:
        """Deployments of the Cluster Autoscaler."""
        return tuple(
            one
            for one in self.seen.deployments
            if "cluster-autoscaler" in one.name
            or _has([container.image for container in one.containers], "cluster-autoscaler")
        )

    def workload_of(self, pod: Pod) -> WorkloadDesign | None:
        """The workload of the declaration that a pod belongs to, by its label or its name."""
        mine = (one for one in self.design.workloads if one.spec.namespace == (pod.metadata.namespace or "default"))
        label = pod.metadata.labels.get("app.kubernetes.io/name")
        return next(
            (
                one
                for one in mine
                if one.name in {label, pod.name} or (not label and pod.name.startswith(f"{one.name}-"))
            ),
            None,
        )

    def wants_gpu(self, pod: Pod) -> bool:
        """Whether a pod is to run on a GPU node."""
        workload = self.workload_of(pod)
        declared = workload is not None and bool(workload.gpus)
        return declared or any(_SHARES.match(name) for name in asks_of(pod))

    @cached_property
    def waiting(self) -> tuple[Pod, ...]:
        """GPU pods for which there is no node yet."""
        return tuple(pod for pod in self.seen.pods if pod.waits_for_node and self.wants_gpu(pod))

    @cached_property
    def not_running(self) -> tuple[Pod, ...]:
        """GPU pods that have a node, of which a container waits to be started."""
        return tuple(pod for pod in self.seen.pods if pod.waits_on_node and self.wants_gpu(pod))

    @cached_property
    def misfits(self) -> tuple[Misfit, ...]:
        """Pods that wait and fit no group."""
        return tuple(misfits(self))

    def asking(self, pod: Pod) -> AskingPod:
        """A pod as the design judges pods, with what EKS adds to its tolerations."""
        asks = asks_of(pod)
        selector = {key: value for key, value in pod.spec.selector.items() if key != "kubernetes.io/hostname"}
        return AskingPod(asks, selector, (*tolerations_seen(pod), *automatic(asks)))

    def events_of(self, kind: str, name: str, namespace: str = "") -> Iterator[Event]:
        """Events about an object, newest first."""
        for event in reversed(self._events.get((kind.lower(), name), [])):
            # A table of one namespace does not name it.
            if not namespace or event.about.namespace in {"", namespace}:
                yield event

    @cached_property
    def _events(self) -> dict[tuple[str, str], list[Event]]:
        found: dict[tuple[str, str], list[Event]] = {}
        for event in self.seen.events:
            found.setdefault((event.about.kind.lower(), event.about.name), []).append(event)
        return found

    def told(self, pod: Pod, *reasons: str) -> tuple[str, ...]:
        """The newest message of each reason about a pod, and what its own condition says."""
        newest: dict[str, str] = {}
        for event in self.events_of("pod", pod.name, pod.metadata.namespace):
            newest.setdefault(event.reason, event.message)
        said = tuple(f"{reason}: {newest[reason]}" for reason in reasons if reason in newest)
        if not said and "FailedScheduling" in reasons:
            conditions = (one for one in pod.status.conditions if one.type == "PodScheduled" and one.message)
            said = tuple(f"PodScheduled: {one.message}" for one in conditions)
        return said


def _is_plugin(name: str, images: Iterable[str]) -> bool:
    known = list(images)
    if _BESIDE_PLUGIN.search(name):
        return False
    return bool(_PLUGIN.search(name)) or any(_PLUGIN.search(image) for image in known)


def _has(images: Iterable[str], word: str) -> bool:
    return any(word in image for image in images)
