"""Checks of Kubernetes versions, and of everything that is pinned for them."""

from __future__ import annotations

import json
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from tools.catalog.files import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.catalog.files import Json


def version_problems() -> Iterator[str]:
    """Everything that is wrong with versions on disk."""
    minors = json.loads(read("kubernetes.json"))["minors"]
    return chain(_minors(minors), _ami_types(), _images(minors), _addons(minors))


def _minors(minors: Json) -> Iterator[str]:
    if list(minors) != sorted(minors, key=lambda minor: [int(part) for part in minor.split(".")]):
        yield "kubernetes.json is not sorted"
    for minor, entry in minors.items():
        dates = [date.fromisoformat(day) for day in (entry["standard_until"], entry["extended_until"]) if day]
        if dates != sorted(set(dates)) or not entry["source"]:
            yield f"kubernetes.json: {minor}: its dates are out of order, or it has no source"


def _ami_types() -> Iterator[str]:
    known = json.loads(read("eks_enums.json"))["ami_types"]
    table = json.loads(read("ami_types.json"))["ami_types"]
    named = [name for by_arch in table.values() for by_kind in by_arch.values() for name in by_kind.values()]
    yield from (f"ami_types.json: EKS has no {name}" for name in named if name not in known)


def _images(minors: Json) -> Iterator[str]:
    for name, entry in json.loads(read("images.json"))["images"].items():
        if not entry["source"]:
            yield f"images.json: {name} has no source"
        yield from _by_minor(f"images.json: {name}", entry.get("by_minor", {}), minors)
        references = entry.get("by_minor", {}).values() if "by_minor" in entry else [entry["image"]]
        yield from (
            f"images.json: {reference} has no tag"
            for reference in references
            if ":" not in reference.rpartition("/")[2]
        )
        yield from (
            f"images.json: {reference} is not for {minor}"
            for minor, reference in entry.get("by_minor", {}).items()
            if f":v{minor}." not in reference
        )


def _addons(minors: Json) -> Iterator[str]:
    document = json.loads(read("addons.json"))
    if document["addons"].keys() != document["sources"].keys():
        yield "addons.json: add-ons and sources differ"
    for name, versions in document["addons"].items():
        yield from _by_minor(f"addons.json: {name}", versions, minors)
    for minor, version in document["addons"]["kube-proxy"].items():
        if not version.startswith(f"v{minor}."):
            yield f"addons.json: kube-proxy {version} is not for {minor}"


def _by_minor(where: str, table: Json, minors: Json) -> Iterator[str]:
    """A table by minor names minors that the catalogue has, in its order."""
    if [minor for minor in minors if minor in table] != list(table):
        yield f"{where}: minors are unknown or out of order"
