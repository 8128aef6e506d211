"""What tests of several folders share."""

from __future__ import annotations

import pytest

from tests.synthesized import EXAMPLES, Synthesized, synthesize
from tests.terraform.runner import Terraform, find_terraform


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every cluster in `clusters/`, made once a session."""
    return synthesize(EXAMPLES, tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real terraform with the real AWS provider, in a home of its own."""
    return find_terraform(tmp_path_factory.mktemp("terraform-home"))
