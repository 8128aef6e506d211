"""NVIDIA's control daemon for MPS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct
from eks_gpu.design.platform import requests
from eks_gpu.design.platform.plugin_config import MPS_ROOT
from eks_gpu.kubernetes.platform.daemon_set import daemon_set
from eks_gpu.kubernetes.platform.plugin_configs import (
    CONFIG_FILE,
    config_manager,
    config_mounts,
    config_volumes,
    fingerprint,
)
from eks_gpu.kubernetes.platform.plugin_configs import NAME as PLUGIN
from eks_gpu.kubernetes.workloads.containers import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign, MpsDesign

_NAME = "nvidia-mps-control-daemon"
_PROGRAM = "mps-control-daemon"


class MpsControlDaemon(Construct):
    """The DaemonSet that runs MPS on the nodes of groups that share by it; the plugin offers no GPU before it is there.

    NVIDIA's chart waits for the label `nvidia.com/mps.capable`, which feature discovery would set
    (NVIDIA/k8s-device-plugin #1085); here the groups are known. It is privileged and in the machine's process
    namespace as in that chart: it mounts memory for the pods, sets the GPUs' mode and must know its clients' processes.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        design: DevicePluginDesign,
        mps: MpsDesign,
        *,
        after: Sequence[ITerraformDependable],
    ) -> None:
        """Create the DaemonSet; `after` are the plugin's settings and its service account."""
        super().__init__(scope, id)
        self.resource = daemon_set(
            self,
            _NAME,
            groups=mps.groups,
            tolerated=mps.tolerations,
            pod=_pod(design),
            annotations=fingerprint(design.configs),
            after=after,
        )


def _pod(design: DevicePluginDesign) -> dict[str, Any]:
    return {
        # No sidecar: a group's label never changes to another key, and where a group stops using MPS, this pod goes.
        "init_container": [_shared_memory(design), config_manager("config", design.image, signal=None)],
        "container": [_container(design)],
        "host_pid": True,
        "priority_class_name": "system-node-critical",
        "service_account_name": PLUGIN,
        "volume": [*mps_volumes(), *config_volumes()],
    }


def _shared_memory(design: DevicePluginDesign) -> dict[str, Any]:
    return {
        "name": "shared-memory",
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        "command": [_PROGRAM, "mount-shm"],
        "security_context": {"privileged": True},
        # Its mounts must be visible on the host, from where pods get them.
        "volume_mount": [{"name": "mps-root", "mount_path": "/mps", "mount_propagation": "Bidirectional"}],
    }


def _container(design: DevicePluginDesign) -> dict[str, Any]:
    variables = {
        "CONFIG_FILE": CONFIG_FILE,
        "NVIDIA_VISIBLE_DEVICES": "all",
        "NVIDIA_DRIVER_CAPABILITIES": "compute,utility",
    }
    return {
        "name": _NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        "command": [_PROGRAM],
        "env": environment(variables.items()),
        "resources": {"requests": requests.MPS_CONTROL.quantities()},
        "security_context": {"privileged": True},
        "volume_mount": [*mps_mounts(), *config_mounts()],
    }


def mps_mounts() -> list[dict[str, Any]]:
    """Mounts through which containers reach the MPS daemon."""
    return [{"name": "mps-shm", "mount_path": "/dev/shm"}, {"name": "mps-root", "mount_path": "/mps"}]  # noqa: S108 - in the pod


def mps_volumes() -> list[dict[str, Any]]:
    """The folders of MPS on the machine."""
    return [
        {"name": "mps-root", "host_path": {"path": MPS_ROOT, "type": "DirectoryOrCreate"}},
        {"name": "mps-shm", "host_path": {"path": f"{MPS_ROOT}/shm", "type": "DirectoryOrCreate"}},
    ]
