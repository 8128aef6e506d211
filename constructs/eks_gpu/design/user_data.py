"""User data: what a node is told at its first boot, beside what EKS adds for managed groups.

On AL2023 it is MIME, of which EKS keeps the parts and adds its own NodeConfig (EKS user guide, "Customize managed nodes
with launch templates"); on Bottlerocket it is TOML, into which EKS merges its settings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu import catalog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.catalog import Gpu
    from eks_gpu.design.sharing import SharingDesign
    from eks_gpu.spec import GpuNodeGroupSpec

_SCRIPT = Path(__file__).with_name("mig.sh")
_BOUNDARY = "==EKS-GPU=="
Table = tuple[str, "Mapping[str, str | int | bool]"]


def user_data(group: GpuNodeGroupSpec, gpu: Gpu, sharing: SharingDesign) -> str | None:
    """The user data of a group's nodes; None where EKS's own is enough."""
    if group.os == "bottlerocket":
        return toml(bottlerocket_tables(gpu, sharing)) if sharing.shares else None
    # Time slicing and MPS are the device plugin's business; MIG is the machine's.
    return mime([("text/x-shellscript", mig_script(sharing, gpu.count))]) if sharing.parts else None


def mime(parts: Sequence[tuple[str, str]]) -> str:
    """Parts, each with its content type, as one MIME message; ASCII only."""
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"', ""]
    for kind, text in parts:
        lines += [f"--{_BOUNDARY}", f'Content-Type: {kind}; charset="us-ascii"', "", text.rstrip("\n")]
    return "\n".join([*lines, f"--{_BOUNDARY}--", ""])


def mig_script(sharing: SharingDesign, gpus: int) -> str:
    """The script that cuts the GPUs of an AL2023 node at every boot.

    Done before kubelet starts, the node never offers a whole GPU; the other way, NVIDIA's MIG manager, cuts them when
    the node has joined (docs/decisions/0015-mig-by-user-data.md).
    """
    text = _script().replace("@LAYOUT@", ",".join(sharing.parts))
    return text.replace("@PARTS@", str(len(sharing.parts) * gpus))


@cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")


def bottlerocket_tables(gpu: Gpu, sharing: SharingDesign) -> list[Table]:
    """Bottlerocket's settings for its own device plugin (bottlerocket.dev 1.54, `kubelet-device-plugins`).

    Every setting is written: `rename-by-default` is true there and false in NVIDIA's plugin.
    """
    root = "settings.kubelet-device-plugins.nvidia"
    sliced = sharing.kind in {"time-slicing", "mig-time-slicing"}
    strategies = {
        "device-sharing-strategy": "time-slicing" if sliced else "mps" if sharing.kind == "mps" else "none",
        "device-partitioning-strategy": "mig" if sharing.mig else "none",
    }
    common: dict[str, str | int | bool] = {"replicas": sharing.replicas, "rename-by-default": sharing.renamed}
    tables: list[Table] = [(root, strategies)]
    if sliced:
        tables.append((f"{root}.time-slicing", {**common, "fail-requests-greater-than-one": sharing.one_share}))
    elif sharing.kind == "mps":
        tables.append((f"{root}.mps", common))
    name = catalog.gpu_model(gpu).bottlerocket
    if sharing.mig and name and sharing.profile:
        tables.append((f"{root}.mig.profile", {name: sharing.profile}))
    return tables


def toml(tables: Sequence[Table]) -> str:
    """Tables of plain values as TOML; keys are quoted, since those of GPUs have dots."""
    return "\n\n".join("\n".join([f"[{name}]", *_pairs(values)]) for name, values in tables) + "\n"


def _pairs(values: Mapping[str, str | int | bool]) -> list[str]:
    return [f'"{key}" = {_value(value)}' if "." in key else f"{key} = {_value(value)}" for key, value in values.items()]


def _value(value: str | int | bool) -> str:  # noqa: FBT001 - a value of TOML
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
