"""Prometheus's series of a small cluster, with the labels that their exporters write.

NVIDIA/dcgm-exporter 4.5.3-4.8.2 `render_metrics.go`, kube-state-metrics `docs/metrics`, the Cluster Autoscaler's
`metrics.go`; and what Prometheus adds of the target that it scrapes, as its operator does with `honorLabels: true`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.monitoring.promql import Series, series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODEL = "NVIDIA A10G"
ALWAYS = "x120"
# Values of a GPU at work.
_WELL = {
    "DCGM_FI_DEV_GPU_UTIL": "80",
    "DCGM_FI_DEV_FB_USED": "20000",
    "DCGM_FI_DEV_FB_FREE": "2500",
    "DCGM_FI_DEV_GPU_TEMP": "60",
    "DCGM_FI_DEV_SLOWDOWN_TEMP": "95",
    "DCGM_FI_DEV_ENFORCED_POWER_LIMIT": "300",
    "DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF": "300",
    "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL": "0",
    "DCGM_FI_DEV_ROW_REMAP_FAILURE": "0",
    "DCGM_FI_DEV_ROW_REMAP_PENDING": "0",
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE": "0.8",
    "DCGM_EXP_XID_ERRORS_COUNT": "0",
}
# If GPUs are shared, the exporter gives these values to the GPU, and a zero to each of its pods.
_SPLIT = {"DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED"}
TARGET = {"namespace": "kube-system", "container": "dcgm-exporter", "job": "dcgm-exporter", "endpoint": "metrics"}


def gpu(
    node: str = "n1",
    *pods: str,
    index: int = 0,
    model: str = MODEL,
    part: tuple[str, str] = ("", ""),
    shared: bool = False,
    exporter: str = "",
    honored: bool = True,
    more: Mapping[str, str] | None = None,
) -> Iterator[Series]:
    """Everything that is known of a GPU, or of a MIG slice of it, with the pods that hold it.

    `more` are values by metric, with labels of their own after it: ``METRIC{xid="79"}``. A value without a count is
    that of all minutes.
    """
    board = {"Hostname": node, "gpu": str(index), "UUID": f"GPU-{node}-{index}", "device": f"nvidia{index}"}
    board |= {"modelName": model, "GPU_I_PROFILE": part[0], "GPU_I_ID": part[1]}
    name = exporter or node.ljust(5, "x")
    target = {**TARGET, "pod": f"dcgm-exporter-{name}", "instance": f"{name}:9400"}
    for metric, value in {**_WELL, **(more or {})}.items():
        if not value:
            continue
        metric_name, _, own = metric.partition("{")
        labels = {**board, **dict(pair.split("=") for pair in own.rstrip("}").replace('"', "").split(",") if pair)}
        values = value if "x" in value or " " in value else f"{value}{ALWAYS}"
        split = shared and metric_name in _SPLIT
        for pod in ("", *pods) if split else pods or ("",):
            held = {"namespace": "team", "pod": pod, "container": "main"} if pod else {}
            shown = f"0{ALWAYS}" if split and pod else values
            yield series(metric_name, shown, **{**labels, **_scraped(target, held, honored=honored)})


def _scraped(target: Mapping[str, str], own: Mapping[str, str], *, honored: bool) -> dict[str, str]:
    """Labels for pod, namespace and container, after Prometheus has merged those of target and exporter."""
    if honored:
        return {**target, **own}
    return {**target, **{f"exported_{name}": value for name, value in own.items()}}


def node(
    name: str = "n1", gpus: str = "1", offered: str = "", resource: str = "nvidia_com_gpu", *, broken: bool = False
) -> Iterator[Series]:
    """A GPU node as Kubernetes knows it."""
    labels = {"node": name, "resource": resource, "unit": "integer"}
    yield series("kube_node_info", f"1{ALWAYS}", node=name)
    yield series("kube_node_status_capacity", f"{gpus}{ALWAYS}", **labels)
    yield series("kube_node_status_allocatable", offered or f"{gpus}{ALWAYS}", **labels)
    for status, value in (("true", not broken), ("false", broken), ("unknown", False)):
        yield series(
            "kube_node_status_condition",
            f"{int(value)}{ALWAYS}",
            node=name,
            condition="AcceleratedHardwareReady",
            status=status,
        )


def daemon(name: str, on: str = "n1", ready: str = f"1{ALWAYS}") -> Iterator[Series]:
    """A pod of a DaemonSet of kube-system."""
    of = {"namespace": "kube-system", "pod": f"{name}-{on.ljust(5, 'x')}"}
    yield series("kube_pod_info", f"1{ALWAYS}", node=on, priority_class="system-node-critical", **of)
    yield series("kube_pod_status_ready", ready, condition="true", **of)


def pod(
    name: str,
    *,
    phase: str = "Pending",
    placed: bool = False,
    priority: str = "eks-gpu-serving",
    resource: str = "nvidia_com_gpu",
    lasts: int = 120,
) -> Iterator[Series]:
    """A pod as Kubernetes knows it, with what it asks for."""
    of = {"namespace": "team", "pod": name, "uid": f"uid-{name}"}
    there = f"x{lasts}"
    yield series("kube_pod_info", f"1{there}", priority_class=priority, node="n1" if placed else "", **of)
    for one in ("Pending", "Running", "Succeeded"):
        yield series("kube_pod_status_phase", f"{int(one == phase)}{there}", phase=one, **of)
    for condition, value in (("true", placed), ("false", not placed)):
        yield series("kube_pod_status_scheduled", f"{int(value)}{there}", condition=condition, **of)
    yield series("kube_pod_container_resource_requests", f"1{there}", resource=resource, container="main", **of)


def autoscaler(
    *, safe: str = "1", last: str = f"0+60{ALWAYS}", errors: str = f"0{ALWAYS}", failures: str = f"0{ALWAYS}"
) -> Iterator[Series]:
    """The autoscaler, with the counters that are there from its start."""
    yield series("cluster_autoscaler_cluster_safe_to_autoscale", f"{safe}{ALWAYS}")
    if last:
        yield series("cluster_autoscaler_last_activity", last, activity="main")
    yield series("cluster_autoscaler_errors_total", errors, type="cloudProviderError")
    yield series("cluster_autoscaler_failed_scale_ups_total", failures, reason="cloudProviderError")


def group(
    name: str = "eks-small-us-west-2a-20261121141500000000000001-a1b2",
    target: str = "1",
    most: str = "2",
    held_back: str = f"0{ALWAYS}",
) -> Iterator[Series]:
    """An Auto Scaling group as the autoscaler knows it."""
    for kind, value in (("target", target), ("max", most)):
        yield series(f"cluster_autoscaler_node_group_{kind}_count", f"{value}{ALWAYS}", node_group=name)
    reason = "placeholder-cannot-be-fulfilled"
    yield series("cluster_autoscaler_node_group_backoff_status", held_back, node_group=name, reason=reason)


def well() -> tuple[Series, ...]:
    """A cluster without a fault: one node, one busy GPU that a pod holds."""
    return (
        *gpu("n1", "web"),
        *node(),
        *daemon("dcgm-exporter"),
        *daemon("dcgm-server"),
        *daemon("eks-node-monitoring-agent"),
        *pod("web", phase="Running", placed=True),
        *autoscaler(),
        *group(),
    )
