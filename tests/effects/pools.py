"""Consequences of an edit for nodes of node pools, read off the objects of the charts.

Karpenter's own words are in its docs, concepts/disruption.md, "Drift": a table of the fields that are compared with a
hash of what the node was started with, and of those that are compared with the node itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eks_gpu.effects import Effect

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

# Lists of values that a node has to be in.
BY_VALUE = {"requirements", "capacityReservationSelectorTerms"}


def pools_effect(before: ClusterDesign, after: ClusterDesign) -> Effect | None:
    """The most disruptive thing; None if no pool of both differs."""
    old, new = ({**_objects(side)} for side in (before, after))
    changed = [(old[key], new[key]) for key in old.keys() & new.keys() if old[key] != new[key]]
    if any(("replicas" in was) != ("replicas" in now) for was, now in changed):
        return Effect.REFUSED
    if any(_drifts(was, now) for was, now in changed):
        return Effect.REPLACES_NODES
    if old.keys() - new.keys():
        return Effect.DELETES
    return Effect.IN_PLACE if changed else None


def _objects(design: ClusterDesign) -> dict[tuple[str, str], dict[str, Any]]:
    """`spec` by kind and name, as Helm reads it."""
    files = [release.local.files for release in design.releases if release.local and release.classes]
    lines = [line for one in files for name in ("objects.jsonl", "classes.jsonl") for line in one[name].splitlines()]
    found = map(json.loads, lines)
    return {(one["kind"], one["metadata"]["name"]): one["spec"] for one in found}


def _drifts(was: dict[str, Any], now: dict[str, Any]) -> bool:
    if "requirements" in was:
        return False
    if "template" not in was:
        return _lost(was, now) or any(was.get(key) != now.get(key) for key in {*was, *now} - BY_VALUE)
    one, other = was["template"], now["template"]
    return (
        one["metadata"] != other["metadata"]
        or _lost(one["spec"], other["spec"])
        or any(one["spec"].get(key) != other["spec"].get(key) for key in {*one["spec"], *other["spec"]} - BY_VALUE)
    )


def _lost(was: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether some node may no longer be in one of the lists."""
    return any(_values(was.get(key, ())) - _values(now.get(key, ())) for key in BY_VALUE)


def _values(terms: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(term.get("key", "id"), value) for term in terms for value in term.get("values", [term.get("id")])}
