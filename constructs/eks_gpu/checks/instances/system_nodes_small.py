"""The system nodes are too small for the components that every cluster runs.

**Why.** Five add-on pods run on every node, and DNS, volumes, metrics and the autoscaler together need a dozen more.
The smallest types allow four pods per node, because they have so few network addresses, so DNS stays Pending and the
add-ons fail. The figures are EC2's, calculated with the formula of amazon-vpc-cni-k8s.

**Fix.** Use t3.small or larger; the default is m7i.large. Declared `daemons` that run on system nodes count as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.daemons import declared_on
from eks_gpu.design.groups import SYSTEM_GROUP
from eks_gpu.problem import plural
from eks_gpu.scheduling.amounts import MEMORY, PODS, total
from eks_gpu.scheduling.reserved import allocatable_memory_mib, max_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Five daemons on each of two nodes, plus a dozen other pods.
_LEAST_PODS = 11
# On every node: aws-node, kube-proxy, EBS CSI node, Pod Identity agent, monitoring agent. Once or twice in a cluster:
# coredns, EBS CSI controller and metrics-server twice each, the autoscaler once. Memory by their requests.
_DAEMONS, _DAEMONS_MIB = 5, 256
_OTHERS, _OTHERS_MIB = 7, 1500


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the pods that each type allows."""
    for index, name in enumerate(design.system.instance_types):
        kind = next((kind for kind in design.system.types if kind.name == name), None)
        if kind and max_pods(kind) < _LEAST_PODS:
            message = f"{name} allows {max_pods(kind)} pods, and five add-on pods run on every node"
            yield warning(__name__, f"system_nodes.instance_types[{index}]", message, "write t3.small or a larger type")
            return
    yield from _too_few(design)


def _too_few(design: ClusterDesign) -> Iterator[Problem]:
    """Count what all system nodes hold at their minimum; the autoscaler that would add nodes runs on them."""
    nodes, types = design.system.node_group.min, design.system.types
    if not types:
        return
    declared = total(*(daemon.asks for daemon in declared_on(design.spec, SYSTEM_GROUP, ())))
    pods = nodes * (min(max_pods(kind) for kind in types) - _DAEMONS - declared.get(PODS, 0))
    memory = nodes * (min(map(allocatable_memory_mib, types)) - _DAEMONS_MIB - declared.get(MEMORY, 0))
    if pods >= _OTHERS and memory >= _OTHERS_MIB:
        return
    message = (
        f"{plural(nodes, 'system node')} can hold {max(pods, 0)} pods and {max(memory, 0)} MiB besides the agents; "
        f"DNS, volumes, metrics and the autoscaler need {_OTHERS} pods and {_OTHERS_MIB} MiB"
    )
    where = ("system_nodes.min", "system_nodes.instance_types", "daemons")
    yield warning(__name__, "system_nodes", message, "write 'min: 2' and a larger type, such as m7i.large", *where)
