"""`eks-gpu check`: the problems of cluster files, and the groups on which their workloads run."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import LINE_STYLES, remark, say, show
from eks_gpu.cli.frame.costs import above, costs, given_prices
from eks_gpu.cli.frame.files import STDIN, NoFileError, declared, several
from eks_gpu.cli.frame.given import read_given
from eks_gpu.cli.frame.progress import progress
from eks_gpu.cli.frame.terminal import is_quiet
from eks_gpu.cluster_files import cluster_files, is_folder, shared_names
from eks_gpu.declaration import check_change, read
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem, distinct, has_errors, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.cli.frame.since import Past
    from eks_gpu.costs import ClusterCost
    from eks_gpu.declaration import Declaration
    from eks_gpu.manifests.objects import Objects


@dataclass(frozen=True)
class Money:
    """Options about costs, as they were typed.

    Attributes:
        prices: File of hourly prices; None takes the catalogue's.
        max_hourly: Cost of an hour, in the currency of the prices, above which a cluster is an error.
    """

    prices: Path | None = None
    max_hourly: float | None = None


# Problems of a file about which nothing else can be said.
_UNREADABLE = frozenset({"unreadable", "yaml-syntax", "manifest-unreadable"})


def run(
    files: Sequence[Path],
    *,
    form: str = "text",
    strict: bool = False,
    previous: Path | None = None,
    since: str = "",
    manifests: Sequence[str] = (),
    money: Money = Money(),
) -> int:
    """Check the files, print the findings, and return the exit code."""
    try:
        files = several(files)
        given = read_given(manifests, files)
        prices = given_prices(money.prices)
    except NoFileError as error:
        say(f"eks-gpu check: {error}")
        return 2
    found = [*chain.from_iterable(map(_clusters, files))]
    if previous is not None and (len(found) != 1 or is_folder(files[0]) or since):
        say("eks-gpu check: --previous compares one file with its earlier version; give exactly one file")
        return 2
    if since and STDIN in files:
        say("eks-gpu check: --since compares files with a revision, and standard input is in none; name the file")
        return 2
    declarations = _declarations(found, given)
    others = [problem for path in files if is_folder(path) for problem in cluster_files(path)[1]]
    if previous is not None:
        old = read(previous)
        others += _fewer_layers(declarations[0], old)
        declarations = [check_change(declarations[0], old)]
    others += _others(declarations)
    if since:
        from eks_gpu.cli.frame.since import NoRevisionError, past  # noqa: PLC0415 - few ask for it

        try:
            with past(since, files) as then:
                declarations = [_changed(one, then) for one in declarations]
                names = {one.draft.name for one in declarations if one.draft and one.named}
                others += [gone for path in files if is_folder(path) for gone in then.removed(path, names)]
        except NoRevisionError as error:
            say(f"eks-gpu check: --since {since}: {error}")
            return 2
    counted = costs(declarations, prices)
    if money.max_hourly is not None:
        others += above(declarations, counted, money.max_hourly)
    written = _written(declarations, others, counted, form)
    if form in {"text", "concise"}:
        show(written.rstrip("\n"), LINE_STYLES)
    else:
        sys.stdout.write(written)
    if form in {"concise", "github"}:
        remark(_counted(declarations, others))
    return exit_code([*others, *(problem for one in declarations for problem in one.problems)], strict=strict)


def _declarations(found: Sequence[Path], given: Objects | None) -> list[Declaration]:
    """Every file read and checked; one file under two names counts once."""
    unique = list({os.path.realpath(path): path for path in reversed(found)}.values())[::-1]
    with progress() as step:
        made = []
        for number, path in enumerate(unique):
            step(f"checking {number + 1} of {len(unique)}: {path}")
            made.append(declared(path, given))
        return made


def _changed(declaration: Declaration, then: Past) -> Declaration:
    """Compare a declaration with its past; a new declaration does nothing to a running cluster."""
    old = then.declaration(Path(declaration.file))
    return check_change(declaration, old) if old else declaration


def exit_code(problems: Sequence[Problem], *, strict: bool = False) -> int:
    """0 clean, 1 problems, 2 unreadable file."""
    if any(problem.id in _UNREADABLE for problem in problems):
        return 2
    return int(has_errors(problems) or (strict and bool(problems)))


def _clusters(path: Path) -> list[Path]:
    """The file itself, or the cluster files of a folder."""
    return cluster_files(path)[0] if is_folder(path) else [path]


def _fewer_layers(new: Declaration, old: Declaration) -> list[Problem]:
    """Warn about a previous file outside its folder, because the files that lay below it there are missing."""
    before = old.loaded.layers if old.loaded else ()
    if any(one.id == "unreadable" for one in old.problems):
        return []
    if new.loaded is None or len(new.loaded.layers) < 2 or len(new.loaded.layers) <= len(before):  # noqa: PLR2004 - itself and one below
        return []
    below = listed(new.loaded.layers[:-1])
    message = (
        f"{new.file} is read with {below}, but {old.file} with fewer files; if it had them too, the comparison shows "
        "edits that nobody made"
    )
    fix = "compare with a checkout of the whole folder: git worktree add ../before HEAD~1"
    return [Problem("previous-layers", "warning", "", message, fix, old.file)]


def _others(declarations: Sequence[Declaration]) -> list[Problem]:
    return shared_names({one.file: one.draft.name for one in declarations if one.draft and one.named})


def _written(
    declarations: Sequence[Declaration], others: Sequence[Problem], counted: Mapping[str, ClusterCost], form: str
) -> str:
    if form == "json":
        from eks_gpu.report.machine import as_json  # noqa: PLC0415 - each form loads what it needs

        return as_json(declarations, others, counted)
    if form == "sarif":
        from eks_gpu.report.sarif import as_sarif  # noqa: PLC0415 - as above

        return as_sarif(declarations, others)
    if form in {"concise", "github"}:
        from eks_gpu.report import lines  # noqa: PLC0415 - as above

        problems = lines.in_order(_problems(declarations, others))
        return lines.concise(problems) if form == "concise" else lines.github(problems)
    if is_quiet():
        from eks_gpu.problem import render  # noqa: PLC0415 - as above

        return render(_problems(declarations, others))
    from eks_gpu.report.text import report  # noqa: PLC0415 - as above

    return f"{report(declarations, others, costs=counted)}\n"


def _problems(declarations: Sequence[Declaration], others: Sequence[Problem]) -> list[Problem]:
    return distinct([*others, *(problem for one in declarations for problem in one.problems)])


def _counted(declarations: Sequence[Declaration], others: Sequence[Problem]) -> str:
    from eks_gpu.report.text import counted  # noqa: PLC0415 - two forms need it

    return counted(_problems(declarations, others), sum(len(one.ignored) for one in declarations))
