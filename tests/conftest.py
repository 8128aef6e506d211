"""What tests of several folders share."""

from __future__ import annotations

import gc
import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.effort import DEFAULT
from tests.remembered import remember
from tests.stages import FAST, STAGE
from tests.terraform.runner import Terraform, find_terraform

if TYPE_CHECKING:
    from pathlib import Path

    from tests.synthesized import Synthesized

remember()

# At home each run tries other examples; a pipeline tries the same ones on the same code.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")
# How long an example takes depends on what else the machine does; tests that are about time measure it themselves.
settings.register_profile("here", max_examples=DEFAULT, deadline=None)
settings.load_profile("here")


# Lives in the local AWS mostly wait, the longest of them for three minutes; others have the cores meanwhile.
LIVES = ("test_examples", "test_faults", "test_cycle")
# What takes longest, first.
REAL = ("terraform", "checkov", "engine", "process", "browser")
SLOW = (*REAL, "slow")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Do not even import a file without a test of this stage: many import the engine, and every worker collects."""
    if not STAGE or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text(encoding="utf-8")
    is_foreign = not may_be_real(text) if STAGE == "real" else is_all(SLOW if FAST else REAL, text)
    return is_foreign or None


def is_all(marks: tuple[str, ...], text: str) -> bool:
    """Whether all tests of a file have one of the marks."""
    return bool(re.search(rf"^pytestmark = .*\bmark\.({'|'.join(marks)})\b", text, re.MULTILINE))


def may_be_real(text: str) -> bool:
    """Whether a test of a file may need more than Python; the stage of pure tests looks for those this overlooks."""
    return bool(re.search(rf"\bmark\.({'|'.join(REAL)})\b", text))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    if STAGE == "pure":
        marked = {item.path for item in items if any(item.get_closest_marker(name) for name in REAL)}
        lost = [str(path) for path in marked if not may_be_real(path.read_text(encoding="utf-8"))]
        assert not lost, f"no stage runs the marked tests of {lost}: `may_be_real` overlooks them"

    def place(item: pytest.Item) -> tuple[bool, int, int]:
        marked = next((at for at, name in enumerate(SLOW) if item.get_closest_marker(name)), len(SLOW))
        is_life = "localaws" in item.path.parts
        life = LIVES.index(item.path.stem) if is_life and item.path.stem in LIVES else len(LIVES)
        return not is_life, life, marked

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Tell the collector of garbage that what is there by now stays; it would look at all of it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a session have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def synthesized(shared: Path) -> Synthesized:
    """The stacks of every cluster in `clusters/`."""
    # This file is read before anything begins, so it should not take half a second.
    from tests.synthesized import EXAMPLES, synthesize_once  # noqa: PLC0415

    return synthesize_once(EXAMPLES, shared / "synthesized")


@pytest.fixture(scope="session")
def wider(shared: Path) -> Synthesized:
    """The stacks of wider declarations than the examples, those in `terraform/specs/`."""
    from tests.synthesized import SPECS, synthesize_once  # noqa: PLC0415 - as above

    return synthesize_once(SPECS, shared / "wider")


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real terraform with the real AWS provider, in a home of its own."""
    return find_terraform(tmp_path_factory.mktemp("terraform-home"))
