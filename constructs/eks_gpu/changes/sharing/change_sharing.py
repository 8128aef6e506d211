"""The edit changes how running nodes share their GPUs.

**Why.** The device plugin restarts and advertises other shares, with other ids. Kubelet still counts the shares of
running pods under the old ids, so the GPUs of those pods are offered again as if they were free. Pods that request a
resource name that no longer exists stay Pending once they restart. Between time slicing and MPS the number of shares
may stay the same, but the mechanism changes under running pods: when it starts, the MPS daemon sets the GPU to
EXCLUSIVE_PROCESS, and when it stops, its clients lose their server (NVIDIA/k8s-device-plugin,
`cmd/mps-control-daemon/mps/daemon.go`).

**Fix.** Apply it while the group has no node, or drain its nodes afterwards. MIG, and any sharing on Bottlerocket,
replaces the nodes and needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import gpu_groups
from eks_gpu.checks._report import warning
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_DRAIN = "apply it while the group has no node, or drain its nodes afterwards"

BEFORE = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
"""
BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
  - name: shared
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the resources that remaining nodes offer."""
    for was, now in gpu_groups(old, new):
        if was.launch_template.user_data != now.launch_template.user_data or was.spec.sharing == now.spec.sharing:
            continue
        if was.offers == now.offers and was.sharing.kind != now.sharing.kind:
            message = (
                f"{was.sharing.kind} becomes {now.sharing.kind} under running pods of {now.name}: CUDA processes that "
                f"were started with {was.sharing.kind} may fail"
            )
            yield warning(__name__, f"{now.where}.sharing", message, _DRAIN)
        elif was.offers != now.offers:
            before, after = (listed(f"{count} {name}" for name, count in side.offers.items()) for side in (was, now))
            message = f"running nodes of {now.name} will offer {after} instead of {before}, even those that pods hold"
            yield warning(__name__, f"{now.where}.sharing", message, _DRAIN)
