"""`eks-gpu report`: pages about clusters, written to files."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import chain
from typing import TYPE_CHECKING

from eks_gpu.cli._print import remark, say
from eks_gpu.cli.check import exit_code
from eks_gpu.cli.frame.costs import given_prices
from eks_gpu.cli.frame.files import NoFileError, several
from eks_gpu.cli.frame.given import read_given
from eks_gpu.cli.frame.since import NoRevisionError, past
from eks_gpu.cli.report.pages import pages_of, write
from eks_gpu.cli.report.subjects import paths_of, subjects_of
from eks_gpu.cli.report.wanted import Wanted
from eks_gpu.cluster_files import is_folder, shared_names
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Wanted", "run"]


def run(files: Sequence[Path], wanted: Wanted) -> int:
    """Write the pages; the exit code is that of a check."""
    try:
        files = several(files)
        given, own = read_given(wanted.manifests, files), given_prices(wanted.prices)
        paths = paths_of(files, wanted)
        with past(wanted.since, files) if wanted.since else nullcontext() as then:
            subjects = list(subjects_of(paths, wanted, given, own, then))
    except (NoFileError, NoRevisionError) as error:
        say(f"eks-gpu report: {error}")
        return 2
    fleet = len(subjects) > 1 or is_folder(files[0])
    named = [one for one in subjects if one.design and one.declaration.named]
    others = shared_names({one.declaration.file: one.name for one in named})
    pages = dict(pages_of(subjects, wanted.form, others, fleet=fleet))
    try:
        place = write(pages, wanted.output, wanted.form, fleet=fleet)
    except OSError as error:
        say(f"eks-gpu report: {error.filename}: {error.strerror or error}; give another path with --output")
        return 2
    if place:
        remark(f"{place}: {plural(len(pages), 'page' if wanted.form == 'html' else 'drawing')}")
    return exit_code([*others, *chain.from_iterable(one.declaration.problems for one in subjects)])
