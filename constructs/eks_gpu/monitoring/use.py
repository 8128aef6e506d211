"""Alerts about GPUs that are paid for and not used, or used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import GPU, POD, AlertRule
from eks_gpu.monitoring.thresholds import full_percent, least_free_mib, models_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.groups import GpuGroupDesign

_GPU_OF_POD = "{{ $labels.namespace }}/{{ $labels.pod }} holds GPU {{ $labels.gpu }} of {{ $labels.hostname }}"


def use_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Idle GPUs, unused nodes, full memory."""
    yield _held_idle(design)
    if not any(_stays_unused(group) for group in design.gpu_groups):
        yield _UNUSED
    yield _RENAMED
    yield from _memory(design)


def busy_percent(matchers: str, window: str, *, profiling: bool) -> str:
    """How busy GPUs were at most, as PromQL.

    The driver's figure says that some kernel ran; for a MIG slice there is only that of the compute engine.
    """
    driver = f"max_over_time(DCGM_FI_DEV_GPU_UTIL{matchers}[{window}])"
    engine = f"100 * max_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE{matchers}[{window}])"
    return f"({engine} or {driver})" if profiling else driver


def _held_idle(design: ClusterDesign) -> AlertRule:
    alerts = design.spec.monitoring.alerts
    busy = busy_percent('{pod!=""}', "5m", profiling=design.spec.monitoring.profiling)
    return AlertRule(
        "eks-gpu-use",
        "GpuHeldIdle",
        f"max by ({POD}) ({busy}) <= {alerts.idle_percent:g}",
        alerts.idle_for,
        "warning",
        f"{_GPU_OF_POD} and leaves it idle",
        f"It was busy for no more than {alerts.idle_percent:g} % of the time for {alerts.idle_for}, and is paid for. "
        "Scale the workload down, let it share a GPU, or find what it waits for: a download, a lock, a queue.",
    )


def _stays_unused(group: GpuGroupDesign) -> bool:
    """Whether its nodes stay, by declaration, though nobody uses them."""
    schedules = [schedule for node_group in group.node_groups for schedule in node_group.schedules]
    return group.min_nodes > 0 or any(schedule.min for schedule in schedules)


_UNUSED = AlertRule(
    "eks-gpu-use",
    "GpuNodeUnused",
    'count by (hostname) (DCGM_FI_DEV_GPU_TEMP) unless count by (hostname) (DCGM_FI_DEV_GPU_TEMP{pod!=""})',
    "1h",
    "warning",
    "No pod has held a GPU of {{ $labels.hostname }} for an hour",
    "The autoscaler should have taken the node away. Something keeps it: a pod that may not be evicted, a disruption "
    "budget, the annotation cluster-autoscaler.kubernetes.io/scale-down-disabled. Its log says what.",
)
_RENAMED = AlertRule(
    "eks-gpu-use",
    "GpuPodLabelsRenamed",
    'count(DCGM_FI_DEV_GPU_TEMP{exported_pod!=""}) > 0',
    "15m",
    "warning",
    "The scrape renames labels of dcgm-exporter, and alerts about idle GPUs are blind",
    "Set `honor_labels: true` in this scrape: the exporter's own `pod` and `namespace` name who holds the GPU.",
)


def _memory(design: ClusterDesign) -> Iterator[AlertRule]:
    for model in models_of(design.gpu_groups):
        floor = least_free_mib(model)
        yield AlertRule(
            "eks-gpu-use",
            "GpuMemoryFull",
            f'min by ({GPU}) (DCGM_FI_DEV_FB_FREE{{modelName=~"{model.names}"}}) < {floor}',
            "10m",
            "warning",
            "GPU {{ $labels.gpu }} of {{ $labels.hostname }} has {{ $value }} MiB of memory left",
            f"Less than {floor} MiB of {model.model}'s {model.memory_mib} MiB are free ({full_percent(model):g} % in "
            "use): the next allocation fails. Servers that take their memory at once (vLLM: --gpu-memory-utilization) "
            "stay below this by default.",
            {"gpu_model": f"{model.model} {model.memory_mib // 1024} GiB"},
        )
