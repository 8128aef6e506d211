"""Alerts about pods that get no node, and about the autoscaler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import AlertRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.groups import GpuGroupDesign

WAITING = (
    'max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) == 1 '
    'and max by (namespace, pod) (kube_pod_container_resource_requests{resource=~"nvidia_com_.+"}) > 0'
)
"""Pods that are Pending and ask for GPUs, or shares or slices of them."""
_SOME_WAIT = "sum(cluster_autoscaler_unschedulable_pods_count) > 0"


def scaling_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """GPU pods that wait, groups at their maximum, an autoscaler in trouble."""
    pending = design.spec.monitoring.alerts.pending_for
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuPodPending",
        WAITING,
        pending,
        "warning",
        "{{ $labels.namespace }}/{{ $labels.pod }} has waited for a GPU for " + pending,
        "`kubectl describe pod` says what the scheduler and the autoscaler found; `eks-gpu explain FILE WORKLOAD` says "
        "whether any group can hold it.",
    )
    if design.autoscaler:
        if design.autoscaler.group_metrics:
            yield from (_at_maximum(group) for group in design.gpu_groups)
        yield from _AUTOSCALER


def _at_maximum(group: GpuGroupDesign) -> AlertRule:
    matcher = f'{{node_group=~"{group.names_in_metrics}"}}'
    target, most = (f"sum(cluster_autoscaler_node_group_{kind}_count{matcher})" for kind in ("target", "max"))
    return AlertRule(
        "eks-gpu-scaling",
        "GpuGroupAtMaximum",
        f"({target} >= {most}) and on () ({_SOME_WAIT})",
        "15m",
        "warning",
        f"Group {group.name} has all of its {group.max_nodes} nodes, and pods wait",
        f"Raise `max` or `max_per_zone` of `{group.where}`, or take pods away. The account's quota may be the "
        "next limit: `eks-gpu check` names what the group needs of it.",
        {"group": group.name},
    )


_AUTOSCALER = (
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerScaleUpFailed",
        "sum by (reason) (increase(cluster_autoscaler_failed_scale_ups_total[15m])) > 0",
        "15m",
        "warning",
        "The autoscaler asked for nodes and got none ({{ $labels.reason }})",
        "EC2 has no capacity, or a quota is used up. More types and zones give spot more pools to choose from.",
    ),
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerErrors",
        "sum by (type) (increase(cluster_autoscaler_errors_total[15m])) > 0",
        "30m",
        "warning",
        "The autoscaler fails again and again ({{ $labels.type }})",
        "Its log says why: permissions, throttling, a node group that is gone.",
    ),
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerHalted",
        "max(cluster_autoscaler_cluster_safe_to_autoscale) == 0",
        "10m",
        "critical",
        "The autoscaler does nothing, because too many nodes are not ready",
        "No pod gets a node until that is over.",
    ),
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerSilent",
        'absent(cluster_autoscaler_last_activity{activity="main"}) '
        'or time() - max(cluster_autoscaler_last_activity{activity="main"}) > 600',
        "10m",
        "critical",
        "Nothing is heard of the autoscaler",
        "It does not run, or is not scraped (port 8085 of its pod). No GPU node comes or goes meanwhile.",
    ),
)
