"""Both engines' stacks of everything that the project declares."""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.engines import second
from tests.synthesized import EXAMPLES, ROOT, SPECS, Synthesized, synthesize_once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.runner import Document

FLEET = tuple(sorted(path for path in (ROOT / "examples" / "fleet").glob("*.yaml") if not path.name.startswith("_")))
NEWER = tuple(sorted((ROOT / "tests" / "engines" / "clusters").glob("*.yaml")))


@dataclass(frozen=True)
class Pair:
    """A stack as each engine writes it."""

    name: str
    cdktf: Document
    cdktn: Document


@pytest.fixture(scope="session")
def pairs(synthesized: Synthesized, wider: Synthesized, shared: Path) -> list[Pair]:
    """Every stack of `clusters/`, `examples/fleet/`, the wider declarations and one with newer fields."""
    more = FLEET + NEWER
    files = {"synthesized": EXAMPLES, "wider": SPECS, "more": more}
    first = {"synthesized": synthesized, "wider": wider, "more": synthesize_once(more, shared / "more")}
    folders = {name: shared / f"cdktn-{name}" for name in files}
    with (shared / "cdktn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "cdktn.done").exists():
            second.synthesize({folder: files[name] for name, folder in folders.items()})
            (shared / "cdktn.done").touch()
    found = []
    for name, stacks in first.items():
        other = Synthesized(folders[name])
        assert other.names() == stacks.names()
        found += [Pair(stack, stacks.stack(stack), other.stack(stack)) for stack in stacks.names()]
    return found
