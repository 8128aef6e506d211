"""The pod of a GPU workload, in Terraform's names; the same for every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.kubernetes.blocks import MANAGED_BY, node_affinity

if TYPE_CHECKING:
    from eks_gpu.design.workloads import TolerationDesign, WorkloadDesign

# Any: a pod is described in plain data; the bindings' classes check it when it is made.
Fields = dict[str, Any]


def toleration(design: TolerationDesign) -> Fields:
    """A toleration."""
    return {"key": design.key, "operator": design.operator, "value": design.value, "effect": design.effect}


def selector(design: WorkloadDesign) -> dict[str, str]:
    """Labels by which a workload knows its pods; they can never change."""
    return {"app.kubernetes.io/name": design.name}


def metadata(design: WorkloadDesign) -> Fields:
    """Name, namespace and labels of a workload's objects."""
    return {"name": design.name, "namespace": design.spec.namespace, "labels": {**MANAGED_BY, **selector(design)}}


def template(design: WorkloadDesign) -> Fields:
    """The pod template."""
    return {"metadata": {"labels": {**MANAGED_BY, **selector(design)}}, "spec": pod(design)}


def pod(design: WorkloadDesign) -> Fields:
    """The pod."""
    several = len(design.groups) > 1
    return {
        "restart_policy": design.restart_policy,
        "priority_class_name": design.priority_class,
        # A GPU workload does not talk to the Kubernetes API; a token in the pod is only there to be stolen.
        "automount_service_account_token": False,
        "enable_service_links": False,
        "node_selector": dict(design.node_selector) or None,
        "affinity": node_affinity(GROUP_LABEL, design.groups) if several else None,
        "toleration": [toleration(entry) for entry in design.tolerations],
        "container": [_container(design)],
        "volume": _volumes(design),
    }


def _container(design: WorkloadDesign) -> Fields:
    spec = design.spec
    gpus = {name: str(count) for name, count in design.gpus.items()}
    return {
        "name": spec.name,
        "image": spec.image,
        "image_pull_policy": "IfNotPresent",
        "command": list(spec.command) or None,
        "args": list(spec.args) or None,
        "env": [{"name": name, "value": value} for name, value in spec.env.items()] or None,
        "port": [{"name": _port_name(port), "container_port": port, "protocol": "TCP"} for port in spec.ports] or None,
        "resources": {
            "requests": {"cpu": design.cpu, "memory": design.memory, **gpus},
            # CPU has no limit: a limit would throttle the process that feeds the GPU while cores stand idle.
            "limits": {"memory": design.memory, **gpus},
        },
        "security_context": {
            "allow_privilege_escalation": False,
            "capabilities": {"drop": ["ALL"]},
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "volume_mount": [{"name": "shm", "mount_path": "/dev/shm"}] if spec.shm else None,  # noqa: S108 - in the pod
    }


def _volumes(design: WorkloadDesign) -> list[Fields] | None:
    if design.spec.shm is None:
        return None
    return [{"name": "shm", "empty_dir": {"medium": "Memory", "size_limit": design.spec.shm}}]


def _port_name(port: int) -> str:
    return f"tcp-{port}"


def service_ports(design: WorkloadDesign) -> list[Fields] | None:
    """The ports of the workload's Service."""
    ports = design.spec.ports
    return [
        {"name": _port_name(port), "port": port, "target_port": _port_name(port), "protocol": "TCP"} for port in ports
    ] or None
