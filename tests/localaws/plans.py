"""Plans as `terraform show -json` and `terraform graph` show them, and as a reviewer reads them."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.localaws.deployment import PLAN, QUIET, Deployment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.terraform.runner import Document

NOTHING = {("no-op",), ("read",)}
# Fields whose changes replace nodes, one after the other.
ROLLING = {"launch_template", "version", "release_version"}
_EDGE = re.compile(r'"([^"]+)" -> "([^"]+)"')


@dataclass(frozen=True)
class Planned:
    """A plan, and the order in which it would be done."""

    document: Document
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What comes first, by address, directly or by way of others; without keys of `for_each`."""

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The changes of what the stack owns, those that change nothing included."""
        return [change for change in self.document["resource_changes"] if change["mode"] == "managed"]

    @property
    def actions(self) -> dict[str, tuple[str, ...]]:
        """Actions by address, without no-ops."""
        found = {resource["address"]: tuple(resource["change"]["actions"]) for resource in self.resources}
        return {address: actions for address, actions in found.items() if actions not in NOTHING}

    @property
    def done(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """How often something is done to a kind."""
        return Counter((address.partition(".")[0], actions) for address, actions in self.actions.items())

    @property
    def configured(self) -> list[dict[str, Any]]:
        """The resources as they are written, with what they refer to."""
        return [
            resource
            for resource in self.document["configuration"]["root_module"]["resources"]
            if resource["mode"] == "managed"
        ]


def planned(deployment: Deployment, kind: str, *options: str, ordered: bool = False) -> Planned:
    """Plan a stack, and keep the plan."""
    folder = folder_of(deployment, kind)
    deployment.terraform.succeed(folder, "plan", f"-out={PLAN}", *options, *QUIET)
    document = deployment.terraform.succeed(folder, "show", "-json", PLAN).json
    graph = deployment.terraform.succeed(folder, "graph").output if ordered else ""
    return Planned(document, order(graph))


def folder_of(deployment: Deployment, kind: str) -> Path:
    """The folder of a stack."""
    return deployment.root / "out" / "stacks" / f"{deployment.cluster}-{kind}"


def state_of(deployment: Deployment, kind: str) -> Path:
    """Where the state of a stack lies."""
    return deployment.root / ".state" / f"{deployment.cluster}-{kind}.tfstate"


def copied(deployment: Deployment, root: Path) -> Deployment:
    """The same stacks and states elsewhere, to plan in peace."""
    shutil.copytree(deployment.root, root, symlinks=True)
    return Deployment(deployment.terraform, root, deployment.cluster)


def order(graph: str) -> dict[str, frozenset[str]]:
    """All predecessors of each address in a graph."""
    direct = defaultdict(set)
    for later, earlier in _EDGE.findall(graph):
        direct[later].add(earlier)

    def all_before(address: str) -> frozenset[str]:
        found: set[str] = set()
        left = [address]
        while left:
            new = direct.get(left.pop(), set()) - found
            found |= new
            left += new
        return frozenset(found)

    return {address: all_before(address) for address in direct}


def fates(plan: Planned) -> dict[str, set[str]]:
    """Fates of the existing node groups, by their group; unchanged ones are left out."""
    found = defaultdict(set)
    for resource in plan.resources:
        if resource["type"] == "aws_eks_node_group" and (fate := _fate(resource["change"])):
            found[group_of(resource["address"])].add(fate)
    return dict(found)


def group_of(address: str) -> str:
    """The group whose node group this is."""
    return address.partition(".")[2].partition("_")[0].removeprefix("gpu-")


def _fate(change: dict[str, Any]) -> str | None:
    actions = tuple(change["actions"])
    if actions == ("update",):
        return "rolled" if ROLLING & set(differing(change)) else "in place"
    named = {("create",): "new", ("delete",): "destroyed", ("create", "delete"): "replaced"}
    return None if actions in NOTHING else named.get(actions, " then ".join(actions))


def differing(change: dict[str, Any]) -> Iterator[str]:
    """The fields of an update that differ, or may."""
    before, after, unknown = change["before"], change["after"], change["after_unknown"]
    return (key for key in before.keys() | after.keys() if unknown.get(key) or before.get(key) != after.get(key))


def marked(value: Any, path: str = "") -> Iterator[str]:
    """The paths that a shadow of a value, such as `after_unknown`, marks."""
    if value is True:
        yield path
    items = (
        value.items() if isinstance(value, dict) else [("", one) for one in value] if isinstance(value, list) else []
    )
    for key, one in items:
        yield from marked(one, f"{path}.{key}".strip("."))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, with its path; lists are not counted."""
    items = (
        value.items() if isinstance(value, dict) else [("", one) for one in value] if isinstance(value, list) else None
    )
    if items is None:
        yield path, value
    for key, one in items or ():
        yield from leaves(one, f"{path}.{key}".strip("."))
