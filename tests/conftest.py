"""What tests of several folders share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.synthesized import EXAMPLES, Synthesized, synthesize
from tests.terraform.runner import Terraform, find_terraform

# At home each run tries other examples; a pipeline tries the same ones on the same code.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every cluster in `clusters/`, made once a session."""
    return synthesize(EXAMPLES, tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real terraform with the real AWS provider, in a home of its own."""
    return find_terraform(tmp_path_factory.mktemp("terraform-home"))
