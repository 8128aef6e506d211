"""Pods have less time to stop than they need, or more than they get.

**Why.** Kubernetes kills a pod when its grace ends: `drain` is a part of it, and what is left is for requests that are
under way. A server that is told to wait longer for them, by `--shutdown-timeout` (vLLM), `--timeout-graceful-shutdown`
(uvicorn), `--graceful-timeout` (gunicorn) or `--exit-timeout-secs` (Triton), is killed while it waits. A spot node is
taken away two minutes after EC2 said so, whatever a pod was promised.

**Fix.** Let `drain` and the server's own time-out together be no longer than `termination_grace`, and that no more than
100s where spot nodes are among the groups. What takes longer belongs on demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._words import options
from eks_gpu.design.serving import GRACE_SECONDS, SPOT_GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_NO_SPOT, _LONGER = "use groups without spot", "write a longer 'termination_grace'"
_TIME_OUTS = ("shutdown-timeout", "timeout-graceful-shutdown", "graceful-timeout", "exit-timeout-secs")


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare draining and the server's time-out with the grace, and the grace with what spot leaves."""
    for workload in design.workloads:
        serving, spec = workload.serving, workload.spec
        grace = serving.grace_seconds or GRACE_SECONDS
        if serving.drain_seconds is not None and serving.drain_seconds >= grace:
            message = (
                f"{workload.name} goes on for {serving.drain_seconds}s and is killed after {grace}s: no time to stop"
            )
            # On spot a longer grace is only a promise.
            spot = workload.interruptible and serving.drain_seconds >= SPOT_GRACE_SECONDS
            fix = f"write a shorter 'drain', or {_NO_SPOT if spot else _LONGER}"
            yield error(__name__, f"{workload.where}.drain", message, fix, f"{workload.where}.termination_grace")
        else:
            yield from _server(workload, serving.drain_seconds or 0, grace)
        if workload.interruptible and spec.termination_grace and grace > SPOT_GRACE_SECONDS:
            message = f"{spec.termination_grace} to stop, and a spot node goes two minutes after EC2 says so"
            fix = f"write '{SPOT_GRACE_SECONDS}s' or less, or use groups without spot"
            where = f"{workload.where}.termination_grace"
            yield warning(__name__, where, message, fix, "gpu_node_groups", f"{workload.where}.node_groups")


def _server(workload: WorkloadDesign, drain: int, grace: int) -> Iterator[Problem]:
    """A server that waits longer for its requests than its pod lives."""
    said = options(workload.spec)
    for one in (said[name] for name in _TIME_OUTS if name in said):
        if one.number is None or drain + one.number <= grace:
            continue
        before = f"after {drain}s of 'drain' " if drain else ""
        message = f"{before}{one.said} lets requests take {one.value}s, and the pod is killed after {grace}s in all"
        spot = workload.interruptible and drain + one.number > SPOT_GRACE_SECONDS
        room = max((min(grace, SPOT_GRACE_SECONDS) if spot else grace) - drain, 0)
        longer = _NO_SPOT if spot else f"'termination_grace: {drain + one.number:.0f}s'"
        fix = f"write {room} or less, or {longer}"
        rests_on = (f"{workload.where}.{field}" for field in ("drain", "termination_grace", "node_groups"))
        yield warning(__name__, f"{workload.where}.{one.where}", message, fix, *rests_on, "gpu_node_groups")
