"""A workload has a field that its kind does not support, or lacks one that its kind needs.

**Why.** The field would be ignored: a job has no replicas, a deployment never completes, and no traffic reaches a batch
pod.

**Fix.** Remove the field, or change `kind`. A cron job needs `schedule`, a training job `nodes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.checks._where import workloads
from eks_gpu.spec import WorkloadSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SERVING = frozenset({"deployment", "stateful_set"})
_BATCH = frozenset({"cron_job", "job"})
_TRAINING = frozenset({"training_job"})
_JOBS = _BATCH | _TRAINING
_KINDS = {
    "replicas": _SERVING,
    "completions": _BATCH,
    "parallelism": _BATCH,
    "schedule": frozenset({"cron_job"}),
    "time_zone": frozenset({"cron_job"}),
    "ports": _SERVING | {"pod"},
    "nodes": _TRAINING,
    "restarts": _JOBS,
    "fail_on_exit_codes": _TRAINING,
    "time_limit": _JOBS,
    "start_within": _TRAINING,
    "probes": _SERVING | {"pod"},
    "surge": frozenset({"deployment"}),
    "max_unavailable": _SERVING,
    "scaling": _SERVING,
    "service_ports": _SERVING | {"pod"},
    # A stateful set's Service has no address of its own.
    "expose": frozenset({"deployment"}),
}

BAD = """\
workloads:
  - name: report
    kind: cron_job
    image: registry.example/report:1
"""
GOOD = """\
workloads:
  - name: report
    kind: cron_job
    image: registry.example/report:1
    schedule: "0 3 * * *"
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the fields that are set with the kind."""
    fields = WorkloadSpec.model_fields
    for where, workload in workloads(design.spec):
        for field, kinds in _KINDS.items():
            said = getattr(workload, field) != fields[field].default
            if said and workload.kind not in kinds:
                message = f"only {' and '.join(sorted(kinds))} can have {field!r}; {workload.name} is a {workload.kind}"
                yield error(__name__, f"{where}.{field}", message, "remove it, or change 'kind'", f"{where}.kind")
        if workload.kind == "cron_job" and workload.schedule is None:
            message = f"cron job {workload.name} does not say when it runs"
            yield error(__name__, f"{where}.schedule", message, "add 'schedule: \"0 3 * * *\"'", f"{where}.kind")
        if workload.kind == "training_job" and workload.nodes is None:
            message = f"training job {workload.name} does not say on how many nodes it runs"
            yield error(__name__, f"{where}.nodes", message, "add 'nodes: 2'", f"{where}.kind")
        yield from _idle_parallelism(where, workload)


def _idle_parallelism(where: str, workload: WorkloadSpec) -> Iterator[Problem]:
    """Look for more pods at once than there are in total; Kubernetes accepts this silently."""
    completions = workload.completions or 1
    if workload.kind in _BATCH and workload.parallelism is not None and workload.parallelism > completions:
        message = (
            f"{workload.parallelism} pods at once, but 'completions' is {completions}, so no more than that ever run"
        )
        fix = f"write 'completions: {workload.parallelism}' or more, or remove it"
        yield warning(__name__, f"{where}.parallelism", message, fix, f"{where}.completions", f"{where}.kind")
