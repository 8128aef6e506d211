"""A GPU itself is broken, or its driver is lost.

**Why.** The node monitoring agent sets `AcceleratedHardwareReady` to False; the device plugin's log has the XID. Such a
GPU fails every pod that gets it.

**Fix.** Replace the instance. With node repair on, EKS does so by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import Stage, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation import Situation

STAGE = Stage.NODE
_XID = re.compile(r"XidCriticalError: Xid=(\d+)|\bXid\b.*?: (\d+)|device marked unhealthy")


def examine(situation: Situation) -> Iterator[Finding]:
    """Conditions of GPU nodes, then the device plugin's log."""
    for gpu in situation.gpu_nodes:
        condition = gpu.node.condition("AcceleratedHardwareReady")
        if condition and condition.status == "False":
            message = f"its GPU is broken: {condition.reason} {condition.message}".strip()
            fix = (
                f"kubectl drain {gpu.node.name} --ignore-daemonsets --delete-emptydir-data, then terminate "
                f"{gpu.node.instance_id or 'its instance'}: the group starts another"
            )
            yield error(__name__, gpu.where, message, fix, groups=gpu.groups)
    lines = [line for line in situation.seen.log("device-plugin") if _XID.search(line)]
    if lines:
        message = "the device plugin has taken a GPU out of service after a critical error of its driver (XID)"
        fix = "find the node by the prefix of the line, drain it and terminate its instance: the group starts another"
        yield error(__name__, "device plugin", message, fix, seen=lines[:1])
