"""Findings in lines: for editors and scripts (`concise`), and for the log of a GitHub workflow (`github`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.printable import printable
from eks_gpu.problem import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eks_gpu.problem import Problem


def concise(problems: Iterable[Problem]) -> str:
    """A line for each finding: ``path:line:column: severity [id] message``.

    A finding without a place in a file has only the file, or the name of the program, and names its object first.
    """
    return "".join(f"{_place(one)}: {one.severity} [{one.id}] {_about(one)}{one.message}\n" for one in problems)


def github(problems: Iterable[Problem]) -> str:
    """A workflow command for each finding, which GitHub shows next to the line (docs.github.com, Workflow commands).

    A problem's text cannot begin a command of its own: `Problem` has written its line breaks out.
    """
    return "".join(
        f"::{one.severity} {_properties(one)}::{_data(f'{_about(one)}{one.message}')}%0A{_data(f'Fix: {one.fix}')}\n"
        for one in problems
    )


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """By file, line and column, as compilers print them."""
    return sorted(problems, key=lambda one: (one.file, _line(one)))


def _line(problem: Problem) -> tuple[int, int]:
    return (problem.position.line, problem.position.column) if problem.position else (0, 0)


def _place(problem: Problem) -> str:
    line, column = _line(problem)
    file = printable(problem.file) or "eks-gpu"
    return f"{file}:{line}:{column}" if line else file


def _about(problem: Problem) -> str:
    """The object of a finding that has no place in a file, such as a node of a cluster."""
    where = "" if problem.position else shortened(printable(problem.where))
    return f"{where}: " if where else ""


def _properties(problem: Problem) -> str:
    line, column = _line(problem)
    place = {"file": problem.file, "line": str(line or 1), "col": str(column) if line else ""} if problem.file else {}
    return ",".join(f"{key}={_property(value)}" for key, value in {**place, "title": problem.id}.items() if value)


def _data(text: str) -> str:
    """A message, as the runner reads it back (actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
