"""All alerts of a cluster, and where their metrics come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.health import health_alerts
from eks_gpu.monitoring.queues import queue_alerts
from eks_gpu.monitoring.scaling import cpu_alerts, scaling_alerts
from eks_gpu.monitoring.use import use_alerts
from eks_gpu.monitoring.watchers import watcher_alerts

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from eks_gpu.monitoring.alert import AlertRule

# In addition to those of dcgm-exporter (`design.counters`): kube-state-metrics `docs/metrics`, and the Cluster
# Autoscaler's `metrics/metrics.go`; those of node groups need its flag --emit-per-nodegroup-metrics.
STATE_METRICS = frozenset(
    {
        "kube_node_info",
        "kube_node_status_allocatable",
        "kube_node_status_capacity",
        "kube_node_status_condition",
        "kube_pod_container_resource_requests",
        "kube_pod_info",
        "kube_pod_status_phase",
        "kube_pod_status_ready",
        "kube_pod_status_scheduled",
    }
)
AUTOSCALER_METRICS = frozenset(
    f"cluster_autoscaler_{name}"
    for name in (
        "cluster_safe_to_autoscale",
        "errors_total",
        "failed_scale_ups_total",
        "last_activity",
        "node_group_backoff_status",
        "node_group_max_count",
        "node_group_target_count",
    )
)
# Metrics of Karpenter, where it runs (`pools.py`).
KARPENTER_METRICS = frozenset(
    {"karpenter_cloudprovider_errors_total", "karpenter_nodepools_limit", "karpenter_nodepools_usage"}
)
QUEUE_METRICS = frozenset(
    {"kueue_admitted_workloads_total", "kueue_evicted_workloads_total", "kueue_pending_workloads"}
)


def alert_rules(design: ClusterDesign) -> tuple[AlertRule, ...]:
    """The alerts of a cluster, as far as it has the metrics for them; none without groups."""
    if not design.gpu_nodes:
        return tuple(cpu_alerts(design))
    of_exporter = (*use_alerts(design), *health_alerts(design)) if design.dcgm_exporter else ()
    return (*of_exporter, *watcher_alerts(design), *scaling_alerts(design), *queue_alerts(design))
