"""The containers of a workload's pod, as dicts in the provider's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.images import default_pull_policy
from eks_gpu.design.storage.volumes import SHM
from eks_gpu.kubernetes.serving.probes import lifecycle, probes
from eks_gpu.scheduling.amounts import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.design import VolumeDesign, WorkloadDesign
    from eks_gpu.spec import ContainerSpec, EnvSourceSpec, SecuritySpec

# The same number as JOB_COMPLETION_INDEX, which Kubernetes adds to the container itself.
_COMPLETION_INDEX = "metadata.annotations['batch.kubernetes.io/job-completion-index']"


def containers(design: WorkloadDesign) -> list[dict[str, Any]]:
    """The blocks `container`: the workload's own comes first, since `kubectl logs` and `exec` take the first one."""
    return [_container(design), *(_around(design, spec) for spec in design.spec.containers)]


def init_containers(design: WorkloadDesign) -> list[dict[str, Any]]:
    """The blocks `init_container`, in the order in which they run."""
    return [_around(design, spec) for spec in design.spec.init_containers]


def environment(variables: Iterable[tuple[str, str]]) -> list[dict[str, Any]] | None:
    """The block `env`; None for none."""
    return [{"name": name, "value": value} for name, value in variables] or None


def sources(variables: Mapping[str, EnvSourceSpec]) -> list[dict[str, Any]]:
    """Blocks `env` whose values come from elsewhere."""
    return [{"name": name, "value_from": _source(source)} for name, source in variables.items()]


def _source(spec: EnvSourceSpec) -> dict[str, Any]:
    if spec.field is not None:
        return {"field_ref": {"field_path": spec.field}}
    if spec.secret is not None:
        return {"secret_key_ref": {"name": spec.secret, "key": spec.key}}
    return {"config_map_key_ref": {"name": spec.config_map, "key": spec.key}}


def security(spec: SecuritySpec | None) -> dict[str, Any]:
    """The block `security_context` of a container."""
    fixed = {"allow_privilege_escalation": False}
    if spec is None:
        return fixed
    changed = {"add": list(spec.capabilities) or None, "drop": list(spec.drop_capabilities) or None}
    return {
        **fixed,
        "read_only_root_filesystem": spec.read_only_root or None,
        "run_as_non_root": spec.non_root or None,
        "capabilities": changed if any(changed.values()) else None,
        "seccomp_profile": {"type": spec.seccomp} if spec.seccomp else None,
    }


def _container(design: WorkloadDesign) -> dict[str, Any]:
    spec = design.spec
    return {
        "name": design.name,
        "image": spec.image,
        "image_pull_policy": spec.image_pull_policy,
        "working_dir": spec.working_dir,
        "command": list(spec.command) or None,
        "args": list(spec.args) or None,
        "env": _environment(design),
        "env_from": [{"secret_ref": {"name": name}} for name in spec.env_from_secrets] or None,
        "port": [_port(port, on_host=spec.host_network) for port in spec.ports] or None,
        **probes(design.serving),
        "lifecycle": lifecycle(design.serving, spec.pre_stop),
        "resources": _resources(design),
        "security_context": security(spec.security),
        "volume_mount": _mounts(design) or None,
    }


def _environment(design: WorkloadDesign) -> list[dict[str, Any]] | None:
    """The user's variables override the derived ones."""
    own, elsewhere = design.spec.env, design.spec.env_from
    variables = {name: value for name, value in design.environment.items() if name not in elsewhere} | own
    index = {"field_ref": {"field_path": _COMPLETION_INDEX}}
    ranks = ("NODE_RANK", "PET_NODE_RANK") if design.training else ()
    derived = [{"name": name, "value_from": index} for name in ranks if name not in {**own, **elsewhere}]
    return [*derived, *sources(elsewhere), *(environment(variables.items()) or ())] or None


def _port(port: int, *, on_host: bool) -> dict[str, Any]:
    # In the node's network Kubernetes sets the node's port, and the provider would plan to remove it forever.
    return {"container_port": port, "host_port": port if on_host else None, "protocol": "TCP"}


def _resources(design: WorkloadDesign) -> dict[str, Any]:
    # Kubernetes refuses GPUs whose limit is not their request. Memory follows the same rule: a container above its
    # request is the first to be killed. CPU has no limit, because one would only stall a pod on a node whose other
    # cores are idle, and with it the GPU that is waiting for data.
    gpus = {name: shown(name, count) for name, count in {**design.gpus, **design.devices}.items()}
    disk = {"ephemeral-storage": design.disk} if design.disk else {}
    # Each scratch volume has its own limit; a limit here would also apply to the container's logs.
    most = disk if design.spec.ephemeral_storage else {}
    cpu = {"cpu": design.spec.cpu_limit} if design.spec.cpu_limit else {}
    return {
        "requests": {"cpu": design.cpu, "memory": design.memory, **disk, **gpus},
        "limits": {**cpu, "memory": design.spec.memory_limit or design.memory, **most, **gpus},
    }


def _mounts(design: WorkloadDesign) -> list[dict[str, Any]]:
    shm = [{"name": "shm", "mount_path": SHM}] if design.shm else []
    return [*shm, *(_mount(volume) for volume in design.volumes)]


def _mount(volume: VolumeDesign) -> dict[str, Any]:
    return {"name": volume.name, "mount_path": volume.mount_path, "read_only": volume.read_only or None}


def _around(design: WorkloadDesign, spec: ContainerSpec) -> dict[str, Any]:
    """A container next to or before the workload's own."""
    requests = {"cpu": spec.cpu, "memory": spec.memory}
    # Images made for CUDA ask the nodes' runtime for all GPUs; a container that requested none must not get them.
    variables = {"NVIDIA_VISIBLE_DEVICES": "void", **spec.env}
    return {
        "name": spec.name,
        "image": spec.image,
        # Always written: the provider keeps one that is left out.
        "image_pull_policy": spec.image_pull_policy or default_pull_policy(spec.image),
        "working_dir": spec.working_dir,
        "command": list(spec.command) or None,
        "args": list(spec.args) or None,
        "env": [*sources(spec.env_from), *(environment(variables.items()) or ())],
        "resources": {"requests": requests, "limits": {"memory": spec.memory}},
        "security_context": security(spec.security),
        "volume_mount": [_mount(volume) for volume in design.volumes if volume.mount_path in spec.mounts] or None,
    }
