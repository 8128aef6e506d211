"""From a declaration to a design that has been checked: the one way in for the app, the command and library users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu import checks
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.problem import DeclarationError, Problem, has_errors
from eks_gpu.spec import Loaded, load_file

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.spec import ClusterSpec


@dataclass(frozen=True, slots=True)
class Declaration:
    """A cluster file, read, made complete and checked.

    Attributes:
        design: The design; None when there are errors, so that nothing can be made of it.
        problems: Errors and warnings, in the order of the file where it is known.
    """

    design: ClusterDesign | None
    problems: tuple[Problem, ...]


def read(path: Path, name: str | None = None) -> Declaration:
    """Read a cluster file and check it; `name` is what messages call the file."""
    return check(load_file(path, name))


def check(loaded: Loaded) -> Declaration:
    """Check what a file holds."""
    if loaded.spec is None:
        return Declaration(None, loaded.problems)
    design = design_cluster(loaded.spec)
    found = [loaded.locate(problem) for problem in checks.run(design) if not _about_a_stand_in(problem, loaded)]
    problems = tuple(sorted([*loaded.problems, *found], key=_place))
    return Declaration(None if has_errors(problems) else design, problems)


def design_checked(spec: ClusterSpec) -> ClusterDesign:
    """The design of a spec built in Python.

    Raises:
        DeclarationError: If any rule finds an error; it carries all problems, warnings included.
    """
    design = design_cluster(spec)
    problems = tuple(checks.run(design))
    if has_errors(problems):
        raise DeclarationError(problems)
    return design


def _place(problem: Problem) -> tuple[int, int]:
    position = problem.position
    return (position.line, position.column) if position else (0, 0)


def _about_a_stand_in(problem: Problem, loaded: Loaded) -> bool:
    """Whether a finding is about, or follows from, a value that only stands in for a wrong one."""
    return any(_overlap(path, stand_in) for path in (problem.where, *problem.rests_on) for stand_in in loaded.repaired)


def _overlap(where: str, path: str) -> bool:
    shorter, longer = sorted((where, path), key=len)
    return bool(shorter) and longer.startswith(shorter) and longer[len(shorter) : len(shorter) + 1] in {"", ".", "["}
