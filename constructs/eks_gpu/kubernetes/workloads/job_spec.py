"""The specs of Jobs, as dicts in the provider's spelling; nothing here makes a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.workloads.gate import GATE, INCOMPLETE
from eks_gpu.kubernetes.workloads.pod_spec import pod_template

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign


def job_spec(design: WorkloadDesign) -> dict[str, Any]:
    """The common part of a job and of a cron job's jobs.

    There is no `ttl_seconds_after_finished`: a job that deletes itself is missing at the next plan, so Terraform
    creates it again, and it runs again. The loss of a Spot node, or of a pod that gave way to a serving pod, is not a
    failure of the job.
    """
    job = design.job
    if job is None:
        msg = f"{design.name} is no job"
        raise ValueError(msg)
    disruption = {"type": "DisruptionTarget", "status": "True"}
    return {
        "completion_mode": "Indexed" if job.indexed else None,
        "completions": design.completions,
        "parallelism": design.parallelism,
        "backoff_limit": job.backoff_limit,
        "backoff_limit_per_index": job.backoff_limit_per_index,
        "max_failed_indexes": job.max_failed_indexes,
        "active_deadline_seconds": job.deadline_seconds,
        "pod_failure_policy": {"rule": [{"action": "Ignore", "on_pod_condition": [disruption]}]},
        "template": pod_template(design),
    }


def training_job_spec(design: WorkloadDesign) -> dict[str, Any]:
    """An indexed Job with a pod a rank.

    Kubernetes recreates a failed rank with its index and its name, and keeps the others: torchrun's rendezvous makes
    them start again together. So failures are counted over the whole job, and the limit of one rank is that of all. A
    lost node is not a failure; a pod on an unreachable node is not replaced before it is gone, so that no rank runs
    twice (with a failure policy Kubernetes does so by itself, podReplacementPolicy Failed).
    """
    training = design.training
    if training is None:
        msg = f"{design.name} is no training job"
        raise ValueError(msg)
    spec = job_spec(design)
    codes = {"operator": "In", "values": list(training.fail_on_exit_codes), "container_name": design.name}
    hopeless = {"action": "FailJob", "on_exit_codes": codes}
    missing = {"operator": "In", "values": [INCOMPLETE], "container_name": GATE}
    bounded = [{"action": "FailJob", "on_exit_codes": missing}] if design.spec.start_within else []
    return {
        **spec,
        "completions": training.nodes,
        "parallelism": training.nodes,
        "pod_failure_policy": {"rule": [*spec["pod_failure_policy"]["rule"], hopeless, *bounded]},
    }
