"""Instance types, AMIs, taints and labels as an import judges them: with the catalogue, or by AWS's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.scheduling.taints import GPU_TAINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eks_gpu.imports.imported import Group, Part

CAPACITY = {"SPOT": "spot", "CAPACITY_BLOCK": "capacity-block", "ON_DEMAND": "on-demand"}
# As in eks_gpu.design.nodes.gpu_groups, which would bring the whole design with it.
SYSTEM = "system"
# Labels that eks-gpu, EKS or the tool of the original sets; a cluster file never has them.
_OURS = ("eks-gpu.io/", "alpha.eksctl.io/", "eks.amazonaws.com/")
_ALSO_OURS = frozenset(("k8s.amazonaws.com/accelerator", "nvidia.com/gpu.present", "nvidia.com/device-plugin.config"))
_NO_VALUE = "true"
_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "PREFER_NO_SCHEDULE": "PreferNoSchedule", "NO_EXECUTE": "NoExecute"}
# The volume that EKS makes where nothing says a size (EKS API, CreateNodegroup, diskSize).
EKS_DISK_GIB = 20
# Devices of the volume that holds images and containers: Bottlerocket has a second one for them; of other systems, AMIs
# name the root volume in two ways.
DATA_DEVICES = {"al2023": ("/dev/xvda", "/dev/sda1"), "bottlerocket": ("/dev/xvdb",)}
ROOT_DEVICE = "/dev/xvda"
ONE_VOLUME = "a node has one volume for images and containers"


def has_gpus(types: Iterable[str], ami_type: str = "") -> bool:
    """Whether nodes of these types have NVIDIA GPUs, retired types included."""
    return any(map(_has_gpus, types)) or "NVIDIA" in ami_type or ami_type.endswith("_GPU")


def _has_gpus(name: str) -> bool:
    known = catalog.instance_type(name)
    if known:
        return known.gpu is not None
    retired = catalog.retired_type(name)
    others = (catalog.instance_type(one) for one in (retired.replacements if retired else ()))
    return any(other is not None and other.gpu is not None for other in others)


def foreign_device(types: Iterable[str]) -> str:
    """The accelerator of these types that is not NVIDIA's; empty if there is none."""
    return next(filter(None, map(catalog.foreign_accelerator, types)), "") or ""


def put_ami_type(group: Group, ami_type: str, source: str) -> None:
    """The operating system of an EKS AMI type, such as ``AL2023_x86_64_NVIDIA``."""
    if ami_type.startswith("BOTTLEROCKET"):
        group.put("os", "bottlerocket")
        if "FIPS" in ami_type:
            group.put("fips", value=True)
    elif ami_type and not ami_type.startswith("AL2023") and ami_type != "CUSTOM":
        group.changed(
            source, f"the AMI type {ami_type} becomes AL2023; eks-gpu builds on AL2023 and Bottlerocket", "os"
        )
    if group.gpu and ami_type.endswith("_STANDARD"):
        reason = f"the AMI type {ami_type} has no NVIDIA driver, so no pod sees a GPU; eks-gpu takes the one that has"
        group.changed(source, reason, "os")


def put_labels(group: Group, labels: Mapping[str, str], source: str) -> None:
    """A group's own labels; those that eks-gpu, EKS or another tool sets are left out."""
    own = {
        key: value for key, value in labels.items() if not (key.startswith(_OURS) or (group.gpu and key in _ALSO_OURS))
    }
    if own:
        group.put("labels", own)
    foreign = [key for key in labels if key not in own and key.startswith("alpha.eksctl.io/")]
    if foreign:
        group.changed(source, f"the labels {', '.join(foreign)} are eksctl's own; no pod may select by them", "labels")


def put_taints(group: Group, taints: Sequence[Mapping[str, object]], source: str) -> None:
    """A group's taints; of a GPU group those in addition to eks-gpu's own."""
    found: list[dict[str, str]] = []
    others: list[str] = []
    for taint in taints:
        key, value, effect = (_word(taint.get(name)) for name in ("key", "value", "effect"))
        effect = _EFFECTS.get(effect, effect)
        if group.gpu and key == GPU_TAINT.key:
            others.append(f"{key}={value}:{effect}")
        elif key:
            if not value:
                value = _NO_VALUE
                reason = f"the taint {key} gets the value {_NO_VALUE!r}: the autoscaler drops taints without one"
                group.changed(source, f"{reason}; tolerations with `operator: Exists` fit both", "taints")
            found.append({"key": key, "value": value, "effect": effect})
    if found:
        group.put("taints", found)
    if not group.gpu:
        return
    ours = str(GPU_TAINT)
    if not others:
        group.changed(source, f"eks-gpu adds the taint {ours}, which pods have to tolerate", "taints")
    elif ours not in others:
        reason = f"the taint {', '.join(others)} becomes {ours}; tolerations with `operator: Exists` fit both"
        group.changed(source, reason, "taints")


def put_sizes(group: Group, least: int | None, most: int | None, desired: int | None, source: str) -> None:
    """Number of nodes of a group, all zones together."""
    group.put("max", most)
    if least or not group.gpu:
        group.put("min", least)
    if desired is not None and desired > (least or 0) and least != most:
        group.changed(
            source, f"the autoscaler decides between minimum and maximum; the original began with {desired}", "max"
        )


def put_image(part: Part, image: str, source: str) -> None:
    """A group's own AMI."""
    part.put("ami.id", image)
    part.changed(source, "the AMI must be built on EKS's AMI for the group's `os` and contain NVIDIA's driver", "ami")


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
