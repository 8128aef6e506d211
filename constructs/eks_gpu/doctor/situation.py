"""A design beside what was seen of it: which node, node group and pod belongs to what was declared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.design.placement import Pod as AskingPod
from eks_gpu.doctor.amounts import asks_of, tolerations_seen
from eks_gpu.doctor.fits import misfits
from eks_gpu.doctor.gpu_node import NODEGROUP_LABELS, GpuNode
from eks_gpu.scheduling.amounts import is_gpu
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign, GroupModels, PoolModels, WorkloadDesign
    from eks_gpu.doctor.amazon import AutoScalingGroup, NodeGroup
    from eks_gpu.doctor.fits import Misfit
    from eks_gpu.doctor.kubernetes import Controller, Event, Node, Pod
    from eks_gpu.doctor.observations import Observations

# Every EKS cluster has these; a list without them is a part of what there is.
_EVERYWHERE = {"Pod": ("coredns", "aws-node"), "DaemonSet": ("aws-node",), "Deployment": ("coredns",)}
_PLUGIN = re.compile(r"k8s-device-plugin|nvidia-device-plugin")
# Of the parts of a chart beside the plugin itself, none makes GPUs allocatable.
_BESIDE_PLUGIN = re.compile(r"gpu-feature-discovery|node-feature-discovery|mps-control|config-manager")
_CRASHING = {"CrashLoopBackOff", "RunContainerError", "StartError"}
_HOSTNAME = "kubernetes.io/hostname"
_AUTOSCALER = "-n kube-system deployment/cluster-autoscaler"


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

    def pool_of_types(self, types: Iterable[str]) -> tuple[GroupModels, PoolModels] | None:
        """The pool of instances of these types, where one group alone declares any of them."""
        wanted = set(types)
        groups = {found[0].group.name: found for found in reversed(self.pools) if wanted & _types_of(found[0])}
        return next(iter(groups.values())) if len(groups) == 1 else None

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
        offers = any(is_gpu(name) for name in node.status.capacity)
        nvidia = kind is not None and kind.gpu is not None and kind.gpu.manufacturer == "NVIDIA"
        return GpuNode(node, None, None) if nvidia or offers else None

    def _pool_of(self, node: Node) -> tuple[GroupModels, PoolModels] | None:
        named = next(filter(None, (self.pool_named(node.labels.get(key, "")) for key in NODEGROUP_LABELS)), None)
        if named:
            return named
        group, zone = node.labels.get(GROUP_LABEL), node.labels.get("topology.kubernetes.io/zone", "")
        typed = self.pool_of_types([node.instance_type])
        group = group or (typed[0].group.name if typed else None)
        mine = [found for found in self.pools if found[0].group.name == group]
        return next((found for found in mine if zone in found[1].node_group.zones), mine[0] if mine else None)

    @cached_property
    def node_groups(self) -> tuple[tuple[NodeGroup, GroupModels, PoolModels], ...]:
        """EKS node groups that belong to a GPU group of the design."""
        mine = (one for one in self.seen.node_groups if one.cluster in {"", self.design.name})
        return tuple((one, *pool) for one in mine if (pool := self.pool_of_group(one)))

    def pool_of_group(self, group: NodeGroup) -> tuple[GroupModels, PoolModels] | None:
        """The pool of an EKS node group: by its name, or by the types that it starts."""
        return self.pool_named(group.name) or self.pool_of_types(group.instance_types)

    @cached_property
    def scaling_groups(self) -> tuple[tuple[AutoScalingGroup, GroupModels, PoolModels], ...]:
        """Auto Scaling groups that belong to a GPU group of the design."""
        return tuple((one, *pool) for one in self.seen.auto_scaling_groups if (pool := self.pool_of_scaling(one.name)))

    def pool_of_scaling(self, name: str) -> tuple[GroupModels, PoolModels] | None:
        """The pool of an Auto Scaling group: by its tag, by what EKS says, or by its name."""
        if self.is_foreign(name):
            return None
        tagged = next((one.tag_values for one in self.seen.auto_scaling_groups if one.name == name), {})
        of_eks = tagged.get("eks:nodegroup-name", "")
        names = (of_eks, tagged.get("alpha.eksctl.io/nodegroup-name", ""), name.removeprefix("eks-"), name)
        behind = [
            one
            for one in self.seen.node_groups
            if one.name == of_eks or any(name == group.name for group in one.resources.groups)
        ]
        named = next((pool for one in names if one and (pool := self.pool_named(one))), None)
        return next(filter(None, map(self.pool_of_group, behind)), None) or named

    def is_foreign(self, name: str) -> bool:
        """Whether an Auto Scaling group is of another cluster of the account."""
        tags = next((one.tag_values for one in self.seen.auto_scaling_groups if one.name == name), {})
        return tags.get("eks:cluster-name", self.design.name) != self.design.name

    def groups_of_scaling(self, name: str) -> tuple[str, ...]:
        """The name of the GPU group behind an Auto Scaling group, for findings."""
        pool = self.pool_of_scaling(name)
        return (pool[0].group.name,) if pool else ()

    def shows_all(self, kind: str) -> bool:
        """Whether what was gathered of a kind is all there is, and not one object or one namespace of it."""
        if not self.seen.knows(kind):
            return False
        kept = {"Pod": self.seen.pods, "DaemonSet": self.seen.daemon_sets, "Deployment": self.seen.deployments}[kind]
        return not kept or all(any(one.name.startswith(name) for one in kept) for name in _EVERYWHERE[kind])

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

    @property
    def autoscaler_name(self) -> str:
        """The namespace and deployment of the autoscaler, for commands: its own where it is known."""
        found = next(iter(self.autoscalers), None)
        return f"-n {found.metadata.namespace or 'kube-system'} deployment/{found.name}" if found else _AUTOSCALER

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
        # Of a pod from a table or from events nothing is known but what is said of it.
        told = not pod.spec.containers and (pod.metadata.namespace, pod.name) in self._said_of_gpus
        return declared or told or any(is_gpu(name) for name in asks_of(pod))

    @cached_property
    def _said_of_gpus(self) -> frozenset[tuple[str, str]]:
        """Pods of which an event speaks of GPUs."""
        about = ((one.about, one.message) for one in self.seen.events if one.about.kind == "Pod")
        return frozenset((one.namespace, one.name) for one, text in about if "nvidia.com/" in text)

    @cached_property
    def waiting(self) -> tuple[Pod, ...]:
        """GPU pods for which there is no node yet."""
        return tuple(pod for pod in self.seen.pods if pod.waits_for_node and self.wants_gpu(pod))

    @cached_property
    def not_running(self) -> tuple[Pod, ...]:
        """GPU pods that have a node, of which a container waits to be started."""
        return tuple(pod for pod in self.seen.pods if pod.waits_on_node and self.wants_gpu(pod))

    @cached_property
    def failing(self) -> tuple[Pod, ...]:
        """GPU pods that end again and again, and those that failed and that nothing came after."""
        known = [pod for pod in self.seen.pods if self.wants_gpu(pod)]
        later = {pod.maker for pod in known if pod.maker and pod.status.phase in {"Running", "Pending", "Succeeded"}}
        return tuple(
            pod
            for pod in known
            if any(one.state.waiting and one.state.waiting.reason in _CRASHING for one in pod.statuses)
            or (pod.status.phase == "Failed" and not pod.status.reason and pod.maker not in later)
            # Of a row of `kubectl get pods` the status is all.
            or any(one.state.terminated and pod.status.phase == "Running" and not one.ready for one in pod.statuses)
        )

    def labels_there(self, group: str) -> dict[str, set[str]]:
        """Labels that EKS and nodes show of a group, declared or not."""
        there: dict[str, set[str]] = {}
        eks = (dict(one.labels or {}) for one, models, _ in self.node_groups if models.group.name == group)
        nodes = (one.node.labels for one in self.gpu_nodes if one.groups == (group,))
        for key, value in (pair for labels in (*eks, *nodes) for pair in labels.items()):
            there.setdefault(key, set()).add(value)
        return there

    def taints_there(self, group: str) -> set[str] | None:
        """Keys of the taints that EKS and nodes show of a group; None where neither was looked at."""
        eks = [one.taints or () for one, models, _ in self.node_groups if models.group.name == group and one.ami_type]
        nodes = [one.node.spec.taints for one in self.gpu_nodes if one.groups == (group,) and one.is_whole]
        return {one.key for taints in (*eks, *nodes) for one in taints} if eks or nodes else None

    @cached_property
    def misfits(self) -> tuple[Misfit, ...]:
        """Pods that wait and fit no group."""
        return tuple(misfits(self))

    def asking(self, pod: Pod) -> AskingPod:
        """A pod as the design judges pods, with what EKS adds to its tolerations."""
        asks = asks_of(pod)
        selector = {key: value for key, value in pod.spec.selector.items() if key != _HOSTNAME}
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


def _types_of(models: GroupModels) -> set[str]:
    return set(models.group.spec.instance_types)


def _is_plugin(name: str, images: Iterable[str]) -> bool:
    known = list(images)
    if _BESIDE_PLUGIN.search(name):
        return False
    return bool(_PLUGIN.search(name)) or any(_PLUGIN.search(image) for image in known)


def _has(images: Iterable[str], word: str) -> bool:
    return any(word in image for image in images)
