"""The stages of `make test` run every test once, and a file that a stage leaves out has nothing for it."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REAL, SLOW, is_all, may_be_real
from tests.synthesized import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_two_halves_are_complementary() -> None:
    (names,) = re.findall(r"^REAL := (.*)$", MAKEFILE, re.MULTILINE)
    expressions = dict(re.findall(r'EKS_GPU_STAGE=(\w+) .* -m "(.*)"$', MAKEFILE, re.MULTILINE))

    assert set(names.split(" or ")) == set(REAL)
    assert expressions == {"pure": "not ($(REAL))", "real": "$(REAL)", "fast": "not ($(REAL) or slow)"}


@pytest.mark.parametrize(
    ("text", "real", "everything"),
    [
        ("pytestmark = pytest.mark.engine\n", True, True),
        ("pytestmark = [pytest.mark.terraform, pytest.mark.engine]\n", True, True),
        ("@pytest.mark.process\ndef test_it() -> None: ...\n", True, False),
        ("pytest.param(1, marks=pytest.mark.browser)\n", True, False),
        ("pytestmark = pytest.mark.slow\n", False, False),
        ("ENGINE = 'engine'\n", False, False),
    ],
)
def test_marks_are_found_in_the_text_of_a_file(text: str, *, real: bool, everything: bool) -> None:
    assert may_be_real(text) == real
    assert is_all(REAL, text) == everything
    assert is_all(SLOW, text) == (everything or "slow" in text)
