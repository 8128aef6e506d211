"""GPU workloads: a deployment, stateful set, job, cron job, bare pod or training job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import (
    Construct,
    TerraformResourceLifecycle,
    cron_job_v1,
    deployment_v1,
    job_v1,
    pod_v1,
    service_v1,
    stateful_set_v1,
)
from eks_gpu.kubernetes.config_files import config_maps
from eks_gpu.kubernetes.disruption import disruption_budget
from eks_gpu.kubernetes.job_spec import job_spec, training_job_spec
from eks_gpu.kubernetes.labels import labels, metadata
from eks_gpu.kubernetes.pod_spec import pod_spec, pod_template
from eks_gpu.kubernetes.pod_volumes import claim_templates
from eks_gpu.kubernetes.scaling import autoscaler
from eks_gpu.kubernetes.service_spec import service_spec
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eks_gpu.bindings import ITerraformDependable, TerraformResource
    from eks_gpu.design import WorkloadDesign


class Workload(Construct):
    """A workload on GPU nodes, with a Service for its ports.

    The load balancer of `expose` takes the nodes labelled ``eks-gpu.io/group=system`` for its targets, which
    `SystemNodeGroup` makes; in a cluster of other nodes give some of them that label.

    Nothing here waits for a pod: from zero, a GPU node takes longer to come than the provider's timeouts and the
    cluster's token allow, so every apply would fail and leave a tainted resource
    (hashicorp/terraform-provider-kubernetes #623, #1896). Whether it runs is for `kubectl get pods` to say.

    Attributes:
        resource: The workload.
        service: What its ports are reached by; None where there are none.
    """

    def __init__(
        self, scope: Construct, id: str, design: WorkloadDesign, *, after: Sequence[ITerraformDependable] = ()
    ) -> None:
        """Create the workload.

        Args:
            scope: Where it belongs.
            id: Construct id, part of the address; `design.id` is unique in a cluster.
            design: The workload.
            after: What must be there before: its namespace and quota, its priority class.
        """
        super().__init__(scope, id)
        after = [*after, *config_maps(self, design, after)]
        self.service = _service(self, design, after)
        self.resource = _KINDS[design.spec.kind](self, design, after)
        disruption_budget(self, design, after)
        autoscaler(self, design, self.resource)


def _deployment(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    # Unless told otherwise one pod goes before its successor comes: that needs the GPU, and there may be no other.
    rolling = {"max_surge": str(design.serving.max_surge), "max_unavailable": str(design.serving.max_unavailable)}
    return resource(
        scope,
        "deployment",
        deployment_v1,
        "DeploymentV1",
        metadata=metadata(design),
        spec={
            "replicas": str(design.replicas),
            "selector": {"match_labels": labels(design.name)},
            "strategy": {"type": "RollingUpdate", "rolling_update": rolling},
            "progress_deadline_seconds": design.serving.progress_deadline_seconds,
            "template": pod_template(design),
        },
        wait_for_rollout=False,
        lifecycle=_scaled(design),
        depends_on=list(after) or None,
    )


def _stateful_set(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    return resource(
        scope,
        "stateful-set",
        stateful_set_v1,
        "StatefulSetV1",
        metadata=metadata(design),
        spec={
            "replicas": str(design.replicas),
            "service_name": design.name,
            "selector": {"match_labels": labels(design.name)},
            # One after the other, each pod would wait for the node of the one before.
            "pod_management_policy": "Parallel",
            # Written out: the provider reads it back, and without it every plan would remove it.
            "update_strategy": [{"type": "RollingUpdate", "rolling_update": [{"partition": 0}]}],
            "template": pod_template(design),
            "volume_claim_template": claim_templates(design) or None,
        },
        wait_for_rollout=False,
        lifecycle=_scaled(design),
        depends_on=list(after) or None,
    )


def _job(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    return resource(
        scope,
        "job",
        job_v1,
        "JobV1",
        metadata=metadata(design),
        spec=job_spec(design),
        wait_for_completion=False,
        lifecycle=_job_as_made(design),
        depends_on=list(after) or None,
    )


def _training_job(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    return resource(
        scope,
        "training-job",
        job_v1,
        "JobV1",
        metadata=metadata(design),
        spec=training_job_spec(design),
        wait_for_completion=False,
        lifecycle=_job_as_made(design),
        depends_on=list(after) or None,
    )


def _cron_job(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    return resource(
        scope,
        "cron-job",
        cron_job_v1,
        "CronJobV1",
        metadata=metadata(design),
        spec={
            "schedule": design.spec.schedule,
            "timezone": design.time_zone,
            # A run that takes longer than its interval would otherwise take another set of GPUs each time.
            "concurrency_policy": "Forbid",
            "successful_jobs_history_limit": 3,
            "failed_jobs_history_limit": 3,
            "job_template": {"metadata": {"labels": labels(design.name)}, "spec": job_spec(design)},
        },
        depends_on=list(after) or None,
    )


def _pod(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    return resource(
        scope,
        "pod",
        pod_v1,
        "PodV1",
        metadata=metadata(design),
        spec=pod_spec(design),
        # Created is enough. The later phases are for a pod that is faster than the provider's first look.
        target_state=["Pending", "Running", "Succeeded"],
        lifecycle=_as_made(design, "spec[0]"),
        depends_on=list(after) or None,
    )


def _job_as_made(design: WorkloadDesign) -> TerraformResourceLifecycle:
    """Leave a Job's pod as it is, and its time limit where the file has none (any more).

    Of a limit that is taken away the provider sends 0 (2.38, `patchJobV1Spec`): the Job would be ended at once.
    """
    template = "spec[0].template[0]"
    limit = [] if design.job and design.job.deadline_seconds else ["spec[0].active_deadline_seconds"]
    return _as_made(design, f"{template}.spec[0]", f"{template}.metadata[0].annotations", *limit)


def _as_made(design: WorkloadDesign, pod: str, *others: str) -> TerraformResourceLifecycle:
    """Leave the GPU groups and the Secrets of a pod that cannot change as they are.

    The provider would plan another list as an update and send nothing of it (2.38, `patchJobV1Spec`): every plan from
    then on would show it. So a group that comes later changes nothing here.
    """
    secrets = {
        "container[0].env_from": design.spec.env_from_secrets,
        "image_pull_secrets": design.spec.image_pull_secrets,
    }
    return TerraformResourceLifecycle(
        ignore_changes=[f"{pod}.affinity", *(f"{pod}.{field}" for field, names in secrets.items() if names), *others]
    )


def _scaled(design: WorkloadDesign) -> TerraformResourceLifecycle | None:
    """Leave the number of pods to what scales them; every plan would set it back otherwise."""
    return TerraformResourceLifecycle(ignore_changes=["spec[0].replicas"]) if design.spec.scaling else None


def _service(
    scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]
) -> TerraformResource | None:
    spec = service_spec(design)
    if spec is None:
        return None
    outside = design.serving.load_balancer
    return resource(
        scope,
        "service",
        service_v1,
        "ServiceV1",
        metadata={**metadata(design), **({"annotations": dict(outside.annotations)} if outside else {})},
        spec=spec,
        wait_for_load_balancer=False if outside else None,
        depends_on=list(after) or None,
    )


_KINDS: dict[str, Callable[[Construct, WorkloadDesign, Sequence[ITerraformDependable]], TerraformResource]] = {
    "deployment": _deployment,
    "stateful_set": _stateful_set,
    "job": _job,
    "cron_job": _cron_job,
    "pod": _pod,
    "training_job": _training_job,
}
