"""One server for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.localaws.server import LocalAws, local_aws

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """A local AWS."""
    with local_aws() as running:
        yield running
