"""Paths into the file that validation errors point to."""

from __future__ import annotations

from typing import Any

from eks_gpu.spec.addons import ADDON_FORMS
from eks_gpu.spec.network import NETWORK_KINDS
from eks_gpu.spec.nodes.sharing import MIG_FORMS
from eks_gpu.spec.releases.manifests import MANIFEST_FORMS
from eks_gpu.spec.workloads.exposure import EXPOSE_FORMS
from eks_gpu.spec.workloads.namespaces import QUOTA_FORMS

Step = str | int
# Tags of unions, by the key whose value is the union.
_TAGS: dict[Step, frozenset[str]] = {
    "network": NETWORK_KINDS,
    "mig": MIG_FORMS,
    "gpu_quota": QUOTA_FORMS,
    "manifests": MANIFEST_FORMS,
    "expose": EXPOSE_FORMS,
}
# Those that stand behind any key, and the marker of a mapping's key.
_UNWRITTEN = {"[key]", *ADDON_FORMS}


def steps(loc: tuple[Step, ...]) -> tuple[Step, ...]:
    """Pydantic's location without the steps that no user wrote: the tag of a union, the marker of a mapping's key."""
    # An item of a list has its number between the list's key and the tag.
    lists = [before if isinstance(step, int) else step for before, step in zip(("", *loc), loc, strict=False)]
    pairs = zip(("", *lists), loc, strict=False)
    return tuple(step for before, step in pairs if step not in _UNWRITTEN and step not in _TAGS.get(before, ()))


def dotted(path: tuple[Step, ...]) -> str:
    """A path in the form ``gpu_node_groups[0].instance_types``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def value_at(data: Any, path: tuple[Step, ...]) -> Any:  # noqa: ANN401 - whatever the file holds
    """The value at a path of the file, or None."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
