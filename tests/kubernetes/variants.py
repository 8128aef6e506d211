"""The objects of a workload as plain data, without the engine's share: what a table of hundreds of edits can afford.

`test_edits` compares one of each kind with what is synthesized.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.kubernetes.labels import managed_metadata, metadata
from eks_gpu.kubernetes.serving.service_spec import service_spec
from eks_gpu.kubernetes.workloads.workload_kinds import KINDS

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign
    from tests.kubernetes.synthesis import Resources

TYPES = {
    "deployment": "kubernetes_deployment_v1",
    "stateful_set": "kubernetes_stateful_set_v1",
    "job": "kubernetes_job_v1",
    "cron_job": "kubernetes_cron_job_v1",
    "pod": "kubernetes_pod_v1",
    "training_job": "kubernetes_job_v1",
}


def workload_object(design: WorkloadDesign) -> Resources:
    """The object of a workload and its trigger, by the type of resource and the workload's name."""
    kind = KINDS[design.spec.kind]
    spec = kind.spec(design)
    found = kind.lifecycle(design, spec)
    block: dict[str, Any] = {"ignore_changes": list(found.ignored)} if found else {}
    resources: Resources = {}
    if found and found.held:
        block["replace_triggered_by"] = ["terraform_data.pod-parts"]
        resources["terraform_data"] = {"pod-parts": {"input": found.held}}
    own = {"metadata": managed_metadata(design), "spec": _given(spec), **({"lifecycle": block} if block else {})}
    return {**resources, TYPES[design.spec.kind]: {design.name: own}, **_service(design)}


def _service(design: WorkloadDesign) -> Resources:
    spec = service_spec(design)
    return (
        {"kubernetes_service_v1": {design.name: {"metadata": metadata(design), "spec": _given(spec)}}} if spec else {}
    )


def _given(value: Any) -> Any:
    """Without what is None, as the engine leaves it out."""
    if isinstance(value, dict):
        return {key: _given(item) for key, item in value.items() if item is not None}
    return [_given(item) for item in value] if isinstance(value, (list, tuple)) else value
