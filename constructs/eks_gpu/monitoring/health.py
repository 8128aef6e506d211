"""Alerts about GPUs that are broken, hot or held back, as the exporter sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.monitoring.alert import BOARD, NODE, WHERE, AlertRule, Severity, describe, in_exporter, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.catalog import Xid
    from eks_gpu.design import ClusterDesign

_XIDS, _CLOCKS = "DCGM_EXP_XID_ERRORS_COUNT", "DCGM_EXP_CLOCK_EVENTS_COUNT"
# Samples of five minutes with a reason for lower clocks, of the twenty that there are every 15 seconds.
_OFTEN = 10
_CATALOGUE = "https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html"


def health_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Errors, memory, heat, power."""
    change = replace(NODE, design.spec.region)
    yield from _xids(change)
    yield from _cells(change)
    yield from _clocks(change)


def _xids(change: str) -> Iterator[AlertRule]:
    """Errors of the last five minutes: the exporter counts over such a window, so no scrape misses one."""
    known = catalog.xids()
    broken = [xid for xid in known if xid.kind == "hardware"]
    of_programs = [xid for xid in known if xid.kind == "application"]
    yield _xid(
        "GpuXidHardware", f'xid=~"{_codes(broken)}"', "critical", f"The GPU is broken: {_meanings(broken)}.", change
    )
    yield _xid(
        "GpuXidApplication",
        f'xid=~"{_codes(of_programs)}"',
        "info",
        f"Mostly the program's own mistake: {_meanings(of_programs)}. It ran in {{{{ $labels.namespace }}}}/"
        "{{ $labels.pod }}, if that is not the exporter itself; the same error under every program means the GPU.",
        "kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} --all-containers --previous --tail=100",
        by="namespace, pod, ",
    )
    yield _xid(
        "GpuXidOther",
        f'xid=~"[0-9]+",xid!~"0|{_codes(known)}"',
        "warning",
        f"What it means, and what to do: {_CATALOGUE}",
        describe(NODE),
    )


def _xid(name: str, matchers: str, severity: Severity, description: str, command: str, *, by: str = "") -> AlertRule:
    return AlertRule(
        "eks-gpu-health",
        name,
        f"max by (xid, {by}{BOARD}) ({_XIDS}{{{matchers}}}) > 0",
        "",
        severity,
        f"XID {{{{ $labels.xid }}}} on {WHERE}",
        description,
        command,
    )


def _codes(xids: Iterable[Xid]) -> str:
    return "|".join(str(xid.code) for xid in xids)


def _meanings(xids: Iterable[Xid]) -> str:
    """The meaning of the alert's own XID, which Prometheus picks when the alert fires."""
    branches = " else ".join(f'if eq $labels.xid "{xid.code}" }}}}{xid.meaning}; {xid.action}{{{{' for xid in xids)
    return f"{{{{ {branches} end }}}}"


def _on_gpu(
    name: str,
    expression: str,
    severity: Severity,
    says: str,
    description: str,
    *,
    command: str,
    lasting: str = "",
) -> AlertRule:
    return AlertRule("eks-gpu-health", name, expression, lasting, severity, f"{WHERE} {says}", description, command)


def _cells(change: str) -> Iterator[AlertRule]:
    yield _on_gpu(
        "GpuMemoryUncorrectable",
        f"max by ({BOARD}) (DCGM_FI_DEV_ECC_DBE_VOL_TOTAL) > 0",
        "critical",
        "has had {{ $value }} uncorrectable memory errors since its driver was loaded",
        "What ran on it may have computed with wrong numbers, or was ended. Replace the node; until then this stays.",
        command=change,
    )
    yield _on_gpu(
        "GpuRowRemapFailed",
        f"max by ({BOARD}) (DCGM_FI_DEV_ROW_REMAP_FAILURE) > 0",
        "critical",
        "could not replace a row of its memory",
        "Its spare rows are used up. Replace the node, and do not take the same instance back by a stop and start.",
        command=change,
    )
    yield _on_gpu(
        "GpuRowRemapPending",
        f"max by ({BOARD}) (DCGM_FI_DEV_ROW_REMAP_PENDING or DCGM_FI_DEV_RETIRED_PENDING) > 0",
        "warning",
        "has a bad piece of memory that only a reset takes out of use",
        "What runs is not harmed. Replace the node when its work allows.",
        command=change,
        lasting="15m",
    )


def _clocks(change: str) -> Iterator[AlertRule]:
    def held(events: str, *, often: int = 0) -> str:
        least = f">= {often}" if often else "> 0"
        return f'max by ({BOARD}, clock_event) ({_CLOCKS}{{clock_event=~"{events}"}}) {least}'

    yield _on_gpu(
        "GpuThermalSlowdown",
        # By software a GPU slows down a little, for seconds, under a full load; by hardware to half or less.
        f"{held('hw_thermal')} or {held('sw_thermal', often=_OFTEN)}",
        "warning",
        "is too hot and slows itself down ({{ $labels.clock_event }})",
        "In EC2 nobody can cool it: replace the node.",
        command=change,
        lasting="10m",
    )
    yield _on_gpu(
        "GpuNearSlowdown",
        # Many models of today do not name the temperature, and give 0 or nothing.
        f"max by ({BOARD}) (DCGM_FI_DEV_GPU_TEMP) >= max by ({BOARD}) (DCGM_FI_DEV_SLOWDOWN_TEMP > 0) - 5",
        "info",
        "is at {{ $value }} degrees, five or less below where it slows down",
        "The threshold is the device's own. Nothing is lost yet; a node whose other GPUs are cooler has a bad place.",
        command=describe(NODE),
        lasting="10m",
    )
    yield _on_gpu(
        "GpuPowerBrake",
        # A GPU that is too hot says hw_slowdown too, and has an alert of its own.
        f"{held('hw_power_brake|hw_slowdown')} unless on ({BOARD}) {held('hw_thermal')}",
        "warning",
        "runs at half its clock or less ({{ $labels.clock_event }})",
        "Its board or the server's power supply holds it back: replace the node.",
        command=change,
        lasting="10m",
    )
    yield _on_gpu(
        "GpuPowerLowered",
        # By its own default and not by a table: EC2 has models of which no data sheet tells, and boards of lower power.
        f"max by ({BOARD}) (DCGM_FI_DEV_ENFORCED_POWER_LIMIT) < 0.95 * max by ({BOARD}) "
        "(DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF > 0)",
        "warning",
        "may draw no more than {{ $value }} W, less than its default",
        "Somebody has lowered its power limit, or the server has: it is slower than what is paid for.",
        command=in_exporter("nvidia-smi -q -d POWER"),
        lasting="15m",
    )
