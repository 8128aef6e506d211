"""Pods that wait for one another by name become resolvable only when they are ready.

**Why.** DNS lists the pods of a stateful set once they are ready. By default a pod with `ports` is ready when its first
port accepts connections, and a server that spans several nodes opens its port only after all its ranks have joined.
Each rank therefore waits for a name that does not resolve, and no rank becomes ready.

**Fix.** Write `probes: {}`, so that pods count as ready when they start. With `efa: true`, names resolve before pods
are ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._commands import says_several_nodes
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    replicas: 2
    ports: [8000]
    env: {MASTER_ADDR: serve-0.serve}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: serve
    kind: stateful_set
    image: registry.example/serve:1
    replicas: 2
    ports: [8000]
    env: {MASTER_ADDR: serve-0.serve}
    probes: {}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for readiness probes on the ranks of stateful sets whose names are published late."""
    for workload in design.workloads:
        spec = workload.spec
        several = spec.kind == "stateful_set" and workload.most_replicas > 1
        if not several or workload.named_early or spec.efa or "readiness" not in workload.serving.probes:
            continue
        says = says_several_nodes(spec)
        if says:
            message = (
                f"according to {says}, the pods of {workload.name} look each other up, but DNS lists only ready pods"
            )
            fix = "write 'probes: {}', or 'efa: true' on a group with EFA"
            yield warning(__name__, f"{workload.where}.probes", message, fix, f"{workload.where}.efa")
