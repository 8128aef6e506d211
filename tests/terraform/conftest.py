"""Stacks that terraform has initialized, each made once a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import Synthesized, synthesize
from tests.terraform.runner import Terraform, terraform

if TYPE_CHECKING:
    from collections.abc import Callable

SPECS = tuple(sorted((Path(__file__).parent / "specs").glob("*.yaml")))
