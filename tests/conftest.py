"""What tests of several folders share."""

from __future__ import annotations

import pytest

from tests.synthesized import EXAMPLES, Synthesized, synthesize


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every cluster in `clusters/`, made once a session."""
    return synthesize(EXAMPLES, tmp_path_factory.mktemp("examples"))
