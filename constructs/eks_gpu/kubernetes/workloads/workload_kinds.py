"""The kinds of workload: a deployment, stateful set, job, cron job, bare pod or training job."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import cron_job_v1, deployment_v1, job_v1, pod_v1, stateful_set_v1
from eks_gpu.kubernetes import lifecycles
from eks_gpu.kubernetes.labels import labels, selector_labels
from eks_gpu.kubernetes.workloads.job_spec import job_spec, training_job_spec
from eks_gpu.kubernetes.workloads.pod_spec import pod_spec, pod_template
from eks_gpu.kubernetes.workloads.pod_volumes import claim_templates
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from eks_gpu.design import WorkloadDesign
    from eks_gpu.kubernetes.lifecycles import Lifecycle


@dataclass(frozen=True)
class Kind:
    """How the object of a kind is made.

    Attributes:
        id: Construct id.
        module: Module of the bindings.
        name: Class of the resource in it.
        spec: Builds the object's `spec`.
        lifecycle: Fields that later plans ignore, and changes that replace the object.
        timeouts: Class of its timeouts, where Terraform must wait longer for its deletion than it does by itself.
        options: Other arguments of the class: what an apply waits for.
    """

    id: str
    module: ModuleType
    name: str
    spec: Callable[[WorkloadDesign], Mapping[str, Any]]
    lifecycle: Callable[[WorkloadDesign, Mapping[str, Any]], Lifecycle | None]
    timeouts: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def _deployment(design: WorkloadDesign) -> dict[str, Any]:
    # Unless told otherwise one pod goes before its successor comes: that needs the GPU, and there may be no other.
    rolling = {"max_surge": str(design.serving.max_surge), "max_unavailable": str(design.serving.max_unavailable)}
    return {
        "replicas": str(design.replicas),
        "selector": {"match_labels": selector_labels(design)},
        "strategy": {"type": "RollingUpdate", "rolling_update": rolling},
        "progress_deadline_seconds": design.serving.progress_deadline_seconds,
        "template": pod_template(design),
    }


def _stateful_set(design: WorkloadDesign) -> dict[str, Any]:
    return {
        "replicas": str(design.replicas),
        "service_name": design.name,
        "selector": {"match_labels": selector_labels(design)},
        # One after the other, each pod would wait for the node of the one before.
        "pod_management_policy": "Parallel",
        # Written out: the provider reads it back, and without it every plan would remove it.
        "update_strategy": [{"type": "RollingUpdate", "rolling_update": [{"partition": 0}]}],
        "template": pod_template(design),
        "volume_claim_template": claim_templates(design) or None,
    }


def _cron_job(design: WorkloadDesign) -> dict[str, Any]:
    queued = design.queued.labels(design.priority_class) if design.queued else {}
    return {
        "schedule": design.spec.schedule,
        "timezone": design.time_zone,
        # A run that takes longer than its interval would otherwise take another set of GPUs each time.
        "concurrency_policy": "Forbid",
        "successful_jobs_history_limit": 3,
        "failed_jobs_history_limit": 3,
        "job_template": {"metadata": {"labels": {**labels(design.name), **queued}}, "spec": job_spec(design)},
    }


KINDS: dict[str, Kind] = {
    "deployment": Kind(
        "deployment",
        deployment_v1,
        "DeploymentV1",
        _deployment,
        lifecycles.serving,
        options={"wait_for_rollout": False},
    ),
    "stateful_set": Kind(
        "stateful-set",
        stateful_set_v1,
        "StatefulSetV1",
        _stateful_set,
        lifecycles.serving,
        options={"wait_for_rollout": False},
    ),
    "job": Kind(
        "job", job_v1, "JobV1", job_spec, lifecycles.job, "JobV1Timeouts", options={"wait_for_completion": False}
    ),
    "cron_job": Kind("cron-job", cron_job_v1, "CronJobV1", _cron_job, lifecycles.cron_job),
    # Created is enough. The later phases are for a pod that is faster than the provider's first look.
    "pod": Kind(
        "pod",
        pod_v1,
        "PodV1",
        pod_spec,
        lifecycles.pod,
        "PodV1Timeouts",
        options={"target_state": ["Pending", "Running", "Succeeded"]},
    ),
    "training_job": Kind(
        "training-job",
        job_v1,
        "JobV1",
        training_job_spec,
        lifecycles.job,
        "JobV1Timeouts",
        options={"wait_for_completion": False},
    ),
}
