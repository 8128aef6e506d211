"""The NVIDIA device plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, daemon_set_v1
from eks_gpu.design.groups import GROUP_LABEL
from eks_gpu.kubernetes.blocks import MANAGED_BY, blocks, node_affinity
from eks_gpu.kubernetes.pods import toleration

if TYPE_CHECKING:
    from eks_gpu.design.device_plugin import DevicePluginDesign

_NAME = "nvidia-device-plugin"
_SELECTOR = {"app.kubernetes.io/name": _NAME}
_SOCKETS = "/var/lib/kubelet/device-plugins"


class NvidiaDevicePlugin(Construct):
    """The DaemonSet that tells kubelet of a node's GPUs; without it a GPU node is bought and its pod stays Pending.

    It runs on the groups of the design alone, never on nodes without GPU, where it would crash in a loop, nor on
    Bottlerocket, which has its own. Environment, mount and capabilities follow NVIDIA's chart of v0.20.0.
    """

    def __init__(self, scope: Construct, id: str, design: DevicePluginDesign) -> None:
        """Create the DaemonSet in kube-system."""
        super().__init__(scope, id)
        container = {
            "name": _NAME,
            "image": design.image,
            "image_pull_policy": "IfNotPresent",
            "env": [
                # No GPU on a GPU node is a fault; a crash shows it, silence would not.
                {"name": "FAIL_ON_INIT_ERROR", "value": "true"},
                {"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"},
                {"name": "NVIDIA_DRIVER_CAPABILITIES", "value": "compute,utility"},
            ],
            "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}},
            "security_context": {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}},
            "volume_mount": [{"name": "device-plugins", "mount_path": _SOCKETS}],
        }
        pod = {
            "priority_class_name": "system-node-critical",
            "automount_service_account_token": False,
            "enable_service_links": False,
            "affinity": node_affinity(GROUP_LABEL, design.groups),
            "toleration": [toleration(entry) for entry in design.tolerations],
            "container": [container],
            "volume": [{"name": "device-plugins", "host_path": {"path": _SOCKETS, "type": "Directory"}}],
        }
        labels = {**MANAGED_BY, **_SELECTOR}
        fields = {
            "metadata": {"name": _NAME, "namespace": "kube-system", "labels": labels},
            "spec": {
                "selector": {"match_labels": _SELECTOR},
                "strategy": {"type": "RollingUpdate", "rolling_update": {"max_unavailable": "10%"}},
                "template": {"metadata": {"labels": labels}, "spec": pod},
            },
            # With every group at zero there is no pod to wait for.
            "wait_for_rollout": False,
        }
        daemon_set_v1.DaemonSetV1(self, "daemon-set", **blocks(daemon_set_v1, "DaemonSetV1", fields))
