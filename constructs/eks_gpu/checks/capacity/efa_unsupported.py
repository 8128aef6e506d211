"""EFA is requested on an instance type without EFA, or on types whose network cards differ.

**Why.** EC2 refuses to start the nodes, one by one, while the group itself looks healthy. A single launch template
lists the network interfaces of all of a group's nodes, so its types must take the same interfaces.

**Fix.** Use types with EFA and the same network cards; `eks-gpu instances --efa` lists them. Or remove `efa`: within
one node, GPUs communicate over NVLink or PCIe without it. For groups without GPUs, pin no AL2023 release from before
2026-05: EKS's AMIs without accelerators had no EFA driver until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error
from eks_gpu.checks._where import release_of
from eks_gpu.design.capacity.efa import interfaces
from eks_gpu.design.nodes.defaults import is_release_of
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import InstanceType
    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_DRIVER_SINCE = 20260501

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.8xlarge]
    zones: [us-west-2a]
    max: 2
    efa: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every type of the groups that request EFA."""
    for group in design.groups:
        spec, first = group.spec, group.types[0]
        if not spec.efa:
            if spec.efa_layout != "efa-only":
                message = f"efa_layout is {spec.efa_layout}, but the group has no EFA"
                fix = "write 'efa: true', or remove 'efa_layout'"
                yield error(__name__, f"{group.where}.efa_layout", message, fix, f"{group.where}.efa")
            continue
        for kind in group.types:
            where = f"{group.where}.instance_types[{spec.instance_types.index(kind.name)}]"
            if not kind.efa_max:
                message = f"{kind.name} has no EFA; {_with_efa(kind)}"
                yield error(__name__, where, message, "write a type with EFA, or remove 'efa'", f"{group.where}.efa")
            elif interfaces(kind, spec.efa_layout) != interfaces(first, spec.efa_layout):
                message = f"{kind.name} takes {kind.efa_max} EFA interfaces, but {first.name} takes {first.efa_max}"
                fix = f"put {kind.name} into a group of its own"
                yield error(__name__, where, message, fix, f"{group.where}.instance_types", f"{group.where}.efa")

        if (release := release_of(spec)) and not group.has_gpus and _lacks_driver(spec.os, release):
            message = f"{release} has no EFA driver: EKS's AL2023 AMIs without accelerators have it since 2026-05"
            fix = "write a newer 'ami.release_version', or remove 'efa'"
            yield error(__name__, f"{group.where}.efa", message, fix, f"{group.where}.ami", f"{group.where}.os")


def _lacks_driver(os: str, release: str) -> bool:
    """Whether a release is older than the driver in it (awslabs/amazon-eks-ami#2697, merged on 2026-04-29)."""
    dated = is_release_of(release, "al2023") and os == "al2023"
    return dated and int(release.rpartition("-")[2]) < _DRIVER_SINCE


def _with_efa(kind: InstanceType) -> str:
    """Types with EFA of the same GPU model; of those without GPUs, which are many, some of the same family."""
    able = [other for other in catalog.instance_types().values() if other.efa_max]
    if kind.gpu:
        names = [other.name for other in able if other.gpu and other.gpu.model == kind.gpu.model]
        return f"types with its GPU model and EFA: {listed(names) if names else 'none'}"
    family = kind.name.partition(".")[0]
    names = [other.name for other in able if not other.gpu and other.name.partition(".")[0] == family]
    return f"types of its family with EFA: {listed(names) if names else 'none; c6in.32xlarge is one of another family'}"
