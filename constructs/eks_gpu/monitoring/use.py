"""Alerts about GPUs that are paid for and not used, or used up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.monitoring.thresholds import (
    LEAST_FREE_SHARE,
    full_percent,
    has_slices,
    least_free_mib,
    models_in_parts,
    models_of,
)
from eks_gpu.monitoring.alert import GPU, HOLDERS, NODE, WHERE, AlertRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign

_POD = "{{ $labels.namespace }}/{{ $labels.pod }}"


def use_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Idle GPUs, unused nodes, full memory."""
    yield _held_idle(design)
    if not any(_stays_unused(group) for group in design.gpu_groups):
        yield _UNUSED
    yield _RENAMED
    yield from _memory(design)


def busy_percent(matchers: str = "", window: str = "", *, by: str = GPU, profiling: bool) -> str:
    """How busy GPUs and MIG slices are, or were at most in a window, as PromQL.

    The driver's figure says that some kernel ran; for a MIG slice there is only that of the compute engine. Neither is
    read by pod: on shared GPUs the exporter splits the driver's figure by the processes of each pod, sees none of them
    without a root's view of the host, and gives every pod 0 next to the GPU's true value (its `process_metrics.go`).
    """

    def highest(metric: str) -> str:
        series = f"{metric}{{{matchers}}}" if matchers else metric
        return f"max by ({by}) (max_over_time({series}[{window}]))" if window else f"max by ({by}) ({series})"

    driver = highest("DCGM_FI_DEV_GPU_UTIL")
    return f"(100 * {highest('DCGM_FI_PROF_GR_ENGINE_ACTIVE')} or {driver})" if profiling else driver


def _held_idle(design: ClusterDesign) -> AlertRule:
    alerts = design.spec.monitoring.alerts
    busy = busy_percent(window="5m", profiling=design.spec.monitoring.profiling)
    return AlertRule(
        "eks-gpu-use",
        "GpuHeldIdle",
        f"{HOLDERS} and on ({GPU}) {busy} <= {alerts.idle_percent:g}",
        alerts.idle_for,
        "warning",
        f"{_POD} holds {WHERE} and leaves it idle",
        f"It was busy for no more than {alerts.idle_percent:g} % of the time for {alerts.idle_for}, and is paid for. "
        "Scale the workload down, let it share a GPU, or find what it waits for: a download, a lock, a queue. Of a GPU "
        "that pods share, all of them are named.",
        "kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} --all-containers --tail=50",
    )


def _stays_unused(group: GpuGroupDesign) -> bool:
    """Whether its nodes stay, by declaration, though nobody uses them."""
    schedules = [schedule for node_group in group.node_groups for schedule in node_group.schedules]
    return group.min_nodes > 0 or any(schedule.min for schedule in schedules)


_UNUSED = AlertRule(
    "eks-gpu-use",
    "GpuNodeUnused",
    f"count by ({NODE}) (DCGM_FI_DEV_FB_FREE) unless on ({NODE}) {HOLDERS}",
    "1h",
    "warning",
    f"No pod has held a GPU of {{{{ $labels.{NODE} }}}} for an hour",
    "The autoscaler should have taken the node away. Something keeps it: a pod that may not be evicted, a disruption "
    "budget, the annotation cluster-autoscaler.kubernetes.io/scale-down-disabled. Its log says what.",
    f"kubectl -n kube-system logs deployment/cluster-autoscaler --tail=2000 | grep {{{{ $labels.{NODE} }}}}",
)
_RENAMED = AlertRule(
    "eks-gpu-use",
    "GpuPodLabelsRenamed",
    'count(DCGM_FI_DEV_FB_FREE{exported_pod!=""}) > 0',
    "15m",
    "warning",
    "The scrape renames labels of dcgm-exporter, and alerts about idle GPUs are blind",
    "Set `honor_labels: true` in this scrape (`honorLabels` of a ServiceMonitor): the exporter's own `pod` and "
    "`namespace` name who holds the GPU.",
    "kubectl get servicemonitors,podmonitors -A | grep dcgm",
)


def _memory(design: ClusterDesign) -> Iterator[AlertRule]:
    parts = models_in_parts(design.served)
    for model in models_of(design.served):
        matchers = f'modelName=~"{model.names}",GPU_I_ID=""'
        if model in parts:
            yield _memory_of_parts(matchers, WHERE, model.title)
            continue
        floor = least_free_mib(model)
        yield _memory_full(
            f"{_free(matchers)} < {floor}",
            WHERE,
            f"Less than {floor} MiB of {model.memory_mib} MiB are free ({full_percent(model):g} % in use)",
            model.title,
        )
    if has_slices(design.served):
        yield _memory_of_parts('GPU_I_ID!=""', f"Slice {{{{ $labels.GPU_I_PROFILE }}}} of {WHERE}", "MIG slice")


def _memory_of_parts(matchers: str, where: str, title: str) -> AlertRule:
    """For MIG slices, whose memory no table contains."""
    free = _free(matchers)
    return _memory_full(
        f"{free} < {LEAST_FREE_SHARE:g} * ({free} + max by ({GPU}) (DCGM_FI_DEV_FB_USED{{{matchers}}}))",
        where,
        f"Less than {100 * LEAST_FREE_SHARE:g} % of its memory are free",
        title,
    )


def _memory_full(expression: str, where: str, means: str, title: str) -> AlertRule:
    return AlertRule(
        "eks-gpu-use",
        "GpuMemoryFull",
        expression,
        "10m",
        "warning",
        f"{where} has {{{{ $value }}}} MiB of memory left",
        f"{means}: the next allocation fails. Servers that take their memory at once (vLLM: --gpu-memory-utilization) "
        "stay below this by default.",
        f"kubectl get pods -A -o wide --field-selector spec.nodeName={{{{ $labels.{NODE} }}}}",
        {"gpu_model": title},
    )


def _free(matchers: str) -> str:
    return f"min by ({GPU}) (DCGM_FI_DEV_FB_FREE{{{matchers}}})"
