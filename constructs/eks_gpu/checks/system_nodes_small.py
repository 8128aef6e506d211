"""The system nodes are too small for what every cluster runs.

**Why.** Five pods of add-ons run on every node, and DNS, volumes, metrics and the autoscaler need a dozen
more between them. The smallest types allow four pods a node, for want of network addresses, so DNS stays
Pending and the add-ons fail. The figures are EC2's, by the formula of amazon-vpc-cni-k8s.

**Fix.** Use t3.small or larger; m7i.large is the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.scheduling.reserved import max_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Five daemons on each of two nodes, and a dozen pods besides.
_LEAST_PODS = 11


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the pods that each type allows."""
    for index, name in enumerate(design.system.instance_types):
        kind = next((kind for kind in design.system.types if kind.name == name), None)
        if kind and max_pods(kind) < _LEAST_PODS:
            message = f"{name} takes {max_pods(kind)} pods, of which five are needed on every node"
            yield warning(__name__, f"system_nodes.instance_types[{index}]", message, "write t3.small or a larger type")
