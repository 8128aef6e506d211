"""Settings of NVIDIA's device plugin, one text a group, in its own format.

The format is `version: v1` of NVIDIA/k8s-device-plugin v0.20.0, `api/config/v1`. Environment variables would override
these texts, so strategies are set only here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.sharing.group_sharing import NOT_SHARED, SHARED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.design.sharing.group_sharing import SharingDesign

# Groups that share nothing have no label and get this one. No group can be called so: their names have no '.'.
DEFAULT_CONFIG = "no.sharing"
# On the node: pipes, logs and shared memory of MPS; where NVIDIA's chart has them.
MPS_ROOT = "/run/nvidia/mps"


def plugin_configs(groups: Iterable[MachinesDesign]) -> dict[str, str]:
    """Texts by key: one for each group that shares, named after it, and one for the others; none if none shares."""
    sharing = {group.name: _text(group.sharing) for group in groups if group.sharing.shares}
    return {DEFAULT_CONFIG: _text(NOT_SHARED), **sharing} if sharing else {}


def _text(sharing: SharingDesign) -> str:
    return "\n".join([*_lines(sharing), ""])


def _lines(sharing: SharingDesign) -> Iterator[str]:
    yield "version: v1"
    yield "flags:"
    yield f"  migStrategy: {sharing.mig_strategy}"
    if sharing.kind == "mps":
        yield f"  mpsRoot: {MPS_ROOT}"
    if sharing.replicas == 1:
        return
    yield "sharing:"
    yield "  mps:" if sharing.kind == "mps" else "  timeSlicing:"
    yield f"    renameByDefault: {str(sharing.renamed).lower()}"
    yield f"    failRequestsGreaterThanOne: {str(sharing.one_share).lower()}"
    yield "    resources:"
    for name in sharing.units:
        yield f"      - name: {name.removesuffix(SHARED)}"
        yield f"        replicas: {sharing.replicas}"
