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


# What takes longest, first.
SLOW = ("terraform", "checkov", "engine", "process")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""

    def place(item: pytest.Item) -> tuple[bool, int]:
        marked = next((at for at, name in enumerate(SLOW) if item.get_closest_marker(name)), len(SLOW))
        return "localaws" not in item.path.parts, marked

    items.sort(key=place)


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The stacks of every cluster in `clusters/`, made once a session."""
    return synthesize(EXAMPLES, tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The real terraform with the real AWS provider, in a home of its own."""
    return find_terraform(tmp_path_factory.mktemp("terraform-home"))
