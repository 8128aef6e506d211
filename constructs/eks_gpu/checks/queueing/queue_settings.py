"""Settings of Kueue contradict each other, or are of a version that eks-gpu cannot set up.

**Why.** eks-gpu writes Kueue's configuration (`managerConfig`) from the cluster file: values of your own would replace
it as a whole, with the resources that queues count and the namespaces that the webhooks watch. Older charts do not know
the objects that eks-gpu writes. `weight` counts only in fair sharing. `topology` is for groups whose nodes always
exist, because Kueue counts Ready nodes and would wait for nodes that nobody buys.

**Fix.** Remove the field, or write what the message says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.checks._report import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
queueing: {kind: kueue, version: 0.14.0}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
"""
GOOD = """\
queueing: {kind: kueue, version: 0.19.2}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.12xlarge], zones: [us-west-2a], max: 4}
namespaces:
  - {name: research, gpu_quota: 8}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the version, the values, weights and the topology."""
    asked = design.queueing
    if asked is None:
        return
    facts, minor = catalog.kueue(), design.spec.kubernetes_version
    if _parts(asked.version) < _parts(facts.oldest):
        message = (
            f"Kueue {asked.version} does not know the objects that eks-gpu writes, which exist since {facts.oldest}"
        )
        fix = f"remove it; for Kubernetes {minor} eks-gpu knows {facts.version(minor)}"
        yield error(__name__, "queueing.version", message, fix, "kubernetes_version")
    if "managerConfig" in asked.spec.values:
        message = "'managerConfig' would replace Kueue's configuration, which follows from this file"
        yield error(__name__, "queueing.values.managerConfig", message, "remove it")
    if not asked.queues:
        message = "no namespace has a 'gpu_quota', so Kueue has no queue"
        yield warning(
            __name__, "queueing", message, "add a 'gpu_quota' to a namespace", "namespaces", "gpu_node_groups"
        )
    for index, namespace in enumerate(design.spec.namespaces):
        if namespace.queue and namespace.queue.weight != 1 and not asked.spec.fair_sharing:
            message = f"without fair sharing nobody looks at the weight of {namespace.name}"
            fix = "write 'fair_sharing: true' in 'queueing', or remove it"
            yield warning(__name__, f"namespaces[{index}].queue.weight", message, fix, "queueing")
    if asked.spec.topology and not any(flavor.topology for flavor in asked.flavors):
        message = "no group with EFA or a placement group has a fixed size, so Kueue places nothing by topology"
        fix = "write the same 'min' as the maximum in such a group, or remove it"
        yield warning(__name__, "queueing.topology", message, fix, "gpu_node_groups")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
