"""Logs of programs that are well: no line is taken for a failure, alone or in its log."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eks_gpu.doctor import examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED

PROGRAMS: list[dict[str, str]] = tomllib.loads((Path(__file__).parent / "calm.toml").read_text())["program"]
LINES = [line for program in PROGRAMS for line in program["text"].splitlines() if line.strip()]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program["name"])
def test_a_log_of_a_program_that_is_well_has_no_finding(program: dict[str, str]) -> None:
    text = program["text"].lstrip("\n")

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1] == ()


def test_no_row_fits_a_calm_line() -> None:
    assert {line: found.id for line in LINES if (found := signatures.first(line))} == {}


def test_there_are_enough_lines() -> None:
    assert len(LINES) >= 150
