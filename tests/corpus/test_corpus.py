"""The rules against the world outside: public examples that work, and public failures.

Every file names its source. Those in `sound/` are to pass, with the warnings that they list and no others; those in
`broken/` are to be refused for the reason that they list.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eks_gpu import declaration

if TYPE_CHECKING:
    from eks_gpu.problem import Problem

HERE = Path(__file__).parent
SOUND = sorted((HERE / "sound").glob("*.yaml"))
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
VERDICTS = frozenset({"stays-pending", "never-scales", "excluded", "capacity"})
_SOURCE = re.compile(r"# After [\w.-]+/[\w.-]+(#\d+)?: \S.*")


def _said(file: Path, word: str) -> list[str]:
    """What the comments of a file say after a word such as `warns:`."""
    start = f"# {word}: "
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(start).strip() for line in lines if line.startswith(start)]


def _problems(file: Path) -> tuple[Problem, ...]:
    return declaration.read(file, file.name).problems


def _meets(problem: Problem, expected: str) -> bool:
    """Whether a problem is the one that a file expects: `<rule or verdict> at <path>`."""
    what, _, where = expected.partition(" at ")
    rule = f"workload-{what}" if what in VERDICTS else what
    return (problem.id, problem.where) == (rule, where)


@pytest.mark.parametrize("file", [*SOUND, *BROKEN], ids=lambda file: file.stem)
def test_names_its_source(file: Path) -> None:
    assert _SOURCE.fullmatch(file.read_text(encoding="utf-8").splitlines()[0])


@pytest.mark.parametrize("file", SOUND, ids=lambda file: file.stem)
def test_a_public_example_that_works_passes(file: Path) -> None:
    problems = _problems(file)

    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert {problem.id: str(problem) for problem in problems}.keys() == set(_said(file, "warns"))


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_public_failure_is_found(file: Path) -> None:
    problems = _problems(file)
    expected = _said(file, "expects")

    assert expected
    found = [(problem.id, problem.where) for problem in problems]
    assert [line for line in expected if not any(_meets(one, line) for one in problems)] == [], found


def test_the_corpus_is_large_enough_to_tell_something() -> None:
    assert len(SOUND) >= 25
    assert len(BROKEN) >= 25
