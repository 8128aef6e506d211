"""Parts of a pod that an edit changes, for objects whose pods never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.serving import GRACE_SECONDS
from eks_gpu.design.storage.volumes import disk_mib
from eks_gpu.design.workloads.gate import GATE
from eks_gpu.effects import Effect, below
from eks_gpu.scheduling.quantity import mebibytes, millicores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import WorkloadDesign

# Compared as written in the file; all other fields by their resulting values.
_AS_WRITTEN = (
    *("image", "command", "args", "ports", "node_selector", "run_as", "containers", "security", "start_within"),
    *("working_dir", "image_pull_policy", "host_network", "runtime_class", "pre_stop"),
)
# Unless written in the file, these follow from the GPU groups.
DERIVED = frozenset({"cpu", "efa", "gpus", "memory", "shm", "termination_grace", "tolerations"})
# Among these: fields that writing the old value could not restore.
NEVER_WRITTEN = frozenset({"efa", "gpus"})
# Fields with their own findings, among those that an unchangeable pod keeps (`eks_gpu.effects.workloads`).
_REPORTED = frozenset({"evictable", "node_groups", "service_account", "time_limit", "zone_spread"})


def other_parts(was: WorkloadDesign, now: WorkloadDesign) -> list[str]:
    """The fields for which Terraform replaces a job or a bare pod (terraform-provider-kubernetes, `podSpecFields`)."""
    before = dict(_parts(was))
    found = [field for field, value in _parts(now) if before[field] != value]
    if was.service_account and not now.service_account:
        # Optional and Computed: the provider keeps a value that is left out. So is the pull policy below.
        found = [field for field in found if field != "service_account"]
    if not now.spec.image_pull_policy:
        found = [field for field in found if field != "image_pull_policy"]
    if was.spec.gpus == now.spec.gpus and was.spec.gpu_profile != now.spec.gpu_profile:
        found = ["gpu_profile" if field == "gpus" else field for field in found]
    return found


def cron_parts(was: WorkloadDesign, now: WorkloadDesign) -> list[tuple[str, int, int]]:
    """Fields for which Terraform replaces a cron job, before and after; all others apply from its next run."""
    found = [("completions", was.completions, now.completions)]
    if was.job and now.job and now.job.indexed:
        # With several pods each has its own limit, and changing that forces replacement.
        found.append(("restarts", was.job.restarts, now.job.restarts))
    return [edit for edit in found if edit[1] != edit[2]]


def left_parts(was: WorkloadDesign, now: WorkloadDesign) -> list[str]:
    """The fields that an edit changes and a pod that cannot change keeps."""
    # The metadata of a bare pod are the object's own, which Terraform updates in place.
    in_place = {"annotations"} if now.spec.kind == "pod" else set()
    kept = (field for field in below("workloads[]", Effect.KEPT) if field not in {*_REPORTED, *in_place})
    return [field for field in kept if getattr(was.spec, field) != getattr(now.spec, field)]


def other_groups(was: WorkloadDesign, now: WorkloadDesign) -> bool:
    """Whether the file names other groups; a pod that cannot change keeps its old ones."""
    return was.spec.node_groups != now.spec.node_groups and set(was.groups) != set(now.groups)


def _parts(workload: WorkloadDesign) -> Iterator[tuple[str, object]]:
    spec = workload.spec
    for field in _AS_WRITTEN:
        yield field, getattr(spec, field)
    # The one that waits for all ranks follows from `start_within`.
    yield "init_containers", [one for one in spec.init_containers if one.name != GATE]
    # Kubernetes sees a list, so another order is another pod.
    yield "env", tuple(spec.env.items())
    yield "env_from", tuple(spec.env_from.items())
    if spec.kind != "pod":
        # A bare pod's change in place.
        yield "labels", dict(spec.labels)
    yield "cpu_limit", millicores(spec.cpu_limit) if spec.cpu_limit else None
    yield "memory_limit", mebibytes(spec.memory_limit) if spec.memory_limit else None
    yield "gpus", dict(workload.gpus)
    yield "shm", mebibytes(workload.shm) if workload.shm else None
    yield "ephemeral_storage", mebibytes(spec.ephemeral_storage) if spec.ephemeral_storage else None
    # Mounts; scratch is part of the pod's requests.
    yield (
        "volumes",
        (tuple((volume.name, volume.mount_path, volume.read_only) for volume in workload.volumes), disk_mib(spec)),
    )
    yield "cpu", millicores(workload.cpu)
    yield "memory", mebibytes(workload.memory)
    yield "tolerations", workload.object_tolerations
    yield "service_account", workload.service_account
    yield "priority", workload.priority_class
    # Interfaces and huge pages, and the variable that comes with them.
    yield "efa", workload.devices
    yield "drain", workload.serving.drain_seconds
    yield "probes", workload.serving.probes
    # By default it follows from the capacity of the groups.
    grace = workload.serving.grace_seconds
    yield "termination_grace", GRACE_SECONDS if grace is None else grace
    if spec.kind == "job":
        yield "completions", workload.completions
        yield "restarts", workload.job and workload.job.backoff_limit_per_index
    if workload.training:
        # The pods' environment contains the number of nodes and of restarts; the exit codes cannot change.
        yield "nodes", workload.training.nodes
        yield "restarts", workload.training.environment["PET_MAX_RESTARTS"]
        yield "fail_on_exit_codes", workload.training.fail_on_exit_codes
