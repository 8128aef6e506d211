"""A number of pods that follows metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import horizontal_pod_autoscaler_v2
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.structs import resource
from eks_gpu.scheduling.quantity import canonical_quantity, seconds

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct, TerraformResource
    from eks_gpu.design import WorkloadDesign
    from eks_gpu.spec import MetricSpec, ScalingSpec

_KINDS = {"deployment": "Deployment", "stateful_set": "StatefulSet"}


def autoscaler(scope: Construct, design: WorkloadDesign, target: TerraformResource) -> TerraformResource | None:
    """The HorizontalPodAutoscaler of a workload; None if its number of pods is fixed, or set by something else."""
    if design.spec.scaling is None or not design.spec.scaling.metrics:
        return None
    return resource(
        scope,
        "autoscaler",
        horizontal_pod_autoscaler_v2,
        "HorizontalPodAutoscalerV2",
        metadata={"name": design.name, "namespace": design.spec.namespace, "labels": labels(design.name)},
        spec={
            "scale_target_ref": {
                "api_version": "apps/v1",
                "kind": _KINDS.get(design.spec.kind, "Deployment"),
                "name": design.name,
            },
            "min_replicas": design.spec.scaling.min,
            "max_replicas": design.spec.scaling.max,
            "metric": [_metric(metric) for metric in design.spec.scaling.metrics],
            "behavior": _behavior(design.spec.scaling),
        },
        depends_on=[target],
    )


def _behavior(spec: ScalingSpec) -> dict[str, Any]:
    """Down one by one: each that goes too early comes back to an empty GPU node and loads its model again."""
    down: dict[str, Any] = {
        "stabilization_window_seconds": seconds(spec.scale_down_after),
        "select_policy": "Max",
        "policy": [{"type": "Pods", "value": 1, "period_seconds": 60}],
    }
    return {"scale_down": [down]}


def _metric(spec: MetricSpec) -> dict[str, Any]:
    for resource_name, percent in (("cpu", spec.cpu_percent), ("memory", spec.memory_percent)):
        if percent is not None:
            used = {"type": "Utilization", "average_utilization": percent}
            return {"type": "Resource", "resource": {"name": resource_name, "target": used}}
    kind, name = ("Pods", spec.pods) if spec.pods else ("External", spec.external)
    metric = {"name": name, "selector": [{"match_labels": dict(spec.selector)}] if spec.selector else None}
    target = {"type": "AverageValue", "average_value": canonical_quantity(spec.average) if spec.average else None}
    return {"type": kind, kind.lower(): {"metric": metric, "target": target}}
