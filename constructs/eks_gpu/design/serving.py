"""How pods are asked whether they are well, how they stop, and how a new version takes their place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.exposure import IngressDesign, LoadBalancerDesign, design_ingress, design_load_balancer
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec import ProbeSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec, StartupProbeSpec, WorkloadSpec

ProbeName = Literal["startup", "readiness", "liveness"]
# EC2 gives two minutes' notice before it takes a Spot node back; EKS drains the node in that time.
SPOT_GRACE_SECONDS = 100
# Kubernetes' own.
GRACE_SECONDS = 30
# A GPU node takes up to 15 minutes to come (the autoscaler's --max-node-provision-time), then pulls a large image.
_PROGRESS_SECONDS = 30 * 60
_STARTUP_EVERY_SECONDS = 10
# Long enough for most models from S3; slower ones set `startup.within`.
_STARTUP_SECONDS = 30 * 60
_SERVES = frozenset({"deployment", "stateful_set"})


@dataclass(frozen=True)
class ProbeDesign:
    """A probe, complete.

    Attributes:
        path: HTTP path; None if the probe asks only the port, or runs a command.
        command: Command; empty if a port is asked.
        port: Port; None for a command, and where there is none to ask.
        period_seconds: Between two questions.
        timeout_seconds: Seconds until an answer is late.
        failures: Number of failures in a row before Kubernetes acts.
    """

    path: str | None
    command: tuple[str, ...]
    port: int | None
    period_seconds: int
    timeout_seconds: int
    failures: int


@dataclass(frozen=True)
class ServingDesign:
    """The lifecycle of a serving pod, as its clients see it.

    Attributes:
        probes: Probes of Kubernetes, by name.
        drain_seconds: Seconds that a pod continues to serve before it stops; None for none.
        grace_seconds: How long it has to stop, draining included; None for Kubernetes' own 30.
        max_surge: Pods above the number wanted during an update.
        max_unavailable: Pods that may be missing during an update.
        budget: Pods that may be missing when nodes are drained; None for no budget.
        progress_deadline_seconds: When an update counts as stuck: a node, an image and a model must come before.
        load_balancer: The Network Load Balancer of the Service; None for none.
        ingress: The Application Load Balancer in front of the Service; None for none.
    """

    probes: Mapping[ProbeName, ProbeDesign]
    drain_seconds: int | None
    grace_seconds: int | None
    max_surge: int
    max_unavailable: int
    budget: int | None
    progress_deadline_seconds: int
    load_balancer: LoadBalancerDesign | None
    ingress: IngressDesign | None = None


def design_serving(cluster: ClusterSpec, spec: WorkloadSpec, *, interruptible: bool) -> ServingDesign:
    """How the pods of a workload live; interruptible ones may be on spot nodes."""
    probes = _probes(spec)
    startup = probes.get("startup")
    return ServingDesign(
        probes=probes,
        drain_seconds=seconds(spec.drain) if spec.drain else None,
        grace_seconds=_grace(spec, interruptible=interruptible),
        max_surge=spec.surge,
        max_unavailable=spec.max_unavailable or (0 if spec.surge else 1),
        budget=spec.max_unavailable,
        progress_deadline_seconds=_PROGRESS_SECONDS + (startup.period_seconds * startup.failures if startup else 0),
        load_balancer=design_load_balancer(cluster, spec),
        ingress=design_ingress(cluster, spec),
    )


def _grace(spec: WorkloadSpec, *, interruptible: bool) -> int | None:
    if spec.termination_grace:
        return seconds(spec.termination_grace)
    if interruptible:
        return SPOT_GRACE_SECONDS
    return GRACE_SECONDS + seconds(spec.drain) if spec.drain else None


def _probes(spec: WorkloadSpec) -> dict[ProbeName, ProbeDesign]:
    asked = spec.probes
    if asked is None:
        # Without a readiness probe a Service sends requests to a model that is still loading, and an update goes on
        # to the next pod: minutes of errors. Nothing is restarted for it.
        serves = spec.kind in _SERVES and spec.ports
        return {"readiness": _probe(spec, ProbeSpec())} if serves else {}
    found: dict[ProbeName, ProbeDesign] = {}
    if asked.startup:
        found["startup"] = _startup(spec, asked.startup)
    elif asked.liveness:
        # Otherwise it would restart a loading container again and again.
        probe = _probe(spec, asked.liveness)
        found["startup"] = _loading(probe.path, probe.command, probe.port, _STARTUP_SECONDS)
    if asked.readiness:
        found["readiness"] = _probe(spec, asked.readiness)
    if asked.liveness:
        found["liveness"] = _probe(spec, asked.liveness)
    return found


def _probe(spec: WorkloadSpec, probe: ProbeSpec) -> ProbeDesign:
    return ProbeDesign(
        path=probe.path,
        command=probe.command,
        port=_port(spec, probe),
        period_seconds=seconds(probe.every),
        timeout_seconds=seconds(probe.timeout),
        failures=probe.failures,
    )


def _startup(spec: WorkloadSpec, probe: StartupProbeSpec) -> ProbeDesign:
    return _loading(probe.path, probe.command, _port(spec, probe), seconds(probe.within))


def _loading(path: str | None, command: tuple[str, ...], port: int | None, within: int) -> ProbeDesign:
    failures = math.ceil(within / _STARTUP_EVERY_SECONDS)
    return ProbeDesign(path, command, port, _STARTUP_EVERY_SECONDS, _STARTUP_EVERY_SECONDS // 2, failures)


def _port(spec: WorkloadSpec, probe: ProbeSpec | StartupProbeSpec) -> int | None:
    return None if probe.command else probe.port or next(iter(spec.ports), None)
