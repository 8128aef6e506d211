"""AMIs of node pools: a release that stays, because Karpenter replaces every node of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from eks_gpu.design.nodes.pools import NodePoolDesign

_LATEST = "latest"


def alias(pool: NodePoolDesign) -> str:
    """The alias of Karpenter's AMI selector: operating system and release.

    The default for AL2023 is the last release whose driver the catalogue records. Bottlerocket has no default, and
    the rule `pool-ami` asks for a release; until it has one, the rest of the file is judged with the newest.
    """
    release = pool.spec.ami_release or (catalog.last_recorded_ami() if pool.os == "al2023" else _LATEST)
    return f"{pool.os}@{release if release == _LATEST else 'v' + release.removeprefix('v')}"
