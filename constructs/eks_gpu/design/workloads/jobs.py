"""How a Job counts its pods, and when it gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from eks_gpu.spec import WorkloadSpec

JOB_KINDS = frozenset({"job", "cron_job", "training_job"})
# Each retry pays for a GPU again; what fails three more times will fail a fourth time.
_RETRIES = 3
# All ranks of a training job start again.
_TRAINING_RETRIES = 2
# Kubernetes' own where each index has a limit. The provider would send 6 (terraform-provider-kubernetes #2861).
_NO_LIMIT = 2**31 - 1


@dataclass(frozen=True)
class JobDesign:
    """How a Job counts its pods, and when it gives up.

    For an indexed Job the provider always sends a limit for each index and one for failed indexes, with 0 if it is not
    set (2.38, `expandJobV1Spec`): the first pod to fail would end the Job. So both are always given.

    Attributes:
        restarts: Times that what fails begins again.
        backoff_limit: Pods that may fail before the Job does.
        backoff_limit_per_index: Pods of one index among them; None if pods have no index.
        max_failed_indexes: Number of indexes that may fail permanently while the others continue; None if pods have no
            index.
        deadline_seconds: When it is ended; None for never.
    """

    restarts: int
    backoff_limit: int
    backoff_limit_per_index: int | None
    max_failed_indexes: int | None
    deadline_seconds: int | None

    @property
    def indexed(self) -> bool:
        """Whether its pods are numbered, so that each can take its part of the work."""
        return self.backoff_limit_per_index is not None


def design_job(spec: WorkloadSpec) -> JobDesign | None:
    """How the Job of a workload counts; None for kinds that never end."""
    if spec.kind not in JOB_KINDS:
        return None
    training = spec.kind == "training_job"
    restarts = (_TRAINING_RETRIES if training else _RETRIES) if spec.restarts is None else spec.restarts
    completions = spec.completions or 1
    deadline = seconds(spec.time_limit) if spec.time_limit else None
    if training:
        # Kubernetes counts pods, and when one rank fails all do. No rank may fail for good: the others wait for it.
        limit = restarts * (spec.nodes or 1)
        return JobDesign(restarts, limit, limit, 0, deadline)
    if completions > 1:
        # A shard that always fails must not take the others along, nor use up their tries.
        return JobDesign(restarts, _NO_LIMIT, restarts, completions, deadline)
    return JobDesign(restarts, restarts, None, None, deadline)
