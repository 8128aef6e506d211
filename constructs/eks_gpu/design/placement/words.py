"""Words for requirements that nodes do not meet; the pod is the subject of each sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.nodes.labels import is_discovered
from eks_gpu.problem import listed
from eks_gpu.scheduling.demand import ZONE
from eks_gpu.scheduling.labels import ANY, NODE_NAME, Unresolved, meets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.placement.node_models import NodeModel, PoolModels
    from eks_gpu.scheduling.demand import Requirement, VolumeDemand


def wish(one: Requirement) -> str:
    """A requirement in words; a selector as kubectl writes it."""
    key, values = one.key, one.values
    if key == NODE_NAME:
        return f"requires the node {listed(values)}; nodes get their names when they start"
    match one.operator:
        case "In":
            return f"requires the label {key}={values[0]}" if len(values) == 1 else _one_of(key, values)
        case "NotIn":
            refused = f"{key}={values[0]}" if len(values) == 1 else f"{key} with one of {', '.join(values)}"
            return f"refuses nodes with the label {refused}"
        case "Exists":
            return f"requires the label {key}"
        case "DoesNotExist":
            return f"refuses nodes with the label {key}"
        case "Gt" | "Lt":
            return f"requires the label {key} {'above' if one.operator == 'Gt' else 'below'} {' '.join(values)}"


def _one_of(key: str, values: tuple[str, ...]) -> str:
    return f"requires the label {key} with one of {', '.join(values)}" if values else "admits no node by its affinity"


def label_unknown(one: Requirement, pool: PoolModels) -> str:
    """A requirement that the autoscaler's template does not meet, or perhaps not.

    For a group at zero over several zones, the autoscaler assumes the zone that Auto Scaling names first
    (`aws_manager.go`, getAsgTemplate), in no documented order. For a pod that needs one zone it may therefore buy
    nothing, or a node in another zone.
    """
    if _says_all(one):
        return wish(one)
    return f"{wish(one)}{_template_has(one, pool)}"


def _template_has(one: Requirement, pool: PoolModels) -> str:
    known = pool.template.labels.get(one.key)
    if isinstance(known, Unresolved):
        return f"; the nodes carry their zone's name, one of {', '.join(known.among)}"
    if known and meets(one, pool.template.labels) == "some":
        zones = listed(sorted(known))
        has = f"the group spans {zones}, and while it is empty the autoscaler expects only the one that AWS names first"
        return f"; {has}; a node may start in another"
    if known:
        return f"; {pool.buyer} expects {', '.join(sorted(known))}"
    if any(one.key in node.labels for node in pool.nodes):
        return f", which nodes get when they start; {pool.buyer} does not know it while the group is empty"
    if is_discovered(one.key):
        return ", which feature discovery sets only on running nodes, if it is installed"
    return ", which the nodes do not carry"


def _says_all(one: Requirement) -> bool:
    """Whether nothing that nodes have explains more than the requirement itself."""
    return one.key == NODE_NAME or one.operator == "DoesNotExist" or (one.operator == "In" and not one.values)


def label_missing(one: Requirement, node: NodeModel) -> str:
    """A requirement that a running node does not meet, or perhaps not."""
    asks, values = wish(one), node.labels.get(one.key)
    if _says_all(one):
        return asks
    if values is None and is_discovered(one.key):
        return f"{asks}, which eks-gpu does not set; feature discovery does, if it is installed"
    if values and meets(one, node.labels) == "some":
        return f"{asks}; a node may start with {', '.join(sorted(values))}"
    if values:
        return f"{asks}; a {node.instance_type} has {', '.join(sorted(values))}"
    return f"{asks}, which the nodes do not carry"


def volume_elsewhere(volume: VolumeDemand, labels: Mapping[str, frozenset[str]]) -> str:
    """A volume in zones where the nodes are not, or may not be."""
    values = labels.get(ZONE, ANY)
    zones = values.among if isinstance(values, Unresolved) else sorted(values)
    return f"mounts {volume.name}, which is in {listed(volume.zones)}; nodes start in {listed(zones)}"
