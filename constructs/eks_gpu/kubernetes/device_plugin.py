"""NVIDIA's device plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct, daemon_set_v1
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.pod_spec import environment, group_affinity, tolerations
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from eks_gpu.design.device_plugin import DevicePluginDesign

_NAME = "nvidia-device-plugin"
_SOCKETS = "/var/lib/kubelet/device-plugins"
_ENVIRONMENT = {
    # On these AMIs the driver is there before kubelet is, so a failure is worth a restart; the other choice is a plugin
    # that blocks for ever and looks healthy.
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
    """

    def __init__(self, scope: Construct, id: str, design: DevicePluginDesign) -> None:
        """Create the DaemonSet."""
        super().__init__(scope, id)
        self.resource = resource(
            self,
            "daemon-set",
            daemon_set_v1,
            "DaemonSetV1",
            metadata={"name": _NAME, "namespace": "kube-system", "labels": labels(_NAME)},
            spec={
                "selector": {"match_labels": labels(_NAME)},
                "strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": "1"}},
                "template": {"metadata": {"labels": labels(_NAME)}, "spec": _pod(design)},
            },
            wait_for_rollout=False,
        )


def _pod(design: DevicePluginDesign) -> dict[str, Any]:
    return {
        "container": [_container(design)],
        "affinity": group_affinity(design.groups),
        "toleration": tolerations(design.tolerations),
        "priority_class_name": "system-node-critical",
        "automount_service_account_token": False,
        "volume": [{"name": "sockets", "host_path": {"path": _SOCKETS, "type": "Directory"}}],
    }


def _container(design: DevicePluginDesign) -> dict[str, Any]:
    return {
        "name": _NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        "env": environment(_ENVIRONMENT.items()),
        # No limits: a plugin that is throttled or killed takes the GPUs off the node.
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}},
        # Root without a capability, because kubelet's folder is root's. The root file system stays writable: hooks of
        # NVIDIA's runtime write into it, and where they cannot the container does not start (kserve/kserve #5711,
        # NVIDIA/nvidia-container-toolkit #2026).
        "security_context": {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}},
        "volume_mount": [{"name": "sockets", "mount_path": _SOCKETS}],
    }
