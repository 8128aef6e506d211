"""What the dashboard shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eks_gpu.monitoring.scaling import WAITING
from eks_gpu.monitoring.thresholds import models_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

# Of the nodes that are chosen in the dashboard.
_NODE = 'hostname=~"$node"'
_POD = "{{namespace}}/{{pod}} · {{hostname}} GPU {{gpu}}{{GPU_I_ID}}"
_GPU = "{{hostname}} GPU {{gpu}}{{GPU_I_ID}}"
_BY = "hostname, gpu, GPU_I_ID"


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel.

    Attributes:
        title: Above it.
        description: What it shows and what is good.
        queries: PromQL with the legend of each.
        unit: Grafana's name of the unit.
        kind: Grafana's name of the form.
        most: End of the scale; None lets it follow.
        alarming: From here on it is red; None for never.
    """

    title: str
    description: str
    queries: tuple[tuple[str, str], ...]
    unit: str
    kind: Literal["timeseries", "stat"] = "timeseries"
    most: float | None = None
    alarming: float | None = None


def panels_of(design: ClusterDesign) -> tuple[Panel, ...]:
    """The panels of a cluster; those about GPUs only where it has the exporter, as the alerts."""
    gpus = (*_used(design), *_state(design)) if design.dcgm_exporter else ()
    return (*gpus, *_scaling(design))


def _gauge(metric: str, by: str = _BY) -> str:
    return f"max by ({by}) ({metric}{{{_NODE}}})"


def _used(design: ClusterDesign) -> Iterator[Panel]:
    held = f'count(count by (UUID, GPU_I_ID) (DCGM_FI_DEV_GPU_TEMP{{{_NODE},pod!=""}})) or vector(0)'
    there = f"count(count by (UUID, GPU_I_ID) (DCGM_FI_DEV_GPU_TEMP{{{_NODE}}})) or vector(0)"
    yield Panel(
        "GPUs held by pods",
        "GPUs that are there, and those that some pod holds. What lies between is paid for and free.",
        ((there, "there"), (held, "held")),
        "short",
        "stat",
    )
    by_pod = f"namespace, pod, {_BY}"
    used = _gauge("DCGM_FI_DEV_FB_USED", by_pod)
    yield Panel(
        "Busy, by pod",
        "Share of time in which some kernel ran. 100 % says that it is not idle, not that it is used well.",
        ((_gauge("DCGM_FI_DEV_GPU_UTIL", by_pod), _POD),),
        "percent",
        most=100,
    )
    yield Panel(
        "Memory in use",
        "By all processes on the GPU.",
        (
            (
                f"100 * {used} / ({used} + {_gauge('DCGM_FI_DEV_FB_FREE', by_pod)})",
                _POD,
            ),
        ),
        "percent",
        most=100,
        alarming=97,
    )
    if design.spec.monitoring.profiling:
        yield Panel(
            "Tensor cores and memory at work",
            "How well it is used: large matrices keep tensor cores busy; token by token, serving is bound by memory.",
            (
                (_gauge("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", by_pod), f"tensor {_POD}"),
                (_gauge("DCGM_FI_PROF_DRAM_ACTIVE", by_pod), f"memory {_POD}"),
            ),
            "percentunit",
            most=1,
        )


def _state(design: ClusterDesign) -> Iterator[Panel]:
    models = ", ".join(
        f"{model.model} {model.power_watts} W" for model in models_of(design.gpu_groups) if model.power_watts
    )
    yield Panel(
        "Power",
        f"Board power by NVIDIA's data sheets: {models}." if models else "What the boards draw.",
        ((_gauge("DCGM_FI_DEV_POWER_USAGE"), _GPU),),
        "watt",
    )
    yield Panel("Temperature", "Of the GPU.", ((_gauge("DCGM_FI_DEV_GPU_TEMP"), _GPU),), "celsius")
    clocks = 'clock_event=~"hw_.*|sw_thermal|power_cap"'
    yield Panel(
        "Held back",
        "Samples of five minutes with lower clocks. power_cap under full load is normal, the others are not.",
        (
            (
                f"max by (clock_event, {_BY}) (DCGM_EXP_CLOCK_EVENTS_COUNT{{{_NODE},{clocks}}})",
                f"{{{{clock_event}}}} {_GPU}",
            ),
        ),
        "short",
    )
    yield Panel(
        "Errors by XID",
        "Of the last five minutes.",
        ((f'max by (xid, {_BY}) (DCGM_EXP_XID_ERRORS_COUNT{{{_NODE},xid!=""}}) > 0', f"XID {{{{xid}}}} {_GPU}"),),
        "short",
        alarming=1,
    )


def _scaling(design: ClusterDesign) -> Iterator[Panel]:
    yield Panel(
        "GPU pods that wait",
        "Pending pods that ask for GPUs.",
        ((f"count({WAITING}) or vector(0)", "pods"),),
        "short",
        "stat",
        alarming=1,
    )
    if design.autoscaler and design.autoscaler.group_metrics:
        yield Panel(
            "Nodes by group",
            "What the autoscaler wants; the most that a group may have is in the cluster file.",
            tuple(
                (
                    f'sum(cluster_autoscaler_node_group_target_count{{node_group=~"{group.names_in_metrics}"}})',
                    group.name,
                )
                for group in design.gpu_groups
            ),
            "short",
        )
