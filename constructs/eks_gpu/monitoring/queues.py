"""Alerts about work that waits in queues, and about gangs that are not ready in time.

The metrics are Kueue's own (`pkg/metrics/metrics.go` of v0.19.2); its chart makes Prometheus scrape them with the value
`enablePrometheus`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import AlertRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

_PENDING = "sum by (cluster_queue) (kueue_pending_workloads)"
_QUEUE = "{{ $labels.cluster_queue }}"


def queue_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Queues that admit nothing for long, and work that Kueue stops because its pods come late."""
    if design.queueing is None or not design.queueing.queues:
        return
    pending = design.spec.monitoring.alerts.pending_for
    admitted = f"sum by (cluster_queue) (increase(kueue_admitted_workloads_total[{pending}])) > 0"
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuQueueStalled",
        f"{_PENDING} > 0 unless {admitted}",
        pending,
        "warning",
        f"{{{{ $value }}}} jobs wait in {_QUEUE}, which has admitted none for {pending}",
        "Others hold its GPUs, its quota is too small for the first of them, or the queue is inactive. `eks-gpu check` "
        "says what each queue can use at most.",
        f"kubectl describe clusterqueue {_QUEUE} && kubectl get workloads.kueue.x-k8s.io -A",
    )
    late = 'sum by (cluster_queue) (increase(kueue_evicted_workloads_total{reason="PodsReadyTimeout"}[1h]))'
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuGangNotReady",
        f"{late} > 0",
        "1m",
        "warning",
        f"Kueue has stopped work of {_QUEUE}, because not all its pods were ready in time",
        "Nodes that came were billed for nothing. EC2 had no capacity, images took too long, or workloads without a "
        "queue hold GPUs that the quotas promise.",
        "kubectl get events -A --field-selector reason=EvictedDueToPodsReadyTimeout",
    )
