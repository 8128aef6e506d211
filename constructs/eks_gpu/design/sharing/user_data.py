"""User data that sets the sharing of a node's GPUs at its first boot.

Time slicing and MPS are the device plugin's business on AL2023, and the machine's own on Bottlerocket, which brings the
plugin. MIG is the machine's on both.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu import catalog

if TYPE_CHECKING:
    from eks_gpu.catalog import Gpu
    from eks_gpu.design.sharing.group_sharing import SharingDesign

_SCRIPT = Path(__file__).with_name("mig.sh")


def mig_script(sharing: SharingDesign, gpus: int) -> str:
    """The script that cuts the GPUs of an AL2023 node at every boot; empty if they stay whole.

    Done before kubelet starts, the node never offers a whole GPU; the other way, NVIDIA's MIG manager, cuts them when
    the node has joined (docs/decisions/0015-mig-by-user-data.md).
    """
    if not sharing.parts:
        return ""
    text = _script().replace("@LAYOUT@", ",".join(sharing.parts))
    return text.replace("@PARTS@", str(len(sharing.parts) * gpus))


@cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")


def bottlerocket_settings(sharing: SharingDesign, gpu: Gpu) -> dict[str, Any]:
    """Bottlerocket's settings for its own device plugin (bottlerocket.dev 1.54, `kubelet-device-plugins`).

    Every setting is written: `rename-by-default` is true there and false in NVIDIA's plugin.
    """
    if not sharing.shares:
        return {}
    sliced = sharing.kind in {"time-slicing", "mig-time-slicing"}
    nvidia: dict[str, Any] = {
        "device-sharing-strategy": "time-slicing" if sliced else "mps" if sharing.kind == "mps" else "none",
        "device-partitioning-strategy": "mig" if sharing.mig else "none",
    }
    common = {"replicas": sharing.replicas, "rename-by-default": sharing.renamed}
    if sliced:
        nvidia["time-slicing"] = {**common, "fail-requests-greater-than-one": sharing.one_share}
    elif sharing.kind == "mps":
        nvidia["mps"] = common
    name = catalog.gpu_model(gpu).bottlerocket
    if sharing.mig and name and sharing.profile:
        nvidia["mig"] = {"profile": {name: sharing.profile}}
    return {"kubelet-device-plugins": {"nvidia": nvidia}}
