"""Stacks as `cdktf synth` writes them, and how a test reads them."""

from __future__ import annotations

import fcntl
import json
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from eks_gpu.declaration import read
from eks_gpu.problem import has_errors, render
from tests.stages import FAST

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
EXAMPLES = tuple(sorted((ROOT / "clusters").glob("*.yaml")))
# Wider than the examples: one for each form of network, state, system and token.
SPECS = tuple(sorted((ROOT / "tests" / "terraform" / "specs").glob("*.yaml")))
AWS_KINDS = ("network", "cluster")
KUBERNETES_KINDS = ("platform", "workloads")


@dataclass(frozen=True)
class Synthesized:
    """A folder of stacks."""

    folder: Path

    def path(self, stack: str) -> Path:
        """Where the Terraform of a stack lies."""
        return self.folder / "stacks" / stack / "cdk.tf.json"

    def stack(self, stack: str) -> dict[str, Any]:
        """The Terraform of a stack, without what cdktf notes for itself."""
        found: dict[str, Any] = without_notes(json.loads(self.path(stack).read_text(encoding="utf-8")))
        return found

    def names(self) -> list[str]:
        """The stacks there are."""
        return sorted(path.parent.name for path in self.folder.glob("stacks/*/cdk.tf.json"))


def synthesize(files: Iterable[Path], folder: Path) -> Synthesized:
    """Synthesize cluster files; one with an error is a broken test, so its problems are the message."""
    assert not FAST, "this test synthesizes: mark it `engine`, so that `make test-fast` leaves it out"
    # The engine takes a second to start, and many a test session needs none.
    from eks_gpu.stacks.app import build  # noqa: PLC0415

    declarations = [read(path, path.name) for path in files]
    for declaration in declarations:
        assert not has_errors(declaration.problems), render(declaration.problems)
    build([declaration.design for declaration in declarations if declaration.design], str(folder)).synth()
    return Synthesized(folder)


def synthesize_once(files: Iterable[Path], folder: Path) -> Synthesized:
    """The same for all who ask for this folder, other workers too: one makes it, and the rest wait."""
    making = folder.with_suffix(".making")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(making, ignore_errors=True)
            synthesize(files, making).folder.rename(folder)
    return Synthesized(folder)


def stack_names(files: Iterable[Path], kinds: Iterable[str] = (*AWS_KINDS, *KUBERNETES_KINDS)) -> list[str]:
    """What the stacks of cluster files are called, before they are made: pytest wants to know when it collects.

    A cluster in an existing VPC has no network of its own, and neither has a cluster of others.
    """
    found = []
    for file in files:
        name, has_network = _declared(file)
        found += [f"{name}-{kind}" for kind in kinds if kind != "network" or has_network]
    return sorted(found)


@cache
def _declared(file: Path) -> tuple[str, bool]:
    """The name of a cluster, and whether its network is ours; many tests ask while pytest collects."""
    declared = YAML(typ="safe").load(file)
    return declared["name"], "private_subnets" not in declared["network"]


def without_notes(value: Any) -> Any:
    """The same without the metadata of cdktf, which is under the key '//' and ignored by Terraform."""
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "//"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def addresses(stack: dict[str, Any]) -> list[str]:
    """Every address a stack has: resources, data sources, ephemeral resources, outputs."""
    found = [f"{kind}.{name}" for kind, named in stack.get("resource", {}).items() for name in named]
    for block in ("data", "ephemeral"):
        found += [f"{block}.{kind}.{name}" for kind, named in stack.get(block, {}).items() for name in named]
    return sorted(found + [f"output.{name}" for name in stack.get("output", {})])
