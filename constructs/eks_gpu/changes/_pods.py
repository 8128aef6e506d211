"""What of a pod is another, for objects whose pods never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.volumes import disk_mib
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import WorkloadDesign

# Compared as the user wrote them; all others by what they come to.
_AS_WRITTEN = ("image", "command", "args", "ports", "gpus", "node_selector", "run_as")
# Objects whose pods never change.
FIXED_KINDS = frozenset({"job", "pod", "training_job"})
# Where the user wrote nothing, these follow from the GPU groups.
DERIVED = frozenset({"cpu", "efa", "memory", "shm", "termination_grace", "tolerations"})


def other_parts(was: WorkloadDesign, now: WorkloadDesign) -> list[str]:
    """The fields for which Terraform replaces a job or a bare pod (terraform-provider-kubernetes, `podSpecFields`)."""
    before = dict(_parts(was))
    return [field for field, value in _parts(now) if before[field] != value]


def other_groups(was: WorkloadDesign, now: WorkloadDesign) -> bool:
    """Whether the file names other groups, which a pod that cannot change keeps all the same."""
    return was.spec.node_groups != now.spec.node_groups and set(was.groups) != set(now.groups)


def _parts(workload: WorkloadDesign) -> Iterator[tuple[str, object]]:
    spec = workload.spec
    for field in _AS_WRITTEN:
        yield field, getattr(spec, field)
    # A list to Kubernetes: another order is another pod.
    yield "env", tuple(spec.env.items())
    yield "shm", mebibytes(workload.shm) if workload.shm else None
    yield "ephemeral_storage", mebibytes(spec.ephemeral_storage) if spec.ephemeral_storage else None
    # What is mounted where; scratch is a part of what the pod asks for.
    yield "volumes", (tuple((one.name, one.mount_path, one.read_only) for one in workload.volumes), disk_mib(spec))
    yield "cpu", millicores(workload.cpu)
    yield "memory", mebibytes(workload.memory)
    yield "tolerations", workload.tolerations
    yield "service_account", workload.service_account
    yield "priority", workload.priority_class
    # Interfaces and huge pages, and the variable that comes with them.
    yield "efa", workload.devices
    yield "drain", workload.serving.drain_seconds
    yield "probes", workload.serving.probes
    # Left out, it follows from the capacity of the groups.
    yield "termination_grace", workload.serving.grace_seconds
    if spec.kind == "job":
        yield "completions", workload.completions
        yield "restarts", workload.job and workload.job.backoff_limit_per_index
    if workload.training:
        # The number of nodes and of restarts stand in the pods' environment; the exit codes cannot change.
        yield "nodes", workload.training.nodes
        yield "restarts", workload.training.environment["PET_MAX_RESTARTS"]
        yield "fail_on_exit_codes", workload.training.fail_on_exit_codes
