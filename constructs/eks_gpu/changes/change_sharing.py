"""The edit changes how GPUs of running nodes are shared.

**Why.** The device plugin starts anew and offers other shares, by other ids. What it had given to running pods
kubelet still counts against the old ids, so that the GPUs of those pods are offered again as if they were free. Pods
that ask by a name that is gone stay Pending once they start anew.

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


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare what nodes offer that stay."""
    for was, now in gpu_groups(old, new):
        if was.offers == now.offers or was.launch_template.user_data != now.launch_template.user_data:
            continue
        if was.spec.sharing != now.spec.sharing:
            before, after = (listed(f"{count} {name}" for name, count in one.offers.items()) for one in (was, now))
            message = f"nodes of {now.name} that run will offer {after} for {before}, also what pods hold already"
            fix = "apply it while the group has no node, or drain its nodes afterwards"
            yield warning(__name__, f"{now.where}.sharing", message, fix)
