"""A pod asks for several shares of a GPU, or for several MIG slices.

**Why.** Two shares are no faster than one and may come from the same GPU. The device plugin therefore refuses such a
container by default, and always with MPS: the pod ends with `UnexpectedAdmissionError`. A CUDA process can use only one
of several MIG slices (NVIDIA MIG user guide, "CUDA visible devices"). A training job takes whole nodes with one process
per GPU, so shares make no sense there.

**Fix.** Write `gpus: 1`, and use more pods, larger slices or fewer replicas; or name a group of whole GPUs in
`node_groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 2
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    gpus: 1
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the pods' requests with the sharing of their groups."""
    groups = {group.name: group for group in design.all_machines}
    for workload in design.workloads:
        mine = [groups[name] for name in workload.groups if groups[name].sharing.resource(workload.spec.gpu_profile)]
        shared = [group for group in mine if group.sharing.shares]
        if workload.spec.kind == "training_job" and shared:
            message = f"{workload.name} needs whole nodes, but {listed(group.name for group in shared)} shares GPUs"
            fix = "name groups of whole GPUs in 'node_groups'"
            yield error(__name__, workload.where, message, fix, "gpu_node_groups", f"{workload.where}.node_groups")
            continue
        if workload.spec.gpus < 2 or not shared:  # noqa: PLR2004 - one share is right
            continue
        refusing = [group.name for group in shared if group.sharing.one_share]
        where, count = f"{workload.where}.gpus", workload.spec.gpus
        fix = "write 1, or name groups of whole GPUs in 'node_groups'"
        rests_on = ("gpu_node_groups", f"{workload.where}.node_groups", f"{workload.where}.gpu_profile")
        names = listed(group.name for group in shared)
        if refusing:
            message = f"a container of {workload.name} asks for {count} shares; {listed(refusing)} allows only one"
            yield error(__name__, where, message, fix, *rests_on)
            continue
        cut = any(group.sharing.mig for group in shared)
        why = "slices, of which a process can use only one" if cut else "shares, which are no faster than one"
        yield warning(__name__, where, f"a pod of {workload.name} asks for {count} on {names}: {why}", fix, *rests_on)
