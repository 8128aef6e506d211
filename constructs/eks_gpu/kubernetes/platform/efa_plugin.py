"""AWS's EFA device plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct
from eks_gpu.design.platform import requests
from eks_gpu.kubernetes.platform.daemon_set import daemon_set

if TYPE_CHECKING:
    from eks_gpu.design.platform.efa_plugin import EfaPluginDesign

_NAME = "aws-efa-k8s-device-plugin"
_SOCKETS, _DEVICES = "/var/lib/kubelet/device-plugins", "/dev/infiniband"


class EfaDevicePlugin(Construct):
    """The DaemonSet that tells kubelet of the EFA devices, as `vpc.amazonaws.com/efa`.

    It runs on the groups with EFA and nowhere else. AWS's chart finds its nodes by a list of instance types that
    every new type is missing from, and tolerates no taint of a GPU group. The rest follows that chart, v0.5.30: it
    takes a privileged container on the host's network to look at the devices.
    """

    def __init__(self, scope: Construct, id: str, design: EfaPluginDesign) -> None:
        """Create the DaemonSet."""
        super().__init__(scope, id)
        self.resource = daemon_set(self, _NAME, groups=design.groups, tolerated=design.tolerations, pod=_pod(design))


def _pod(design: EfaPluginDesign) -> dict[str, Any]:
    return {
        "container": [_container(design)],
        "priority_class_name": "system-node-critical",
        "automount_service_account_token": False,
        "host_network": True,
        "volume": [
            {"name": "sockets", "host_path": {"path": _SOCKETS, "type": "Directory"}},
            # Without EFA's driver there is no such folder, and the pod says so instead of finding nothing.
            {"name": "devices", "host_path": {"path": _DEVICES, "type": "Directory"}},
        ],
    }


def _container(design: EfaPluginDesign) -> dict[str, Any]:
    return {
        "name": _NAME,
        "image": design.image,
        "image_pull_policy": "IfNotPresent",
        # No limits: a plugin that is throttled or killed takes the devices off the node.
        "resources": {"requests": requests.EFA_PLUGIN.quantities()},
        "security_context": {"privileged": True, "allow_privilege_escalation": True, "run_as_user": "0"},
        "volume_mount": [
            {"name": "sockets", "mount_path": _SOCKETS},
            {"name": "devices", "mount_path": _DEVICES},
        ],
    }
