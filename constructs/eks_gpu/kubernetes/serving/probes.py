"""Probes of a container, and the steps of Kubernetes before it stops one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.serving import ProbeDesign, ServingDesign


def probes(design: ServingDesign) -> dict[str, Any]:
    """The blocks `startup_probe`, `readiness_probe` and `liveness_probe`, as far as there are any."""
    return {f"{name}_probe": _probe(probe) for name, probe in design.probes.items()}


def lifecycle(design: ServingDesign, pre_stop: Sequence[str]) -> dict[str, Any] | None:
    """The block `lifecycle`: a command of the user, or to go on for a while, so that no request meets a stopped server.

    Kubernetes takes a pod out of its Services and tells it to stop at the same moment, and the first takes longer.
    """
    command = list(pre_stop)
    if design.drain_seconds is not None:
        command = ["sleep", str(design.drain_seconds)]
    return {"pre_stop": [{"exec": {"command": command}}]} if command else None


def _probe(design: ProbeDesign) -> dict[str, Any]:
    return {
        **_question(design),
        "period_seconds": design.period_seconds,
        "timeout_seconds": design.timeout_seconds,
        "failure_threshold": design.failures,
    }


def _question(design: ProbeDesign) -> dict[str, Any]:
    if design.command:
        return {"exec": {"command": list(design.command)}}
    # Without a port a rule has said so before; the container's own cannot be known.
    port = str(design.port or 0)
    if design.path:
        return {"http_get": {"path": design.path, "port": port}}
    return {"tcp_socket": [{"port": port}]}
