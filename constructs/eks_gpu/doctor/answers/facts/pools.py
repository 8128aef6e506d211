"""Labels that a pod of a paste selects, and that the requirements of each NodePool of the paste exclude."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design.placement.pool_labels import AUTO_PREFIX, KARPENTER_PREFIX, labels_of_family, labels_of_type
from eks_gpu.doctor.answers.facts.pieces import mappings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.doctor.answers.facts.pieces import Pieces
    from eks_gpu.scheduling.labels import Labels

_TYPE, _ARCH = "node.kubernetes.io/instance-type", "kubernetes.io/arch"
# Keys that a NodePool may exclude; requirements say nothing of other labels of a pod.
_KNOWN = re.compile(
    r"(?:karpenter\.k8s\.aws|eks\.amazonaws\.com)/instance-[\w-]+|karpenter\.sh/capacity-type|"
    r"topology\.kubernetes\.io/zone|kubernetes\.io/(?:arch|os)|node\.kubernetes\.io/instance-type"
)
_ENTRY = re.compile(
    r"\"?key\"?:[ \t]*[\"']?(?P<key>[\w./-]+)[\"']?|\"?operator\"?:[ \t]*[\"']?(?P<operator>In|NotIn|Exists|Gt|Lt)\b|"
    r"\"?values\"?:[ \t]*(?:\[(?P<flow>[^\]]{0,1500})\]|(?P<lines>(?:\s{1,60}- [^\n:]{1,80}){1,60}))"
)
# Groups other than NodePools, which may have the label.
_OTHER_GROUP = re.compile(r"\b(?:managedNodeGroups|nodeGroups|instance_types|instanceTypes)\b")
_VALUE = re.compile(r"\w[\w.-]*")


@dataclass
class _Requirement:
    """An entry of `requirements` or `matchExpressions`, whose fields stand in any order around its key."""

    key: str
    operator: str = ""
    values: tuple[str, ...] = ()

    def admits(self, value: str) -> bool:
        if self.operator == "In":
            return not self.values or value in self.values
        if self.operator == "NotIn":
            return value not in self.values
        bound = self.values[0] if self.values else ""
        if self.operator in {"Gt", "Lt"} and value.isdigit() and bound.isdigit():
            return int(value) > int(bound) if self.operator == "Gt" else int(value) < int(bound)
        return True


def facts(pieces: Pieces) -> Iterator[str]:
    """The first label of a pod that no NodePool admits, with the key of the requirement that excludes it."""
    pools = [one for piece in pieces.of_kind("NodePool", "Provisioner") if (one := _requirements(piece))]
    if not pools or any(map(_OTHER_GROUP.search, pieces.others)):
        return
    selected = [pairs for piece in pieces.demanding for pairs in mappings(piece, "nodeSelector")]
    required = [one for piece in pieces.demanding for one in _required(piece)]
    wanted = [
        *((key, (value,)) for pairs in selected for key, value in pairs.items()),
        *((one.key, one.values) for one in required),
    ]
    for key, values in dict.fromkeys(wanted):
        if not _KNOWN.fullmatch(key) or not values:
            continue
        refusals = [[_refused(pool, key, value) for value in values] for pool in pools]
        if all(all(of_pool) for of_pool in refusals):
            yield f"selector {key}={','.join(values)} refused by the requirement {refusals[0][0]} of each NodePool"
            return


def _refused(pool: list[_Requirement], key: str, value: str) -> str:
    """The key of the requirement that excludes a label; empty if none does."""
    labels = _implied(key, value)
    return next((one.key for one in pool if one.key in labels and not one.admits(labels[one.key])), "")


def _implied(key: str, value: str) -> Mapping[str, str]:
    """The labels that a node with one label has."""
    kind = catalog.instance_type(value) if key == _TYPE else None
    labels: Labels = {_ARCH: frozenset({"arm64" if kind.arch == "arm64" else "amd64"})} if kind else {}
    for prefix in (KARPENTER_PREFIX, AUTO_PREFIX):
        if kind:
            labels |= labels_of_type(prefix, kind)
        elif key == f"{prefix}instance-family":
            labels |= labels_of_family(prefix, value)
    return {name: one for name, values in labels.items() for one in values} | {key: value}


def _requirements(piece: str) -> list[_Requirement]:
    """The entries of all lists of an object; taints have a key as well, and no operator."""
    found: list[_Requirement] = []
    for entry in _ENTRY.finditer(piece):
        if entry["key"]:
            found.append(_Requirement(entry["key"]))
        elif found and entry["operator"]:
            found[-1].operator = entry["operator"]
        elif found:
            found[-1].values = tuple(_VALUE.findall(entry["flow"] or entry["lines"] or ""))
    return [one for one in found if one.operator]


def _required(piece: str) -> list[_Requirement]:
    """The expressions of a pod's node affinity, if it has one term: several are alternatives."""
    terms = re.split(r"nodeSelectorTerms:", piece)
    if len(terms) != 2 or terms[1].count("matchExpressions") != 1:  # noqa: PLR2004 - before it and behind it
        return []
    return [one for one in _requirements(terms[1]) if one.operator == "In"]
