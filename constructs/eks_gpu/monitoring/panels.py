"""The panels of the dashboard."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.monitoring.thresholds import models_of
from eks_gpu.monitoring.alert import HELD, NODE
from eks_gpu.monitoring.rules import alert_rules
from eks_gpu.monitoring.scaling import WAITING
from eks_gpu.monitoring.use import busy_percent
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign

# Selector of the nodes that are chosen in the dashboard.
_NODE = f'{NODE}=~"$node"'
_HELD = f"{_NODE},{HELD}"
_BY = f"{NODE}, gpu, GPU_I_ID, GPU_I_PROFILE"
_POD_BY = f"namespace, pod, {_BY}"
_GPU = f"{{{{{NODE}}}}} GPU {{{{gpu}}}} {{{{GPU_I_PROFILE}}}} {{{{GPU_I_ID}}}}"
_POD = f"{{{{namespace}}}}/{{{{pod}}}} · {_GPU}"
_WIDE = 12


@dataclass(frozen=True)
class Panel:
    """One panel.

    Attributes:
        title: Title above the panel.
        description: The values that it shows, and the good ones.
        queries: PromQL with the legend of each.
        unit: Grafana's name of the unit.
        kind: Grafana's name of the form.
        width: Width, in columns; a dashboard has 24.
        most: End of the scale; None lets it follow.
        alarming: From here on it is red; None for never.
        columns: For a table: its labels in their order, with the title of each.
    """

    title: str
    description: str
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    kind: Literal["timeseries", "stat", "table"] = "timeseries"
    width: int = 8
    most: float | None = None
    alarming: float | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def panels_of(design: ClusterDesign) -> tuple[Panel, ...]:
    """The panels of a cluster; those about GPUs only where it has the exporter, as the alerts."""
    gpus = (_HOLDERS, *_used(design), *_state(design)) if design.dcgm_exporter else ()
    return (_alerts(design), *gpus, *_scaling(design))


def _alerts(design: ClusterDesign) -> Panel:
    names = "|".join(dict.fromkeys(rule.name for rule in alert_rules(design)))
    columns = {"alertname": "Alert", "severity": "Severity", NODE: "GPU node", "node": "Node", "gpu": "GPU"}
    columns |= {"namespace": "Namespace", "pod": "Pod", "group": "Group"}
    return Panel(
        "Alerts that go off",
        "Each says what it means and what to run next.",
        ((f'max by ({", ".join(columns)}) (ALERTS{{alertstate="firing",alertname=~"{names}"}})', ""),),
        kind="table",
        width=_WIDE,
        columns=columns,
    )


_HOLDERS = Panel(
    "Who holds which GPU",
    "Shared GPUs have a line for each of their pods; a GPU that nobody holds has none.",
    ((f"max by (modelName, {_POD_BY}) (DCGM_FI_DEV_FB_FREE{{{_HELD}}})", ""),),
    kind="table",
    width=_WIDE,
    columns={
        NODE: "Node",
        "gpu": "GPU",
        "modelName": "Model",
        "GPU_I_PROFILE": "Slice",
        "namespace": "Namespace",
        "pod": "Pod",
    },
)


def _gauge(metric: str, *, matchers: str = _NODE, by: str = _BY) -> str:
    return f"max by ({by}) ({metric}{{{matchers}}})"


def _by_pod(figure: str) -> str:
    """A figure of a GPU, once for each pod that holds it."""
    holders = _gauge("DCGM_FI_DEV_FB_FREE", matchers=_HELD, by=_POD_BY)
    return f"0 * {holders} + on ({_BY}) group_left () ({figure})"


def _used(design: ClusterDesign) -> Iterator[Panel]:
    profiling = design.spec.monitoring.profiling
    there, held = (
        f"count(count by (UUID, GPU_I_ID) (DCGM_FI_DEV_FB_FREE{{{matchers}}})) or vector(0)"
        for matchers in (_NODE, _HELD)
    )
    yield Panel(
        "GPUs held by pods",
        "GPUs and MIG slices that are there, and those that some pod holds. What lies between is paid for and free.",
        ((there, "there"), (held, "held")),
        kind="stat",
    )
    yield Panel(
        "Busy, by pod",
        "Share of time in which some kernel ran on the GPU, whoever's it was. 100 % says that it is not idle, not that "
        "it is used well.",
        ((_by_pod(busy_percent(_NODE, by=_BY, profiling=profiling)), _POD),),
        "percent",
        most=100,
    )
    used, free = _gauge("DCGM_FI_DEV_FB_USED"), _gauge("DCGM_FI_DEV_FB_FREE")
    yield Panel(
        "Memory in use",
        "By all processes on the GPU.",
        ((f"100 * {used} / ({used} + {free})", _GPU),),
        "percent",
        most=100,
        alarming=97,
    )
    if profiling:
        yield Panel(
            "Tensor cores and memory at work",
            "How well it is used: large matrices keep tensor cores busy; token by token, serving is bound by memory.",
            tuple(
                (_gauge(f"DCGM_FI_PROF_{metric}_ACTIVE", matchers=_HELD, by=_POD_BY), f"{name} {_POD}")
                for metric, name in (("PIPE_TENSOR", "tensor"), ("DRAM", "memory"))
            ),
            "percentunit",
            most=1,
        )


def _state(design: ClusterDesign) -> Iterator[Panel]:
    models = ", ".join(
        f"{model.model} {model.power_watts} W" for model in models_of(design.served) if model.power_watts
    )
    yield Panel(
        "Power",
        f"What boards may draw: {models}." if models else "What the boards draw.",
        ((_gauge("DCGM_FI_DEV_POWER_USAGE"), _GPU),),
        "watt",
    )
    yield Panel("Temperature", "Of the GPU.", ((_gauge("DCGM_FI_DEV_GPU_TEMP"), _GPU),), "celsius")
    clocks = 'clock_event=~"hw_.*|sw_thermal|power_cap"'
    yield Panel(
        "Held back",
        "Samples of five minutes with lower clocks, of twenty. power_cap under load is normal, the others are not.",
        (
            (
                _gauge("DCGM_EXP_CLOCK_EVENTS_COUNT", matchers=f"{_NODE},{clocks}", by=f"clock_event, {_BY}"),
                f"{{{{clock_event}}}} {_GPU}",
            ),
        ),
    )
    errors = _gauge("DCGM_EXP_XID_ERRORS_COUNT", matchers=f'{_NODE},xid!=""', by=f"xid, {NODE}, gpu")
    yield Panel(
        "Errors by XID",
        "Of the last five minutes.",
        ((f"{errors} > 0", f"XID {{{{xid}}}} {_GPU}"),),
        alarming=1,
    )


def _scaling(design: ClusterDesign) -> Iterator[Panel]:
    yield Panel(
        "GPU pods that wait",
        "Pending pods that ask for GPUs and have no node.",
        ((f"count({WAITING}) or vector(0)", "pods"),),
        kind="stat",
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
                for group in design.groups
            ),
        )
