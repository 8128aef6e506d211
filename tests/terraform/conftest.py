"""Wider declarations than the examples."""

from __future__ import annotations

import pytest

from tests.synthesized import SPECS, Synthesized, synthesize


@pytest.fixture(scope="session")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every declaration in `specs/`."""
    return synthesize(SPECS, tmp_path_factory.mktemp("wider"))
