"""Labels that a pod of a paste selects, and that no group of the paste gives its nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.facts.pieces import mappings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

# Labels that every node has, or that Karpenter and EKS give.
_GIVEN = re.compile(
    r"(?:^|\.)(?:kubernetes\.io|k8s\.io|karpenter\.sh|karpenter\.k8s\.aws|eks\.amazonaws\.com|nvidia\.com)/"
)
_TYPE, _GROUP_NAME = "node.kubernetes.io/instance-type", "eks.amazonaws.com/nodegroup"
_GROUP = re.compile(r"\b(?:instance_?[tT]ypes?|nodeGroups|managedNodeGroups|NodePool|Provisioner|node_groups)\b")
# terraform-aws-eks adds a suffix to the name of a node group unless use_name_prefix is false.
_PREFIXED = re.compile(r"\beks_managed_node_groups?\b")
_NOT_PREFIXED = re.compile(r"use_name_prefix\s*=\s*false")


def facts(pieces: Pieces) -> Iterator[str]:
    """Labels that no group gives, an instance type that no group has, a node group's name that has a suffix."""
    groups = [piece for piece in pieces.others if _GROUP.search(piece)]
    if not groups:
        return
    selected = [pairs for piece in pieces.demanding for pairs in mappings(piece, "nodeSelector")]
    for key, value in dict.fromkeys(pair for pairs in selected for pair in pairs.items()):
        pair = f"{key}={value}"
        if key == _TYPE and pieces.types and value not in pieces.types:
            yield f"selector {pair} given by no group"
        elif key == _GROUP_NAME and any(map(_PREFIXED.search, groups)) and not any(map(_NOT_PREFIXED.search, groups)):
            yield f"selector {pair} of a node group whose name has a suffix"
        elif not _GIVEN.search(key) and not any(_gives(piece, key, value) for piece in pieces.others):
            yield f"selector {pair} given by no group"


def _gives(piece: str, key: str, value: str) -> bool:
    """Whether a value stands behind its key, or a little further: in a requirement of a NodePool."""
    return re.search(rf"{re.escape(key)}[^|]{{1,160}}?(?<![\w.-]){re.escape(value)}(?![\w.-])", piece) is not None
