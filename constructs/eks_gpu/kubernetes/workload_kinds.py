"""The kinds of workload: a deployment, stateful set, job, cron job, bare pod or training job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import (
    TerraformResourceLifecycle,
    cron_job_v1,
    deployment_v1,
    job_v1,
    pod_v1,
    stateful_set_v1,
)
from eks_gpu.kubernetes.job_spec import job_spec, training_job_spec
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.pod_spec import pod_spec, pod_template
from eks_gpu.kubernetes.pod_volumes import claim_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from eks_gpu.design import WorkloadDesign


@dataclass(frozen=True, slots=True)
class Kind:
    """How the object of a kind is made.

    Attributes:
        id: Construct id.
        module: Module of the bindings.
        name: Class of the resource in it.
        spec: Its `spec`.
        lifecycle: What later plans leave as it is.
        options: Other arguments of the class: what an apply waits for.
    """

    id: str
    module: ModuleType
    name: str
    spec: Callable[[WorkloadDesign], Mapping[str, Any]]
    lifecycle: Callable[[WorkloadDesign], TerraformResourceLifecycle | None]
    options: Mapping[str, Any] = field(default_factory=dict)


def _deployment(design: WorkloadDesign) -> dict[str, Any]:
    # Unless told otherwise one pod goes before its successor comes: that needs the GPU, and there may be no other.
    rolling = {"max_surge": str(design.serving.max_surge), "max_unavailable": str(design.serving.max_unavailable)}
    return {
        "replicas": str(design.replicas),
        "selector": {"match_labels": labels(design.name)},
        "strategy": {"type": "RollingUpdate", "rolling_update": rolling},
        "progress_deadline_seconds": design.serving.progress_deadline_seconds,
        "template": pod_template(design),
    }


def _stateful_set(design: WorkloadDesign) -> dict[str, Any]:
    return {
        "replicas": str(design.replicas),
        "service_name": design.name,
        "selector": {"match_labels": labels(design.name)},
        # One after the other, each pod would wait for the node of the one before.
        "pod_management_policy": "Parallel",
        # Written out: the provider reads it back, and without it every plan would remove it.
        "update_strategy": [{"type": "RollingUpdate", "rolling_update": [{"partition": 0}]}],
        "template": pod_template(design),
        "volume_claim_template": claim_templates(design) or None,
    }


def _cron_job(design: WorkloadDesign) -> dict[str, Any]:
    return {
        "schedule": design.spec.schedule,
        "timezone": design.time_zone,
        # A run that takes longer than its interval would otherwise take another set of GPUs each time.
        "concurrency_policy": "Forbid",
        "successful_jobs_history_limit": 3,
        "failed_jobs_history_limit": 3,
        "job_template": {"metadata": {"labels": labels(design.name)}, "spec": job_spec(design)},
    }


def _nothing_left(_: WorkloadDesign) -> None:
    """Every plan brings it to what the file says."""


def _pod_as_made(design: WorkloadDesign) -> TerraformResourceLifecycle:
    return _as_made(design, "spec[0]")


def _job_as_made(design: WorkloadDesign) -> TerraformResourceLifecycle:
    """Leave a Job's pod as it is, and its time limit where the file has none (any more).

    Of a limit that is taken away the provider sends 0 (2.38, `patchJobV1Spec`): the Job would be ended at once.
    """
    template = "spec[0].template[0]"
    limit = [] if design.job and design.job.deadline_seconds else ["spec[0].active_deadline_seconds"]
    return _as_made(design, f"{template}.spec[0]", f"{template}.metadata[0].annotations", *limit)


def _as_made(design: WorkloadDesign, pod: str, *others: str) -> TerraformResourceLifecycle:
    """Leave the GPU groups, the zone spread and the Secrets of a pod that cannot change as they are.

    The provider would plan other ones as an update and send nothing of it (2.38, `patchJobV1Spec`): every plan from
    then on would show it. So a group or a zone that is added later changes nothing here, and replaces no running job.
    """
    secrets = {
        "container[0].env_from": design.spec.env_from_secrets,
        "image_pull_secrets": design.spec.image_pull_secrets,
    }
    return TerraformResourceLifecycle(
        ignore_changes=[
            f"{pod}.affinity",
            f"{pod}.topology_spread_constraint",
            *(f"{pod}.{field}" for field, names in secrets.items() if names),
            *others,
        ]
    )


def _scaled(design: WorkloadDesign) -> TerraformResourceLifecycle | None:
    """Leave the number of pods to what scales them; every plan would set it back otherwise."""
    return TerraformResourceLifecycle(ignore_changes=["spec[0].replicas"]) if design.spec.scaling else None


KINDS: dict[str, Kind] = {
    "deployment": Kind("deployment", deployment_v1, "DeploymentV1", _deployment, _scaled, {"wait_for_rollout": False}),
    "stateful_set": Kind(
        "stateful-set", stateful_set_v1, "StatefulSetV1", _stateful_set, _scaled, {"wait_for_rollout": False}
    ),
    "job": Kind("job", job_v1, "JobV1", job_spec, _job_as_made, {"wait_for_completion": False}),
    "cron_job": Kind("cron-job", cron_job_v1, "CronJobV1", _cron_job, _nothing_left),
    # Created is enough. The later phases are for a pod that is faster than the provider's first look.
    "pod": Kind("pod", pod_v1, "PodV1", pod_spec, _pod_as_made, {"target_state": ["Pending", "Running", "Succeeded"]}),
    "training_job": Kind(
        "training-job", job_v1, "JobV1", training_job_spec, _job_as_made, {"wait_for_completion": False}
    ),
}
