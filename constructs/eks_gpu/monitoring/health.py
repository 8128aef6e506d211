"""Alerts about GPUs that are broken, hot or held back, and about those who should notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.monitoring.alert import GPU, AlertRule, Severity
from eks_gpu.monitoring.thresholds import lowered_power_watts, models_of
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.catalog import Xid
    from eks_gpu.design import ClusterDesign

_XIDS, _CLOCKS = "DCGM_EXP_XID_ERRORS_COUNT", "DCGM_EXP_CLOCK_EVENTS_COUNT"
_WHERE = "GPU {{ $labels.gpu }} of {{ $labels.hostname }}"


def health_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Errors, memory, heat, power, and the node's own condition."""
    if design.dcgm_exporter:
        yield from _xids()
        yield from _CELLS
        yield from _clocks(design)
    yield from _conditions(design)


def _xids() -> Iterator[AlertRule]:
    """Errors of the last five minutes: the exporter counts over such a window, so no scrape misses one."""
    known = catalog.xids()
    broken = [xid for xid in known if xid.kind == "hardware"]
    of_programs = [xid for xid in known if xid.kind == "application"]
    yield _xid("GpuXidHardware", f'xid=~"{_codes(broken)}"', "critical", f"The GPU is broken. {_meanings(broken)}")
    yield _xid(
        "GpuXidApplication",
        f'xid=~"{_codes(of_programs)}"',
        "info",
        f"Mostly the program's own mistake. {_meanings(of_programs)}",
    )
    yield _xid(
        "GpuXidOther",
        f'xid=~"[0-9]+",xid!~"0|{_codes(known)}"',
        "warning",
        "See NVIDIA's catalogue of XIDs for what it means and what to do.",
    )


def _xid(name: str, matchers: str, severity: Severity, description: str) -> AlertRule:
    return AlertRule(
        "eks-gpu-health",
        name,
        f"max by (xid, {GPU}) ({_XIDS}{{{matchers}}}) > 0",
        "",
        severity,
        f"XID {{{{ $labels.xid }}}} on {_WHERE}",
        description,
    )


def _codes(xids: list[Xid] | tuple[Xid, ...]) -> str:
    return "|".join(str(xid.code) for xid in xids)


def _meanings(xids: list[Xid]) -> str:
    return " ".join(f"{xid.code}: {xid.meaning}; {xid.action}." for xid in xids)


def _on_gpu(
    name: str, expression: str, severity: Severity, says: str, description: str, *, lasting: str = ""
) -> AlertRule:
    return AlertRule("eks-gpu-health", name, expression, lasting, severity, f"{_WHERE} {says}", description)


_CELLS = (
    _on_gpu(
        "GpuMemoryUncorrectable",
        f"max by ({GPU}) (DCGM_FI_DEV_ECC_DBE_VOL_TOTAL) > 0",
        "critical",
        "has had {{ $value }} uncorrectable memory errors since it started",
        "What ran on it may have computed with wrong numbers, or was ended. Replace the node.",
    ),
    _on_gpu(
        "GpuRowRemapFailed",
        f"max by ({GPU}) (DCGM_FI_DEV_ROW_REMAP_FAILURE) > 0",
        "critical",
        "could not replace a row of its memory",
        "Its spare rows are used up. Replace the node, and do not take the same instance back by a stop and start.",
    ),
    _on_gpu(
        "GpuRowRemapPending",
        f"max by ({GPU}) (DCGM_FI_DEV_ROW_REMAP_PENDING or DCGM_FI_DEV_RETIRED_PENDING) > 0",
        "warning",
        "has a bad piece of memory that only a reset takes out of use",
        "Replace the node when its work allows.",
        lasting="15m",
    ),
)


def _clocks(design: ClusterDesign) -> Iterator[AlertRule]:
    yield _on_gpu(
        "GpuThermalSlowdown",
        f'max by ({GPU}, clock_event) ({_CLOCKS}{{clock_event=~"hw_thermal|sw_thermal"}}) > 0',
        "warning",
        "is too hot and slows itself down ({{ $labels.clock_event }})",
        "In EC2 nobody can cool it: replace the node.",
        lasting="10m",
    )
    yield _on_gpu(
        "GpuNearSlowdown",
        # Many models of today do not name the temperature, and give 0 or nothing.
        f"max by ({GPU}) (DCGM_FI_DEV_GPU_TEMP) >= max by ({GPU}) (DCGM_FI_DEV_SLOWDOWN_TEMP > 0) - 5",
        "info",
        "is at {{ $value }} degrees, five or less below where it slows down",
        "The threshold is the device's own.",
        lasting="10m",
    )
    yield _on_gpu(
        "GpuPowerBrake",
        f'max by ({GPU}, clock_event) ({_CLOCKS}{{clock_event=~"hw_power_brake|hw_slowdown"}}) > 0',
        "warning",
        "runs at half its clock or less ({{ $labels.clock_event }})",
        "Its board or the server's power supply holds it back: replace the node.",
        lasting="10m",
    )
    for model in models_of(design.gpu_groups):
        least = lowered_power_watts(model)
        if least is None:
            continue
        held = f'max by ({GPU}) ({_CLOCKS}{{clock_event="power_cap",modelName=~"{model.names}"}}) > 0'
        yield AlertRule(
            "eks-gpu-health",
            "GpuPowerLowered",
            f"max by ({GPU}) (DCGM_FI_DEV_POWER_USAGE) < {least} and ({held})",
            "15m",
            "warning",
            f"{_WHERE} is held back for power while it draws {{{{ $value }}}} W",
            f"{model.model} may draw {model.power_watts} W, and is held back there by design. Below {least} W somebody "
            "has lowered the limit: `nvidia-smi -q -d POWER`.",
            {"gpu_model": f"{model.model} {model.memory_mib // 1024} GiB"},
        )


def _conditions(design: ClusterDesign) -> Iterator[AlertRule]:
    left = [group.name for group in design.gpu_groups if not group.spec.node_repair]
    repair = "Node auto repair replaces the node ten minutes after" + (
        f", but not in {listed(left)}: there `node_repair` is false." if left else "."
    )
    yield AlertRule(
        "eks-gpu-health",
        "GpuNodeNotReady",
        'max by (node) (kube_node_status_condition{condition="AcceleratedHardwareReady",status="false"}) == 1',
        "2m",
        "critical",
        "EKS's monitoring agent takes the GPUs of {{ $labels.node }} for broken",
        f"{repair} `kubectl describe node` says why; DCGMError alone means that dcgm-server does not run there.",
    )
    yield AlertRule(
        "eks-gpu-health",
        "GpuWatchersDown",
        "max by (daemonset) (kube_daemonset_status_number_unavailable"
        '{namespace="kube-system",daemonset=~"dcgm-exporter|dcgm-server|eks-node-monitoring-agent"}) > 0',
        "15m",
        "warning",
        "{{ $value }} pods of {{ $labels.daemonset }} do not run",
        "Where they do not, nobody would notice a broken or idle GPU.",
    )
