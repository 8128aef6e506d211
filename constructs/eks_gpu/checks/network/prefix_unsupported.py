"""Instance types that cannot have address prefixes run in a cluster with prefix delegation.

**Why.** Only Nitro types take prefixes. The VPC CNI gives others single addresses, so their pod limit does not rise
(EKS user guide, "Assign more IP addresses to Amazon EKS nodes with prefixes").

**Fix.** Use Nitro types, such as t3, m5 or newer ones, or accept the lower limit with `ignore`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  prefix_delegation: true
system_nodes:
  instance_types: [t2.large]
"""
GOOD = """\
network:
  zones: [us-west-2a, us-west-2b]
  prefix_delegation: true
system_nodes:
  instance_types: [t3.large]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for types with Xen."""
    cni = design_cni(design.addons)
    if not cni.prefixes:
        return
    groups = ((group.where, group.types) for group in design.gpu_groups)
    for where, types in ((design.system.where, design.system.types), *groups):
        old = [kind for kind in types if kind.hypervisor == "xen"]
        if old:
            limit = min(cni.max_pods(kind) for kind in old)
            message = f"{listed(kind.name for kind in old)} has no prefixes, so the pod limit there stays {limit}"
            path = f"{where}.instance_types"
            yield warning(__name__, path, message, "use Nitro types, such as m7i.large", "network", "addons.vpc-cni")
