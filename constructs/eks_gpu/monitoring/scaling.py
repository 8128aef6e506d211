"""Alerts about pods that get no node, and about the autoscaler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import AlertRule
from eks_gpu.monitoring.pools import pool_alerts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.cpu_groups import CpuGroupDesign
    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign

_ASKS = 'max by (namespace, pod) (kube_pod_container_resource_requests{resource=~"nvidia_com_.+"}) > 0'
_PENDING = 'max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) == 1'
_PLACED = 'max by (namespace, pod) (kube_pod_status_scheduled{condition="true"}) == 1'
_OF_BATCH = 'on (namespace, pod) kube_pod_info{priority_class="eks-gpu-batch"}'

WAITING = f"{_PENDING} and {_ASKS} unless {_PLACED}"
"""Pods that ask for GPUs, or shares or slices of them, and have no node."""
_OTHERS_WAIT = f"on () (count({_PENDING} unless {_ASKS} unless {_PLACED}) > 0)"
_SOME_WAIT = f"on () (count({WAITING}) > 0)"
_LOG = "kubectl -n kube-system logs deployment/cluster-autoscaler --tail=500"
_POD = "{{ $labels.namespace }}/{{ $labels.pod }}"
_DESCRIBE = "kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}"


def scaling_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """GPU pods that wait, groups at their maximum, an autoscaler in trouble."""
    yield from _pods(design.spec.monitoring.alerts.pending_for)
    yield from pool_alerts(design, _SOME_WAIT)
    if not design.autoscaler:
        return
    if design.autoscaler.group_metrics:
        for group in design.gpu_groups:
            yield from _group(group)
        yield from cpu_alerts(design)
    else:
        yield _FAILED
    yield from _AUTOSCALER


def cpu_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """CPU groups that are full while pods without GPUs wait; only where the autoscaler counts by group."""
    if design.autoscaler and design.autoscaler.group_metrics:
        for group in design.cpu_groups:
            yield from _cpu_group(group)


def _pods(pending: str) -> Iterator[AlertRule]:
    says = (
        "Its events say what the scheduler and the autoscaler found; `eks-gpu explain FILE WORKLOAD` says whether any "
        "group can hold it."
    )
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuPodPending",
        f"({WAITING}) unless {_OF_BATCH}",
        pending,
        "warning",
        f"{_POD} has waited for a GPU for {pending}",
        says,
        _DESCRIBE,
    )
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuBatchPending",
        f"({WAITING}) and {_OF_BATCH}",
        pending,
        "info",
        f"{_POD} has waited for a GPU for {pending}",
        f"It is batch work, which waits for what serving leaves: nothing may be wrong. {says}",
        _DESCRIBE,
    )
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuPodNotStarting",
        f"{_PENDING} and {_ASKS} and {_PLACED}",
        pending,
        "warning",
        f"{_POD} has had its GPU for {pending} and does not start",
        "It is paid for meanwhile. Mostly an image that is pulled or cannot be, a volume that is not mounted, an init "
        "container; `prepull`, a faster disk or a warm pool shorten the first.",
        _DESCRIBE,
    )


def _group(group: GpuGroupDesign) -> Iterator[AlertRule]:
    matcher = f'{{node_group=~"{group.names_in_metrics}"}}'
    target, most = (f"sum(cluster_autoscaler_node_group_{kind}_count{matcher})" for kind in ("target", "max"))
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuGroupAtMaximum",
        f"({target} >= {most}) and {_SOME_WAIT}",
        "15m",
        "warning",
        f"Group {group.name} has all of its {group.max_nodes} nodes, and GPU pods wait",
        f"Raise `max` or `max_per_zone` of `{group.where}`, or take pods away. The account's quota may be the "
        "next limit: `eks-gpu check` names what the group needs of it.",
        f"kubectl get nodes -l eks-gpu.io/group={group.name} && "
        "kubectl get pods -A --field-selector status.phase=Pending",
        {"group": group.name},
    )
    yield AlertRule(
        "eks-gpu-scaling",
        "GpuGroupHeldBack",
        # The autoscaler tries again after 5 to 30 minutes, and for as long as a try takes the group is not held back.
        f"max by (reason) (max_over_time(cluster_autoscaler_node_group_backoff_status{matcher}[30m])) == 1 "
        f"and {_SOME_WAIT}",
        "15m",
        "warning",
        f"EC2 gave group {group.name} no node, and GPU pods wait ({{{{ $labels.reason }}}})",
        "No capacity, or a used-up quota. More types and zones give spot more pools to choose from; the scaling "
        "activities of the Auto Scaling group have EC2's own words, and `eks-gpu doctor FILE` reads them.",
        f"{_LOG} | grep -i -E 'backoff|failed to (increase|scale)'",
        {"group": group.name},
    )


# The counters of the usual reasons are there from the start; of others the first failure makes one, which no rate sees.
_FAILURES = "cluster_autoscaler_failed_scale_ups_total"
_FAILED = AlertRule(
    "eks-gpu-scaling",
    "AutoscalerScaleUpFailed",
    f"(sum by (reason) (increase({_FAILURES}[40m])) > 0 or sum by (reason) ({_FAILURES}) > 0 "
    f"unless sum by (reason) ({_FAILURES} offset 40m)) and {_SOME_WAIT}",
    "15m",
    "warning",
    "The autoscaler asked for nodes and got none, and GPU pods wait ({{ $labels.reason }})",
    "EC2 has no capacity, or a quota is used up. More types and zones give spot more pools to choose from. "
    "`eks-gpu doctor FILE` reads EC2's own words.",
    f"{_LOG} | grep -i -E 'backoff|failed to (increase|scale)'",
)
_AUTOSCALER = (
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerErrors",
        "sum by (type) (increase(cluster_autoscaler_errors_total[15m])) > 0",
        "30m",
        "warning",
        "The autoscaler fails again and again ({{ $labels.type }})",
        "Its log says why: permissions, throttling, a node group that is gone.",
        f"{_LOG} | grep ^E",
    ),
    AlertRule(
        "eks-gpu-scaling",
        "AutoscalerHalted",
        "max(cluster_autoscaler_cluster_safe_to_autoscale) == 0",
        "10m",
        "critical",
        "The autoscaler does nothing, because too many nodes are not ready",
        "No pod gets a node until that is over.",
        "kubectl get nodes | grep -v -w Ready",
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
        "kubectl -n kube-system get deployment cluster-autoscaler && "
        "kubectl -n kube-system logs deployment/cluster-autoscaler --tail=50",
    ),
)


def _cpu_group(group: CpuGroupDesign) -> Iterator[AlertRule]:
    matcher = f'{{node_group=~"{group.names_in_metrics}"}}'
    target, most = (f"sum(cluster_autoscaler_node_group_{kind}_count{matcher})" for kind in ("target", "max"))
    yield AlertRule(
        "eks-gpu-scaling",
        "CpuGroupAtMaximum",
        f"({target} >= {most}) and {_OTHERS_WAIT}",
        "15m",
        "warning",
        f"Group {group.name} has all of its {group.max_nodes} nodes, and pods without GPUs wait",
        f"Raise `max` or `max_per_zone` of `{group.where}`, or take pods away. The account's quota may be the "
        "next limit: `eks-gpu check` names what the group needs of it.",
        f"kubectl get nodes -l eks-gpu.io/group={group.name} && "
        "kubectl get pods -A --field-selector status.phase=Pending",
        {"group": group.name},
    )
    yield AlertRule(
        "eks-gpu-scaling",
        "CpuGroupHeldBack",
        f"max by (reason) (max_over_time(cluster_autoscaler_node_group_backoff_status{matcher}[30m])) == 1 "
        f"and {_OTHERS_WAIT}",
        "15m",
        "warning",
        f"EC2 gave group {group.name} no node, and pods without GPUs wait ({{{{ $labels.reason }}}})",
        "No capacity, or a used-up quota. More types and zones give Spot more pools to choose from; the scaling "
        "activities of the Auto Scaling group have EC2's own words, and `eks-gpu doctor FILE` reads them.",
        f"{_LOG} | grep -i -E 'backoff|failed to (increase|scale)'",
        {"group": group.name},
    )
