"""Wider declarations than the examples, and their stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.synthesized import Synthesized, synthesize

SPECS = tuple(sorted((Path(__file__).parent / "specs").glob("*.yaml")))


@pytest.fixture(scope="session")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every declaration in `specs/`."""
    return synthesize(SPECS, tmp_path_factory.mktemp("wider"))
