"""`eks-gpu report`: pages about clusters, written to files."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import chain
from typing import TYPE_CHECKING

from eks_gpu.cli._print import remark, say
from eks_gpu.cli.check import exit_code
from eks_gpu.cli.frame.costs import given_prices
from eks_gpu.cli.frame.files import STDIN, NoFileError, several
from eks_gpu.cli.frame.given import read_given
from eks_gpu.cli.frame.since import NoRevisionError, past
from eks_gpu.cli.report.pages import pages_of, place_of, write
from eks_gpu.cli.report.subjects import paths_of, subjects_of
from eks_gpu.cli.report.wanted import Wanted
from eks_gpu.cluster_files import is_folder, shared_names
from eks_gpu.problem import has_errors, plural, render
from eks_gpu.report.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eks_gpu.problem import Problem

__all__ = ["Wanted", "run"]


def run(files: Sequence[Path], wanted: Wanted) -> int:
    """Write the pages; the exit code is that of a check."""
    try:
        files = several(files)
        given, own = read_given(wanted.manifests, files), given_prices(wanted.prices)
        paths = paths_of(files, wanted)
        fleet = len(paths) > 1 or is_folder(files[0])
        place = place_of(wanted.output, wanted.form, fleet=fleet)
        with past(wanted.since, files) if wanted.since else nullcontext() as then:
            subjects = list(subjects_of(paths, wanted, given, own, then))
    except (NoFileError, NoRevisionError) as error:
        say(f"eks-gpu report: {error}")
        return 2
    named = [one for one in subjects if one.design and one.declaration.named]
    others = shared_names({one.declaration.file: one.name for one in named})
    problems = [*others, *chain.from_iterable(one.declaration.problems for one in subjects)]
    pages = dict(pages_of(subjects, wanted.form, others, fleet=fleet))
    if not pages:
        say(render(problems))
        return exit_code(problems)
    try:
        write(pages, place, fleet=fleet)
    except OSError as error:
        say(f"eks-gpu report: {error.filename}: {error.strerror or error}; give another path with --output")
        return 2
    _remark(place, pages, wanted.form, problems)
    return exit_code(problems)


def _remark(place: Path, pages: Mapping[str, str], form: str, problems: Sequence[Problem]) -> None:
    """Say what was written, and that files have errors."""
    if place != STDIN:
        remark(f"{place}: {plural(len(pages), 'page' if form == 'html' else 'drawing')}")
    if has_errors(problems):
        remark(f"{counted(problems)}, which `eks-gpu check` explains")
