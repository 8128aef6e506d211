"""The edit changes how GPUs of running nodes are shared.

**Why.** The device plugin restarts and offers other shares, by other ids. Kubelet still counts what running pods hold
against the old ids, so that the GPUs of those pods are offered again as if they were free. Pods that ask by a name
that is gone stay Pending once they restart. Between time slicing and MPS the number of shares may stay the same, but
the mechanism changes under running pods: the MPS daemon sets the GPU to EXCLUSIVE_PROCESS when it starts, and takes
its clients' server away when it stops (NVIDIA/k8s-device-plugin, `cmd/mps-control-daemon/mps/daemon.go`).

**Fix.** Apply it while the group has no node, or drain its nodes afterwards. MIG, and any sharing on Bottlerocket,
replaces the nodes and needs nothing of the kind.
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


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what nodes offer that stay."""
    for was, now in gpu_groups(old, new):
        if was.launch_template.user_data != now.launch_template.user_data or was.spec.sharing == now.spec.sharing:
            continue
        if was.offers == now.offers and was.sharing.kind != now.sharing.kind:
            message = (
                f"{was.sharing.kind} becomes {now.sharing.kind} under running pods of {now.name}: CUDA processes that "
                "were started for the one may fail under the other"
            )
            yield warning(__name__, f"{now.where}.sharing", message, _DRAIN)
        elif was.offers != now.offers:
            before, after = (listed(f"{count} {name}" for name, count in one.offers.items()) for one in (was, now))
            message = f"nodes of {now.name} that run will offer {after} for {before}, also what pods hold already"
            yield warning(__name__, f"{now.where}.sharing", message, _DRAIN)
