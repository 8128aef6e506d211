"""Groups that eks-gpu itself made: fields that stand in labels and in tags for the autoscaler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.imports.carrying import text_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.imports.imported import Group

_TEMPLATE = "k8s.io/cluster-autoscaler/node-template"
_RESOURCES, _OPTIONS = f"{_TEMPLATE}/resources/", f"{_TEMPLATE}/autoscaling-options/"
_SHARING = "eks-gpu.io/sharing"
_SHARED = frozenset(("time-slicing", "mps", "mig-time-slicing"))
# Notes about what eks-gpu does anyway; of its own groups they say nothing.
_ANYWAY = frozenset(("taints", "ami", "max"))


def put_offers(group: Group, tags: Mapping[str, str]) -> None:
    """Remember the resources that tags name; the launch template is read with them."""
    group.offers = {key.removeprefix(_RESOURCES): one for key, one in tags.items() if key.startswith(_RESOURCES)}


def put_own(group: Group, labels: Mapping[str, str], tags: Mapping[str, str]) -> None:
    """Fill in the autoscaler's options and the sharing of a group of eks-gpu."""
    group.put("autoscaling.scale_down_unneeded", tags.get(f"{_OPTIONS}scaledownunneededtime"))
    if group.gpu and (threshold := _number(tags.get(f"{_OPTIONS}scaledowngpuutilizationthreshold"))) is not None:
        group.put("autoscaling.gpu_utilization_threshold", threshold)
    if not group.gpu and (spare := _number(tags.get(f"{_OPTIONS}scaledownutilizationthreshold"))) is not None:
        group.put("autoscaling.utilization_threshold", spare)
    _put_sharing(group, labels.get(_SHARING, "none"))
    group.notes = [note for note in group.notes if note.kind == "left" or note.at not in _ANYWAY]


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _put_sharing(group: Group, kind: str) -> None:
    """Time slicing and MPS, from the number of shares in the tags for the autoscaler."""
    if kind not in _SHARED or group.get("sharing.time_slicing"):
        return
    types = text_list(group.fields["instance_types"]) or []
    known = catalog.instance_type(types[0])
    shares = {
        name: int(one) for name, one in group.offers.items() if name.startswith("nvidia.com/") and one.isdecimal()
    }
    name, total = next(((name, one) for name, one in shares.items() if one), ("", 0))
    if not known or not known.gpu or not total:
        group.left(group.source, "the number of shares of each GPU is not in the plan", "sharing")
        return
    path = "sharing.mps" if kind == "mps" else "sharing.time_slicing"
    group.put(f"{path}.replicas", total // (known.gpu.count * _slices(group, known.gpu.model, name)))
    group.put(f"{path}.rename", name.endswith(".shared"))


def _slices(group: Group, model: str, name: str) -> int:
    """MIG slices of one GPU behind a resource; 1 if GPUs are whole."""
    cut = group.get("sharing.mig")
    if isinstance(cut, dict):
        return int(cut.get(name.removesuffix(".shared").rpartition("mig-")[2], 1))
    if not isinstance(cut, str):
        return 1
    models = [one for one in catalog.gpu_models() if one.model == model]
    profile = models[0].mig_profile(cut) if models else None
    return profile.max_parts if profile else 1
