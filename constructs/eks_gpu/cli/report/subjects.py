"""Subjects of a report's pages: cluster files, with all that is made of them."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from eks_gpu.cli.frame.costs import costs
from eks_gpu.cli.frame.files import STDIN, NoFileError, declared
from eks_gpu.cli.frame.progress import progress
from eks_gpu.cluster_files import cluster_files, is_folder
from eks_gpu.costs import prices_of
from eks_gpu.declaration import check_change, read
from eks_gpu.page import Subject, edits_of, simulated_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eks_gpu.cli.frame.since import Past
    from eks_gpu.cli.report.wanted import Wanted
    from eks_gpu.costs import Prices
    from eks_gpu.declaration import Declaration
    from eks_gpu.manifests.objects import Objects
    from eks_gpu.page import Edits


def paths_of(files: Sequence[Path], wanted: Wanted) -> list[Path]:
    """Every cluster file once.

    Raises:
        NoFileError: There is none, or what is compared is not one file.
    """
    found = [*chain.from_iterable(cluster_files(path)[0] if is_folder(path) else [path] for path in files)]
    unique = list({os.path.realpath(path): path for path in reversed(found)}.values())[::-1]
    if not unique:
        raise NoFileError(f"there is no cluster file in {files[0]}")
    if wanted.previous is not None and (len(unique) != 1 or is_folder(files[0]) or wanted.since):
        raise NoFileError("--previous compares one file with its earlier version; give exactly one file")
    if wanted.since and STDIN in files:
        raise NoFileError("--since compares files with a revision, and standard input is in none; name the file")
    return unique


def subjects_of(
    paths: Sequence[Path], wanted: Wanted, given: Objects | None, own: Prices | None, then: Past | None
) -> Iterator[Subject]:
    """Read and judge every file."""
    with progress() as step:
        for number, path in enumerate(paths):
            step(f"reading {number + 1} of {len(paths)}: {path}")
            declaration, edits = _compared(path, declared(path, given), wanted, then)
            prices = own or (prices_of(declaration.draft.spec.region) if declaration.draft else None)
            cost = costs([declaration], own).get(declaration.file)
            yield Subject(declaration, prices, cost, simulated_day(declaration, prices, _options(wanted)), edits)


def _compared(
    path: Path, declaration: Declaration, wanted: Wanted, then: Past | None
) -> tuple[Declaration, Edits | None]:
    """The declaration with the effects of its edits, and the edits."""
    if wanted.previous is None and then is None:
        return declaration, None
    old = read(wanted.previous) if wanted.previous else then.declaration(path) if then else None
    checked = check_change(declaration, old) if old else declaration
    return checked, edits_of(checked, old, str(wanted.previous) if wanted.previous else wanted.since)


def _options(wanted: Wanted) -> list[str]:
    """Options that the command for the simulated day needs as well."""
    brought = chain.from_iterable(("--manifests", one) for one in wanted.manifests)
    return [*brought, *(["--prices", str(wanted.prices)] if wanted.prices else [])]
