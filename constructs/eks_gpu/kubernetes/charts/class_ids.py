"""Ids of AWS in a release of node pools: values of Helm, because a local chart holds nothing that Terraform knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.design.provisioning.node_class import ClassIds


@dataclass(frozen=True)
class PoolIds:
    """Ids and references to them.

    Attributes:
        subnet_ids: Private subnets by zone.
        security_groups: Security groups of every node: an expression of a list, without ``${}``.
        efa_security_group: That of nodes with EFA, likewise; empty if the cluster's own lets EFA's traffic pass.
    """

    subnet_ids: Mapping[str, str]
    security_groups: str
    efa_security_group: str = ""


def class_values(classes: Iterable[ClassIds], ids: PoolIds) -> str:
    """The value `classes` as text: for each class the terms by which it selects subnets and security groups.

    Only Terraform knows how many security groups there are, so Terraform writes their list into the text.
    """
    return f'{{"classes": {{{", ".join(_terms(one, ids) for one in classes)}}}}}\n'


def _terms(one: ClassIds, ids: PoolIds) -> str:
    subnets = [{"id": ids.subnet_ids[zone]} for zone in one.zones if zone in ids.subnet_ids]
    groups = ids.security_groups
    if one.efa and ids.efa_security_group:
        groups = f"concat({groups}, [{ids.efa_security_group}])"
    listed = f"${{jsonencode([for id in {groups} : {{id = id}}])}}"
    return (
        f'{json.dumps(one.name)}: {{"subnetSelectorTerms": {json.dumps(subnets)}, '
        f'"securityGroupSelectorTerms": {listed}}}'
    )
