"""GPU workloads, of five kinds.

None of them waits for its pods: they may need a GPU node that takes minutes to come, or a quota that takes days, and
the provider's token lives a quarter of an hour. Terraform's part is done when Kubernetes has taken the object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import (
    Construct,
    cron_job_v1,
    deployment_v1,
    job_v1,
    pod_v1,
    service_v1,
    stateful_set_v1,
)
from eks_gpu.kubernetes import pods
from eks_gpu.kubernetes.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eks_gpu.bindings import ITerraformDependable, TerraformResource
    from eks_gpu.design.workloads import WorkloadDesign
    from eks_gpu.kubernetes.pods import Fields

# Failures of a job's pods before it gives up; Kubernetes' own default, written out so that it does not surprise.
_BACKOFF_LIMIT = 6


class Workload(Construct):
    """A GPU workload: the object of its kind, and a Service where it serves.

    Its pods ask for GPUs as limits, tolerate the taints of the groups they may use and insist on those groups by a
    label that the autoscaler knows before there is a node.
    """

    def __init__(
        self, scope: Construct, id: str, design: WorkloadDesign, *, after: Sequence[ITerraformDependable] = ()
    ) -> None:
        """Create the workload; `after` is what must be there first: its namespace, its priority class."""
        super().__init__(scope, id)
        self._after = list(after) or None
        self.resource = _KINDS[design.spec.kind](self, design)
        headless = design.spec.kind == "stateful_set"
        if design.spec.ports or headless:
            self._service(design, headless=headless)

    def _deployment(self, design: WorkloadDesign) -> TerraformResource:
        fields = {
            "metadata": pods.metadata(design),
            "spec": {
                "replicas": str(design.replicas),
                "selector": {"match_labels": pods.selector(design)},
                # A surge would buy a GPU node for the length of an update.
                "strategy": {
                    "type": "RollingUpdate",
                    "rolling_update": {"max_surge": "0", "max_unavailable": "1"},
                },
                "template": pods.template(design),
            },
            "wait_for_rollout": False,
        }
        made = blocks(deployment_v1, "DeploymentV1", fields)
        return deployment_v1.DeploymentV1(self, "deployment", **made, depends_on=self._after)

    def _stateful_set(self, design: WorkloadDesign) -> TerraformResource:
        fields = {
            "metadata": pods.metadata(design),
            "spec": {
                "replicas": str(design.replicas),
                "service_name": design.name,
                "selector": {"match_labels": pods.selector(design)},
                # All at once: with one after the other every pod would wait for a node of its own in turn.
                "pod_management_policy": "Parallel",
                "template": pods.template(design),
            },
            "wait_for_rollout": False,
        }
        made = blocks(stateful_set_v1, "StatefulSetV1", fields)
        return stateful_set_v1.StatefulSetV1(self, "stateful-set", **made, depends_on=self._after)

    def _job(self, design: WorkloadDesign) -> TerraformResource:
        fields = {"metadata": pods.metadata(design), "spec": _job_spec(design), "wait_for_completion": False}
        return job_v1.JobV1(self, "job", **blocks(job_v1, "JobV1", fields), depends_on=self._after)

    def _cron_job(self, design: WorkloadDesign) -> TerraformResource:
        spec = design.spec
        fields = {
            "metadata": pods.metadata(design),
            "spec": {
                "schedule": spec.schedule,
                "timezone": spec.time_zone,
                # A run that still waits for a node is not joined by the next one.
                "concurrency_policy": "Forbid",
                "successful_jobs_history_limit": 3,
                "failed_jobs_history_limit": 3,
                "job_template": {"metadata": {"labels": pods.selector(design)}, "spec": _job_spec(design)},
            },
        }
        made = blocks(cron_job_v1, "CronJobV1", fields)
        return cron_job_v1.CronJobV1(self, "cron-job", **made, depends_on=self._after)

    def _pod(self, design: WorkloadDesign) -> TerraformResource:
        fields = {
            "metadata": pods.metadata(design),
            "spec": pods.pod(design),
            # The default waits for Running, that is for a GPU node.
            "target_state": ["Pending", "Running", "Succeeded"],
        }
        return pod_v1.PodV1(self, "pod", **blocks(pod_v1, "PodV1", fields), depends_on=self._after)

    def _service(self, design: WorkloadDesign, *, headless: bool) -> None:
        fields: Fields = {
            "metadata": pods.metadata(design),
            "spec": {
                "type": "ClusterIP",
                "cluster_ip": "None" if headless else None,
                "selector": pods.selector(design),
                "port": pods.service_ports(design),
            },
            "wait_for_load_balancer": False,
        }
        service_v1.ServiceV1(self, "service", **blocks(service_v1, "ServiceV1", fields), depends_on=self._after)


def _job_spec(design: WorkloadDesign) -> Fields:
    """A job; it has no time to live: gone after it finished, it would be planned and run again at the next apply."""
    return {
        "completions": design.completions,
        "parallelism": design.parallelism,
        "backoff_limit": _BACKOFF_LIMIT,
        "template": pods.template(design),
    }


_KINDS: dict[str, Callable[[Workload, WorkloadDesign], TerraformResource]] = {
    "deployment": Workload._deployment,  # noqa: SLF001 - its own
    "stateful_set": Workload._stateful_set,  # noqa: SLF001 - its own
    "job": Workload._job,  # noqa: SLF001 - its own
    "cron_job": Workload._cron_job,  # noqa: SLF001 - its own
    "pod": Workload._pod,  # noqa: SLF001 - its own
}
