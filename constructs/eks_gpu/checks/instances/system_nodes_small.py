"""The system nodes are too small for the components that every cluster runs.

**Why.** Five add-on pods run on every node, and DNS, volumes, metrics and the autoscaler together need a dozen more.
The smallest types allow four pods per node, because they have so few network addresses, so DNS stays Pending and the
add-ons fail. The figures are EC2's, calculated with the formula of amazon-vpc-cni-k8s.

**Fix.** Use t3.small or larger; m7i.large is the default. Kueue (`queueing`) needs one CPU and 1 GiB more. Declared
`daemons` that run on system nodes count as well: use larger types for them, or keep them off these nodes with
`node_groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.nodes.groups import SYSTEM_GROUP
from eks_gpu.design.placement.components import queue_controllers
from eks_gpu.design.platform.daemons import declared_on
from eks_gpu.design.platform.vpc_cni import design_cni
from eks_gpu.problem import plural
from eks_gpu.scheduling.amounts import CPU, MEMORY, PODS, shown, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Five daemons on each of two nodes, plus a dozen other pods.
_LEAST_PODS = 11
# On every node: aws-node, kube-proxy, EBS CSI node, Pod Identity agent, monitoring agent. Once or twice in a cluster:
# coredns, EBS CSI controller and metrics-server twice each, the autoscaler once. CPU and memory by their requests: of
# CPU 100m each, and 60m for the six containers of the EBS CSI controller (sources: `eks_gpu.design.platform.daemons`).
_DAEMONS = {PODS: 5, CPU: 190, MEMORY: 256}
_OTHERS = {PODS: 7, CPU: 620, MEMORY: 1500}

BAD = """\
system_nodes:
  instance_types: [t3.micro]
"""
GOOD = """\
system_nodes:
  instance_types: [t3.medium]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the pods that each type allows."""
    max_pods = design_cni(design.addons).max_pods
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
    declared = total(*(daemon.asks for daemon in declared_on(design.spec, SYSTEM_GROUP, design.system.taints)))
    models = design.system_nodes.pools[0].nodes if design.system_nodes else ()
    has = {name: min(model.allocatable[name] for model in models) for name in (PODS, CPU, MEMORY)}
    left = {name: nodes * (has[name] - _DAEMONS[name] - declared.get(name, 0)) for name in has}
    others = total(_OTHERS, queue_controllers(design.spec))
    if all(left[name] >= others[name] for name in has):
        return
    message = (
        f"{plural(nodes, 'system node')} {'has' if nodes == 1 else 'have'} room for {_said(left)} besides the agents; "
        f"DNS, volumes, metrics{', Kueue' if design.spec.queueing else ''} and the autoscaler need {_said(others)}"
    )
    where = ("system_nodes.min", "system_nodes.instance_types", "daemons", "queueing")
    yield warning(__name__, "system_nodes", message, _fix(declared, nodes), *where)


def _said(amounts: dict[str, int]) -> str:
    cpu, memory = (shown(name, max(amounts[name], 0)) for name in (CPU, MEMORY))
    return f"{max(amounts[PODS], 0)} pods, {cpu} CPU and {memory} of memory"


def _fix(declared: dict[str, int], nodes: int) -> str:
    if any(declared.get(name, 0) > _DAEMONS[name] for name in (CPU, MEMORY)):
        return "write larger 'instance_types', or keep DaemonSets in 'daemons' off these nodes with 'node_groups'"
    return "write 'min: 2' and a larger type, such as m7i.large" if nodes == 1 else "write a larger type: m7i.large"
