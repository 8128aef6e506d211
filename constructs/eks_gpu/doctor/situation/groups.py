"""Which node, node group and Auto Scaling group belongs to which group of the declaration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.nodes.groups import GROUP_LABEL, NodesDesign
from eks_gpu.doctor.situation.gpu_node import NODEGROUP_LABELS, GpuNode
from eks_gpu.scheduling.amounts import is_gpu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import ClusterDesign, GroupModels, PoolModels
    from eks_gpu.doctor.answers.amazon import AutoScalingGroup, NodeGroup
    from eks_gpu.doctor.answers.kubernetes import Node
    from eks_gpu.doctor.answers.observations import Observations


@dataclass(frozen=True)
class Groups:
    """The declared groups, matched with the existing ones.

    Attributes:
        design: The declared cluster.
        seen: The gathered answers.
    """

    design: ClusterDesign
    seen: Observations

    @cached_property
    def pools(self) -> tuple[tuple[GroupModels, PoolModels], ...]:
        """Every set of nodes of the design that is sized by itself: node groups, and node pools."""
        return tuple((models, pool) for models in self.design.nodes for pool in models.pools)

    @cached_property
    def managed(self) -> tuple[tuple[GroupModels, PoolModels], ...]:
        """Those that are node groups of EKS."""
        return tuple(found for found in self.pools if isinstance(found[0].group, NodesDesign))

    def pool_named(self, name: str) -> tuple[GroupModels, PoolModels] | None:
        """The pool of a node group, by the prefix of its name, or only by the name of its group."""
        by_prefix = [found for found in self.managed if name.startswith(found[1].node_group.name_prefix)]
        # The longest prefix: `gpu-` is one of `gpu-large-` too.
        return max(
            by_prefix or self._by_group(name), key=lambda found: len(found[1].node_group.name_prefix), default=None
        )

    def pool_of_types(self, types: Iterable[str]) -> tuple[GroupModels, PoolModels] | None:
        """The pool of instances of these types, if only one group declares any of them."""
        wanted = set(types)
        groups = {found[0].group.name: found for found in reversed(self.managed) if wanted & _types_of(found[0])}
        return next(iter(groups.values())) if len(groups) == 1 else None

    def _by_group(self, name: str) -> list[tuple[GroupModels, PoolModels]]:
        """Match only by the group's name, for node groups of other tools; by the zone too, if the name contains it."""
        groups = {found[0].group.name for found in self.managed}
        mine = max((group for group in groups if f"{name}-".startswith(f"{group}-")), key=len, default=None)
        pools = [found for found in self.managed if found[0].group.name == mine]
        return [found for found in pools if any(zone in name for zone in found[1].node_group.zones)] or pools[:1]

    @cached_property
    def gpu_nodes(self) -> tuple[GpuNode, ...]:
        """Nodes with GPUs, declared or not."""
        return tuple(filter(None, map(self._gpu_node, self.seen.nodes)))

    def nodes_of(self, group: str) -> tuple[GpuNode, ...]:
        """The nodes of a declared group, with or without GPUs."""
        return tuple(self._declared_nodes.get(group, ()))

    @cached_property
    def _declared_nodes(self) -> dict[str, list[GpuNode]]:
        """Nodes of declared groups, by the group's name."""
        found: dict[str, list[GpuNode]] = {}
        for node in self.seen.nodes:
            if pool := self._pool_of(node):
                found.setdefault(pool[0].group.name, []).append(GpuNode(node, *pool))
        return found

    def _gpu_node(self, node: Node) -> GpuNode | None:
        pool = self._pool_of(node)
        if pool:
            return GpuNode(node, *pool) if pool[0].group.has_gpus else None
        instance_type = catalog.instance_type(node.instance_type)
        offers = any(is_gpu(name) for name in node.status.capacity)
        nvidia = (
            instance_type is not None and instance_type.gpu is not None and instance_type.gpu.manufacturer == "NVIDIA"
        )
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
        """EKS node groups that belong to a group of the design."""
        mine = (
            node_group for node_group in self.seen.node_groups if node_group.cluster in {"", self.design.cluster_name}
        )
        return tuple((group, *pool) for group in mine if (pool := self.pool_of_group(group)))

    def pool_of_group(self, group: NodeGroup) -> tuple[GroupModels, PoolModels] | None:
        """The pool of an EKS node group: by its name, or by the types that it starts; none for the system nodes."""
        named = self.pool_named(group.name)
        system = group.name.startswith(self.design.system.node_group.name_prefix)
        return named or (None if system else self.pool_of_types(group.instance_types))

    @cached_property
    def scaling_groups(self) -> tuple[tuple[AutoScalingGroup, GroupModels, PoolModels], ...]:
        """Auto Scaling groups that belong to a group of the design."""
        return tuple(
            (auto_scaling_group, *pool)
            for auto_scaling_group in self.seen.auto_scaling_groups
            if (pool := self.pool_of_scaling(auto_scaling_group.name))
        )

    def pool_of_scaling(self, name: str) -> tuple[GroupModels, PoolModels] | None:
        """The pool of an Auto Scaling group: by its tag, by EKS's answer, or by its name."""
        if self.is_foreign(name):
            return None
        tagged = next(
            (
                auto_scaling_group.tag_values
                for auto_scaling_group in self.seen.auto_scaling_groups
                if auto_scaling_group.name == name
            ),
            {},
        )
        of_eks = tagged.get("eks:nodegroup-name", "")
        names = (of_eks, tagged.get("alpha.eksctl.io/nodegroup-name", ""), name.removeprefix("eks-"), name)
        behind = [
            node_group
            for node_group in self.seen.node_groups
            if node_group.name == of_eks or any(name == group.name for group in node_group.resources.groups)
        ]
        named = next((pool for name in names if name and (pool := self.pool_named(name))), None)
        return next(filter(None, map(self.pool_of_group, behind)), None) or named

    def is_foreign(self, name: str) -> bool:
        """Whether an Auto Scaling group is of another cluster of the account."""
        tags = next(
            (
                auto_scaling_group.tag_values
                for auto_scaling_group in self.seen.auto_scaling_groups
                if auto_scaling_group.name == name
            ),
            {},
        )
        return tags.get("eks:cluster-name", self.design.cluster_name) != self.design.cluster_name

    def groups_of_scaling(self, name: str) -> tuple[str, ...]:
        """The name of the GPU group behind an Auto Scaling group, for findings."""
        pool = self.pool_of_scaling(name)
        return (pool[0].group.name,) if pool else ()

    def is_full(self, pool: PoolModels) -> bool:
        """Whether a node group has as many nodes as it may: by AWS's answers, else by the nodes and the declaration."""
        scaled = [(one.desired, one.max) for one, _, mine in self.scaling_groups if mine is pool]
        scaled += [(one.scaling.desired, one.scaling.max) for one, _, mine in self.node_groups if mine is pool]
        known = [(desired, most) for desired, most in scaled if desired is not None and most is not None]
        if known:
            return any(desired >= most for desired, most in known)
        there = (one for nodes in self._declared_nodes.values() for one in nodes)
        return sum(one.pool is pool for one in there) >= pool.node_group.max

    def labels_there(self, group: str) -> dict[str, set[str]]:
        """Labels that EKS and nodes show of a group, declared or not."""
        return self._labels_there[group]

    @cached_property
    def _labels_there(self) -> dict[str, dict[str, set[str]]]:
        return {models.group.name: self._labels_of(models.group.name) for models in self.design.nodes}

    def _labels_of(self, group: str) -> dict[str, set[str]]:
        there: dict[str, set[str]] = {}
        eks = (dict(one.labels or {}) for one, models, _ in self.node_groups if models.group.name == group)
        nodes = (one.node.labels for one in self.nodes_of(group))
        for key, value in (pair for labels in (*eks, *nodes) for pair in labels.items()):
            there.setdefault(key, set()).add(value)
        return there

    def taints_there(self, group: str) -> set[str] | None:
        """Keys of a group's taints in EKS and on its nodes; None if neither was gathered."""
        return self._taints_there[group]

    @cached_property
    def _taints_there(self) -> dict[str, set[str] | None]:
        return {models.group.name: self._taints_of(models.group.name) for models in self.design.nodes}

    def _taints_of(self, group: str) -> set[str] | None:
        eks = [one.taints or () for one, models, _ in self.node_groups if models.group.name == group and one.ami_type]
        nodes = [one.node.spec.taints for one in self.nodes_of(group) if one.is_whole]
        return {taint.key for taints in (*eks, *nodes) for taint in taints} if eks or nodes else None


def _types_of(models: GroupModels) -> set[str]:
    return set(models.group.instance_types)
