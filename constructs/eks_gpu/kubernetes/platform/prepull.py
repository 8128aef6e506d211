"""Images that nodes have before a pod asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct
from eks_gpu.design.platform import requests
from eks_gpu.kubernetes.platform.daemon_set import daemon_set

if TYPE_CHECKING:
    from eks_gpu.design.platform.prepull import PrepullDesign

_FOLDER = "/prepull"
_PROGRAM = f"{_FOLDER}/busybox"
# Void: NVIDIA's runtime leaves the container alone, so that neither a GPU nor a check of CUDA's version is in its way.
_ENVIRONMENT = [{"name": "NVIDIA_VISIBLE_DEVICES", "value": "void"}]
_NOBODY = "65534"


class Prepull(Construct):
    """A DaemonSet that pulls the images of one group, then waits and costs nearly nothing.

    Each image runs once, with a static program that is lent to it, so that images without a shell are pulled as well.
    With no node there is no pod. On a node that was bought for a pod, that pod pulls its own image at the same time:
    what is saved is the wait of those that come later.
    """

    def __init__(self, scope: Construct, id: str, design: PrepullDesign) -> None:
        """Create the DaemonSet."""
        super().__init__(scope, id)
        self.resource = daemon_set(
            self,
            design.name,
            groups=[design.group],
            tolerated=design.tolerations,
            pod=_pod(design),
            # It serves nobody: a new list of images goes to all nodes at once.
            at_once="100%",
        )


def _pod(design: PrepullDesign) -> dict[str, Any]:
    lent = _container("lend", design.waiting, ["cp", "/bin/busybox", _PROGRAM])
    pulled = [
        _container(f"image-{index}", image, [_PROGRAM, "true"], read_only=True)
        for index, image in enumerate(design.images)
    ]
    return {
        "init_container": [lent, *pulled],
        "container": [_container("wait", design.waiting, ["sleep", "infinity"])],
        "automount_service_account_token": False,
        "enable_service_links": False,
        "termination_grace_period_seconds": 1,
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": _NOBODY,
            "run_as_group": _NOBODY,
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "volume": [{"name": "program", "empty_dir": {"size_limit": "16Mi"}}],
    }


def _container(name: str, image: str, command: list[str], *, read_only: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "image": image,
        "image_pull_policy": "IfNotPresent",
        "command": command,
        "env": _ENVIRONMENT,
        "resources": {"requests": requests.PREPULL.quantities(), "limits": {"memory": "64Mi"}},
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volume_mount": [{"name": "program", "mount_path": _FOLDER, "read_only": read_only}],
    }
