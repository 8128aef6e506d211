"""Pods have less time to terminate than they need, or more than their nodes can give.

**Why.** Kubernetes kills a pod when its grace period ends. `drain` is part of that period; the rest is for requests
that are still running. A server configured to wait longer than that, by `--shutdown-timeout` (vLLM),
`--timeout-graceful-shutdown` (uvicorn), `--graceful-timeout` (gunicorn) or `--exit-timeout-secs` (Triton), is killed
while it waits. EC2 reclaims a Spot node two minutes after its notice, no matter how long the pod's grace period is.

**Fix.** Make `drain` plus the server's own time-out at most `termination_grace`, and `termination_grace` at most 100s
if any of the groups uses Spot. Run workloads that need longer on On-Demand nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._commands import options
from eks_gpu.checks._report import error, warning
from eks_gpu.design.serving import GRACE_SECONDS, SPOT_GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.problem import Problem

_NO_SPOT, _LONGER = "use groups without Spot", "write a longer 'termination_grace'"
_TIME_OUTS = ("shutdown-timeout", "timeout-graceful-shutdown", "graceful-timeout", "exit-timeout-secs")

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    drain: 30s
    termination_grace: 20s
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    drain: 30s
    termination_grace: 60s
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare drain and the server's time-out with the grace period, and that with Spot's notice."""
    for workload in design.workloads:
        serving, spec = workload.serving, workload.spec
        grace = serving.grace_seconds or GRACE_SECONDS
        if serving.drain_seconds is not None and serving.drain_seconds >= grace:
            message = (
                f"{workload.name} drains for {serving.drain_seconds}s and is killed after {grace}s without time to stop"
            )
            # A longer grace period does not delay EC2's reclaim of a Spot node.
            spot = workload.interruptible and serving.drain_seconds >= SPOT_GRACE_SECONDS
            fix = f"write a shorter 'drain', or {_NO_SPOT if spot else _LONGER}"
            yield error(__name__, f"{workload.where}.drain", message, fix, f"{workload.where}.termination_grace")
        else:
            yield from _server(workload, serving.drain_seconds or 0, grace)
        if workload.interruptible and spec.termination_grace and grace > SPOT_GRACE_SECONDS:
            message = (
                f"pods get {spec.termination_grace} to stop, but EC2 reclaims a Spot node two minutes after notice"
            )
            fix = f"write '{SPOT_GRACE_SECONDS}s' or less, or use groups without Spot"
            where = f"{workload.where}.termination_grace"
            yield warning(__name__, where, message, fix, "gpu_node_groups", f"{workload.where}.node_groups")


def _server(workload: WorkloadDesign, drain: int, grace: int) -> Iterator[Problem]:
    """Server time-outs that exceed the pod's grace period."""
    said = options(workload.spec)
    for one in (said[name] for name in _TIME_OUTS if name in said):
        if one.number is None or drain + one.number <= grace:
            continue
        before = f"after {drain}s of 'drain' " if drain else ""
        message = f"{before}{one.said} lets requests take {one.value}s, but the pod is killed after {grace}s in total"
        spot = workload.interruptible and drain + one.number > SPOT_GRACE_SECONDS
        room = max((min(grace, SPOT_GRACE_SECONDS) if spot else grace) - drain, 0)
        longer = _NO_SPOT if spot else f"'termination_grace: {drain + one.number:.0f}s'"
        fix = f"write {room} or less, or {longer}"
        rests_on = (f"{workload.where}.{field}" for field in ("drain", "termination_grace", "node_groups"))
        yield warning(__name__, f"{workload.where}.{one.where}", message, fix, *rests_on, "gpu_node_groups")
