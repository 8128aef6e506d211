"""A GPU is broken, or its driver has lost it.

**Why.** The node monitoring agent sets `AcceleratedHardwareReady` to False or writes an event, and the device plugin's
log has the XID. Such a GPU fails every pod that gets it. Not every XID is a hardware fault: 13, 31, 43, 45 and 68 are
mistakes of a program (NVIDIA's XID catalogue, and the list of XIDs that the device plugin ignores).

**Fix.** Replace the instance. With node repair on, EKS replaces it by itself after ten minutes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor import signatures
from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import terminate
from eks_gpu.doctor.signatures.xids import OFFER_AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.signatures import Signature
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

_XID = re.compile(
    r"XidCriticalError: Xid=(\d+)|\bXid\b.*?: (\d+)|device marked unhealthy|GPU is lost|fallen off the bus"
)
# For these reasons only the monitoring has failed: see `gpu_monitoring`.
_OF_MONITORING = ("DCGMError", "FabricManagerNotRunning")
# Reasons as the node monitoring agent writes them into events (aws/eks-node-monitoring-agent, node-health-issues).
_EVENT = re.compile(
    r"NvidiaXID(\d+)(?:Error|Warning)|NvidiaDoubleBitError|NvidiaNVLinkError|NvidiaFabricError|NvidiaDeviceCountMismatch|"
    r"NvidiaPageRetirement|NvidiaPCIeError|NvidiaPowerError|NvidiaThermalError|DCGMHealthCode\d+|DCGMFieldError\d+"
)
_OF_PROGRAMS = {"13", "31", "43", "45", "68"}
# XIDs of the steps that the driver takes or advises after another one.
_FOLLOWERS = {"45", "154"}
_MILD = re.compile(r"Warning|NvidiaPageRetirement|NvidiaPCIeError|NvidiaPowerError|NvidiaThermalError|DCGMFieldError")

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: AcceleratedHardwareReady
      status: "False"
      reason: NvidiaXID79Error
      message: GPU has fallen off the bus
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata: {name: ip-10-0-64-20.us-west-2.compute.internal}
status:
  conditions:
    - type: AcceleratedHardwareReady
      status: "True"
      reason: NvidiaAcceleratedHardwareIsReady
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Conditions of GPU nodes, events about nodes, then logs."""
    reported: set[str] = set()
    for gpu in situation.groups.gpu_nodes:
        condition = gpu.node.condition("AcceleratedHardwareReady")
        if condition and condition.status == "False" and condition.reason not in _OF_MONITORING:
            reported.add(gpu.node.name)
            message = f"its GPU is broken: {condition.reason} {condition.message}".strip()
            yield error(__name__, gpu.where, message, terminate(gpu), groups=gpu.groups)
    yield from _of_events(situation, reported)
    if not reported:
        yield from _of_logs(situation)


def _of_events(situation: Situation, reported: set[str]) -> Iterator[Finding]:
    nodes = {gpu_node.node.name: gpu_node for gpu_node in situation.groups.gpu_nodes}
    for event in reversed(situation.seen.events):
        found = _EVENT.fullmatch(event.reason)
        name = event.about.name
        if event.about.kind != "Node" or found is None or name in reported:
            continue
        reported.add(name)
        gpu = nodes.get(name)
        where, groups = f"node {name}", gpu.groups if gpu else ()
        seen = (f"{event.reason}: {event.message}",)
        if found[1] in _OF_PROGRAMS:
            message = f"XID {found[1]} on the node: usually a program's mistake, such as an access to foreign memory"
            fix = "read the log of the pod that ran there; the GPU need not be replaced"
            yield warning(__name__, where, message, fix, groups=groups, seen=seen)
            continue
        mild = bool(_MILD.search(event.reason))
        message = f"the node monitoring agent reports {event.reason} for the node's GPU"
        fix = _watch(name) if mild else terminate(gpu) if gpu else _drain(name)
        tell = warning if mild else error
        yield tell(__name__, where, message, fix, groups=groups, seen=seen)


def _of_logs(situation: Situation) -> Iterator[Finding]:
    lines = [line for of in ("device-plugin", "node") for line in situation.seen.log(of) if _XID.search(line)]
    lines = [line for line in lines if not any(re.search(rf"Xid\b.*\b{code},", line) for code in _OF_PROGRAMS)]
    if not lines:
        return
    lost = [
        gpu_node
        for gpu_node in situation.groups.gpu_nodes
        if gpu_node.gpus is not None and gpu_node.gpus < gpu_node.expected_gpus
    ]
    one: GpuNode | None = lost[0] if len(lost) == 1 else None
    message = "a GPU went out of service after a critical error of its driver (XID)"
    # The line that says that the plugin marks a device does not name the code; the one before it does.
    known = [(line, row) for line in lines if (row := _row_of(line))]
    # A broken GPU before a fault of a program, and both before what follows from them.
    named = min(known, key=lambda one: (one[1].code in _FOLLOWERS, one[1].is_mild), default=None)
    fix = "find the node by the line's prefix, drain it and terminate its instance: the group starts another"
    if named:
        message = f"a GPU went out of service after {named[1].means}"
        lines = [named[0]]
        fix = f"{named[1].next}; {OFFER_AGAIN}" if named[1].is_mild else fix
    yield error(
        __name__,
        one.where if one else "device plugin",
        message,
        terminate(one) if one else fix,
        groups=one.groups if one else (),
        seen=lines[:1],
    )


def _row_of(line: str) -> Signature | None:
    """The row of the XID that a line names."""
    found = _XID.search(line)
    code = (found[1] or found[2]) if found else None
    return signatures.by_id().get(f"xid-{code}") if code else None


def _watch(name: str) -> str:
    return f"kubectl describe node {name}: if the event returns or jobs fail there, drain it and replace its instance"


def _drain(name: str) -> str:
    return f"kubectl drain {name} --ignore-daemonsets --delete-emptydir-data, then terminate its instance"
