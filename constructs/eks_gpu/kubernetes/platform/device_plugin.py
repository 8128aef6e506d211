"""NVIDIA's device plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct
from eks_gpu.design.platform import requests
from eks_gpu.kubernetes.platform.daemon_set import daemon_set
from eks_gpu.kubernetes.platform.mps import MpsControlDaemon, mps_mounts, mps_volumes
from eks_gpu.kubernetes.platform.plugin_configs import (
    CONFIG_FILE,
    PluginConfigs,
    config_manager,
    config_mounts,
    config_volumes,
    fingerprint,
)
from eks_gpu.kubernetes.workloads.containers import environment

if TYPE_CHECKING:
    from eks_gpu.design.platform.device_plugin import DevicePluginDesign

_NAME = "nvidia-device-plugin"
_SOCKETS = "/var/lib/kubelet/device-plugins"
_ENVIRONMENT = {
    # On these AMIs the driver is there before kubelet is, so a failure is worth a restart; the alternative is a plugin
    # that blocks forever and looks healthy.
    "FAIL_ON_INIT_ERROR": "true",
    # The plugin itself must see every GPU of the node, and the driver's management library.
    "NVIDIA_VISIBLE_DEVICES": "all",
    "NVIDIA_DRIVER_CAPABILITIES": "compute,utility",
}


class NvidiaDevicePlugin(Construct):
    """The DaemonSet that tells kubelet of the GPUs; without it nodes are bought and no pod can use them.

    It runs on the nodes of the GPU groups that need it, tolerates each of their taints, and nowhere else: without the
    affinity it crash-loops on nodes without GPU, with a taint untolerated a group never offers one
    (NVIDIA/k8s-device-plugin #68; eksctl-io/eksctl #8858). The rest follows NVIDIA's manifest of v0.20.0.

    Where groups share their GPUs it has settings by group: a container before it links those of its node, by the node's
    label, and another one next to it links other settings and notifies the plugin when the label changes.
    """

    def __init__(self, scope: Construct, id: str, design: DevicePluginDesign) -> None:
        """Create the DaemonSet, and what sharing takes besides."""
        super().__init__(scope, id)
        configs = PluginConfigs(self, "configs", design).resources if design.configs else []
        self.resource = daemon_set(
            self,
            _NAME,
            groups=design.groups,
            tolerated=design.tolerations,
            pod=_pod(design),
            annotations=fingerprint(design.configs) if design.configs else None,
            after=configs,
        )
        if design.mps:
            MpsControlDaemon(self, "mps", design, design.mps, after=configs)


def _pod(design: DevicePluginDesign) -> dict[str, Any]:
    pod: dict[str, Any] = {
        "container": [_container(design)],
        "priority_class_name": "system-node-critical",
        "automount_service_account_token": False,
        "volume": [
            {"name": "sockets", "host_path": {"path": _SOCKETS, "type": "Directory"}},
            *(mps_volumes() if design.mps else ()),
            *(config_volumes() if design.configs else ()),
        ],
    }
    return {**pod, **_configured(design, pod["container"])} if design.configs else pod


def _configured(design: DevicePluginDesign, containers: list[dict[str, Any]]) -> dict[str, Any]:
    """Parts of the pod that it needs to pick its settings by node."""
    return {
        "init_container": [config_manager("config", design.image, signal=None)],
        "container": [config_manager("config-manager", design.image, signal=_NAME), *containers],
        # One container signals another.
        "share_process_namespace": True,
        "service_account_name": _NAME,
        "automount_service_account_token": True,
    }


def _container(design: DevicePluginDesign) -> dict[str, Any]:
    return {
        "name": _NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        # The name by which the config-manager finds it.
        "command": [_NAME] if design.configs else None,
        "env": environment(_environment(design).items()),
        # No limits: a plugin that is throttled or killed takes the GPUs off the node.
        "resources": {"requests": requests.DEVICE_PLUGIN.quantities()},
        # Root without a capability, because kubelet's folder is root's. The root file system stays writable: hooks of
        # NVIDIA's runtime write into it, and where they cannot the container does not start (kserve/kserve #5711,
        # NVIDIA/nvidia-container-toolkit #2026).
        "security_context": _security(design),
        "volume_mount": [
            {"name": "sockets", "mount_path": _SOCKETS},
            *(mps_mounts() if design.mps else ()),
            *(config_mounts() if design.configs else ()),
        ],
    }


def _environment(design: DevicePluginDesign) -> dict[str, str]:
    return {
        **_ENVIRONMENT,
        **({"CONFIG_FILE": CONFIG_FILE} if design.configs else {}),
        # Lets it see how all GPUs are cut, not only the parts that it was given.
        **({"NVIDIA_MIG_MONITOR_DEVICES": "all"} if design.mig else {}),
    }


def _security(design: DevicePluginDesign) -> dict[str, Any]:
    if design.mig:
        # NVIDIA's runtime shows MIG's monitor only to a container with this capability (its chart adds it as well).
        # Kubernetes refuses to forbid escalation to a container that has it.
        return {"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}}
    return {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}}
