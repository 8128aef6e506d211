"""Alerts from those who watch GPU nodes besides the exporter, and about watchers that are silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.monitoring.alert import NODE, AlertRule, describe
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

# Resources of GPUs, shares and slices as kube-state-metrics writes them.
_RESOURCES = 'resource=~"nvidia_com_.+"'


def watcher_alerts(design: ClusterDesign) -> Iterator[AlertRule]:
    """Reports of EKS's monitoring agent and the device plugin about a node, and exporters that report nothing."""
    yield from _conditions(design)
    yield from _offers()
    yield from _watchers(with_exporter=design.dcgm_exporter is not None)


def _conditions(design: ClusterDesign) -> Iterator[AlertRule]:
    left = [group.name for group in design.gpu_groups if not group.repairs]
    repair = "Node auto repair reboots or replaces the node ten minutes after" + (
        f", but not in {listed(left)}: there `node_repair` is false." if left else "."
    )
    yield AlertRule(
        "eks-gpu-health",
        "GpuNodeNotReady",
        'max by (node) (kube_node_status_condition{condition="AcceleratedHardwareReady",status="false"}) == 1',
        "2m",
        "critical",
        "EKS's monitoring agent takes the GPUs of {{ $labels.node }} for broken",
        f"{repair} Of DCGMError and DCGMDiagnosticFailure it takes no notice: the first means that dcgm-server did not "
        "answer the agent, and stays until the agent's pod is started anew. Longer than 20 minutes: repair is off, or "
        "halted because more than a fifth of a group of more than five nodes is bad.",
        describe("node"),
    )


def _offers() -> Iterator[AlertRule]:
    """GPUs that nodes offer to pods, as kubelet has them from the device plugin."""
    there, offered = (
        f"max by (node, resource) (kube_node_status_{kind}{{{_RESOURCES}}})" for kind in ("capacity", "allocatable")
    )
    yield AlertRule(
        "eks-gpu-health",
        "GpuOutOfService",
        f"{there} - {offered} > 0",
        "10m",
        "warning",
        "{{ $value }} {{ $labels.resource }} of {{ $labels.node }} are out of service",
        "The device plugin has taken a GPU from the scheduler after an error of its driver, and does not give it back "
        "by itself; or the plugin's pod does not run. The rest of the node works and is paid for in full.",
        "kubectl -n kube-system logs --tail=50 $(kubectl -n kube-system get pods -o name --field-selector "
        "spec.nodeName={{ $labels.node }} | grep nvidia-device-plugin)",
    )


def _watchers(*, with_exporter: bool) -> Iterator[AlertRule]:
    names = (
        "dcgm-exporter|dcgm-server|eks-node-monitoring-agent"
        if with_exporter
        else "dcgm-server|eks-node-monitoring-agent"
    )
    yield AlertRule(
        "eks-gpu-health",
        "GpuWatcherDown",
        # By pod and not by DaemonSet: where nodes come and go, some pod of a DaemonSet is always starting.
        f'max by (namespace, pod) (kube_pod_status_ready{{namespace="kube-system",pod=~"({names})-[a-z0-9]{{5}}",'
        'condition="true"}) * on (namespace, pod) group_left (node) '
        "max by (namespace, pod, node) (kube_pod_info) == 0",
        "15m",
        "warning",
        "{{ $labels.pod }} on {{ $labels.node }} does not run",
        "Nobody notices a broken or idle GPU of this node meanwhile.",
        "kubectl -n kube-system describe pod {{ $labels.pod }}",
    )
    if with_exporter:
        node = f'"node", "$1", "{NODE}", "(.+)"'
        yield AlertRule(
            "eks-gpu-health",
            "GpuMetricsMissing",
            f"max by (node) (kube_node_status_allocatable{{{_RESOURCES}}}) > 0 "
            f"unless on (node) label_replace(DCGM_FI_DEV_FB_FREE, {node})",
            "15m",
            "warning",
            "Prometheus has no GPU metrics of {{ $labels.node }}",
            "No other alert about its GPUs can go off. Its dcgm-exporter does not run, is not scraped (port 9400), or "
            "the node is of no group of the cluster file.",
            "kubectl -n kube-system get pods -o wide -l app.kubernetes.io/name=dcgm-exporter",
        )
    yield AlertRule(
        "eks-gpu-health",
        "KubeStateMetricsSilent",
        "absent(kube_node_info)",
        "15m",
        "warning",
        "Nothing is heard of kube-state-metrics",
        "No alert about pods that wait and nodes that are broken can go off. It does not run, or is not scraped.",
        "kubectl get pods -A -l app.kubernetes.io/name=kube-state-metrics",
    )
