"""Answers about a running cluster, by what they are asked for."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.doctor.answers.amazon import AutoScalingGroup, TemplateVersion
    from eks_gpu.doctor.answers.kubernetes import Node
    from eks_gpu.doctor.answers.observations import Observations

NODE_GROUP = "eks.amazonaws.com/nodegroup"


@dataclass(frozen=True)
class Gathered:
    """Answers by what they are asked for.

    Attributes:
        seen: All answers.
        zones: Zones of subnets, by id.
        scaling: Auto Scaling groups, by name.
        templates: Launch templates, by id.
        nodes: Nodes, by node group.
    """

    seen: Observations
    zones: Mapping[str, str]
    scaling: Mapping[str, AutoScalingGroup] = field(default_factory=dict)
    templates: Mapping[str, TemplateVersion] = field(default_factory=dict)
    nodes: Mapping[str, Sequence[Node]] = field(default_factory=dict)


def gathered(seen: Observations) -> Gathered:
    """The answers, indexed."""
    nodes: dict[str, list[Node]] = {}
    for node in seen.nodes:
        nodes.setdefault(node.labels.get(NODE_GROUP, ""), []).append(node)
    templates = {one.id: one for one in seen.templates if one.id}
    scaling = {one.name: one for one in seen.auto_scaling_groups}
    return Gathered(seen, {one.id: one.zone for one in seen.subnets if one.zone}, scaling, templates, nodes)
