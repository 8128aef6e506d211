"""The stacks of a declaration, in memory, and what differs between two of them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform
from tests.synthesized import without_notes
from tools.edits.edit import attached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

Resources = dict[tuple[str, str], dict[str, Any]]
# Meta-arguments that say how later plans go; they change nothing by themselves.
_META = frozenset({"depends_on", "lifecycle"})


@dataclass(frozen=True)
class Difference:
    """Two declarations, resource by resource.

    Attributes:
        created: Types and addresses of what only the second one has.
        deleted: Those of what only the first one has.
        kept: Those of what both have.
        changed: The arguments that differ, by type and address.
        backend: Whether Terraform looks for its state elsewhere.
        other_stacks: Whether the stacks have other names or the provider another region.
    """

    created: frozenset[tuple[str, str]] = frozenset()
    deleted: frozenset[tuple[str, str]] = frozenset()
    kept: frozenset[tuple[str, str]] = frozenset()
    changed: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    backend: bool = False
    other_stacks: bool = False


@dataclass(frozen=True)
class Stacks:
    """All stacks of one declaration."""

    resources: Resources
    backends: dict[str, Any]
    regions: dict[str, Any]


def design(data: dict[str, Any]) -> ClusterDesign:
    """The design of a declaration, whatever rules say of it; an edit asks for the same two a dozen times."""
    return _design(json.dumps(data))


@lru_cache(maxsize=64)
def _design(text: str) -> ClusterDesign:
    spec = ClusterSpec.model_validate(json.loads(text))
    return design_cluster(spec, attached(spec))


def stacks(data: dict[str, Any], *, network: bool) -> Stacks:
    """Synthesize a declaration, the same one only once; the network stack only where it matters, to save time."""
    return _stacks(json.dumps(data), network=network)


@cache
def _stacks(text: str, *, network: bool) -> Stacks:
    # The engine takes seconds to start, and some tests of this folder need none.
    from eks_gpu.bindings import App  # noqa: PLC0415
    from eks_gpu.stacks.cluster import ClusterResourcesStack  # noqa: PLC0415
    from eks_gpu.stacks.network import NetworkStack  # noqa: PLC0415
    from eks_gpu.stacks.platform import PlatformStack  # noqa: PLC0415
    from eks_gpu.stacks.workloads import WorkloadsStack  # noqa: PLC0415

    made = for_terraform(design(json.loads(text)))
    with tempfile.TemporaryDirectory() as folder:
        # As the app does (`eks_gpu.stacks.app`): the engine would start `terraform version` for each stack that moves.
        app = App(outdir=folder, skip_validation=True)
        if network and made.network.is_created:
            NetworkStack(app, made)
        for kind in (ClusterResourcesStack, PlatformStack, WorkloadsStack):
            kind(app, made)
        app.synth()
        found = {path.parent.name: _read(path) for path in Path(folder).glob("stacks/*/cdk.tf.json")}
    settings = {name: stack["terraform"] for name, stack in found.items()}
    return Stacks(
        {
            (kind, f"{name.rpartition('-')[2]}.{address}"): body
            for name, stack in found.items()
            for kind, named in stack.get("resource", {}).items()
            for address, body in named.items()
            # An address that waits for its resource.
            if body.get("count") != 0
        },
        {name: (one.get("backend"), one.get("cloud")) for name, one in settings.items()},
        {name: stack["provider"]["aws"][0]["region"] for name, stack in found.items()},
    )


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = without_notes(json.loads(path.read_text(encoding="utf-8")))
    return read


def workload_resources(data: dict[str, Any]) -> Resources:
    """The resources of the workloads stack, and those of the cluster stack that belong to service accounts."""
    return _workloads(json.dumps(data))


@cache
def _workloads(text: str) -> Resources:
    # As above.
    from eks_gpu.bindings import App  # noqa: PLC0415
    from eks_gpu.stacks.workloads import WorkloadsStack  # noqa: PLC0415

    made = for_terraform(design(json.loads(text)))
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder, skip_validation=True)
        WorkloadsStack(app, made)
        app.synth()
        found = [_read(path) for path in Path(folder).glob("stacks/*/cdk.tf.json")]
    return {
        (kind, address): body
        for stack in found
        for kind, named in stack.get("resource", {}).items()
        for address, body in named.items()
    }


def difference(before: dict[str, Any], after: dict[str, Any], *, network: bool = True) -> Difference:
    """Compare the stacks of two declarations, with or without those of the network."""
    old, new = stacks(before, network=network), stacks(after, network=network)
    was, now = old.resources, new.resources
    changed = {key: frozenset(_paths(was[key], now[key])) for key in was if key in now and was[key] != now[key]}
    return Difference(
        frozenset(now.keys() - was.keys()),
        frozenset(was.keys() - now.keys()),
        frozenset(was.keys() & now.keys()),
        {key: paths for key, paths in changed.items() if paths},
        backend=any(old.backends[name] != new.backends[name] for name in old.backends.keys() & new.backends.keys()),
        other_stacks=_cluster(old) != _cluster(new),
    )


def _cluster(one: Stacks) -> tuple[str, str]:
    """The name and the region of a cluster, from its platform stack."""
    return next((name, region) for name, region in one.regions.items() if name.endswith("-platform"))


def _paths(was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """The arguments of a resource that differ; of a block, the arguments in it, lists not counted."""
    for key in was.keys() | now.keys():
        if key not in _META:
            yield from _leaves(was.get(key), now.get(key), key)


def _leaves(was: Any, now: Any, path: str) -> Iterator[str]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for key in was.keys() | now.keys():
            yield from _leaves(was.get(key), now.get(key), f"{path}.{key}")
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now) and was and isinstance(was[0], dict):
        for one, other in zip(was, now, strict=True):
            yield from _leaves(one, other, path)
    else:
        yield path
