"""`eks-gpu review`: a page about what plans do to a cluster."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from eks_gpu.cli._print import LINE_STYLES, say, show
from eks_gpu.cli.frame.files import SHOWN, STDIN, declared
from eks_gpu.cli.frame.progress import progress
from eks_gpu.costs.price_file import PricesError, read_prices
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import listed, plural, render
from eks_gpu.report.review.words import Page
from eks_gpu.review import Level, UnreadableError, plan, read, read_stream, review
from eks_gpu.review.compare import compare
from eks_gpu.review.outcome import Lean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.problem import Problem
    from eks_gpu.review import Plan, Review

# Levels that `--fail-on` takes; each includes all that are worse.
LIMITS = {level.name.lower(): level for level in Level if level is not Level.NOTHING}

# Patterns that get a colour in the text.
STYLES = {
    r"(?m)^  !   ": "bold yellow",
    r"(?m)^  (\+/-|-/\+) ": "bold yellow",
    r"(?m)^  -   ": "bold red",
    r"(?m)^  \+   ": "green",
    r"# forces the replacement": "bold yellow",
    r"(?m)^! .*$": "bold yellow",
    r"(?m) (destroyed|replaced, old one first)$": "bold red",
    r"(?m) (nodes replaced|pods restarted|replaced, new one first)$": "bold yellow",
    r"(?m)^✗ .*$": "bold red",
}


@dataclass(frozen=True)
class Options:
    """The other options, as they were typed."""

    form: str = "text"
    against: Sequence[Path] = ()
    fail_on: str | None = None
    prices: Path | None = None
    declaration: Path | None = None


def run(files: Sequence[Path], options: Options) -> int:
    """Review plans; the exit code is 0 if nothing speaks against applying them."""
    if options.fail_on is not None and options.fail_on not in LIMITS:
        say(f"eks-gpu review: --fail-on {options.fail_on!r} is not one of {listed(LIMITS)}")
        return 2
    if [*files, *options.against, options.declaration].count(STDIN) > 1:
        say("eks-gpu review: standard input can be read only once; write '-' once")
        return 2
    # The changes live to the end, and refer to nothing that refers to them: collecting garbage would find none.
    gc.disable()
    try:
        with progress() as step:
            step(f"reading {plural(len(files) + len(options.against), 'plan')}")
            page = _page(files, options)
    except (UnreadableError, PricesError) as error:
        say(f"eks-gpu review: {error}")
        return 2
    written = _written(page, options.form)
    if options.form == "text":
        show(written, STYLES)
    elif options.form == "concise":
        show(written.rstrip("\n"), LINE_STYLES)
    else:
        sys.stdout.write(written)
    why = _stops(page, options.fail_on)
    for one in why:
        say(f"eks-gpu review: {one}")
    return int(bool(why))


def _page(files: Sequence[Path], options: Options) -> Page:
    prices = read_prices(options.prices) if options.prices else None
    # A comparison looks at every value of both.
    whole = bool(options.against)
    found = review(_plans(files, whole=whole), prices)
    earlier = review(_plans(options.against, whole=whole)) if options.against else None
    problems = None if options.declaration is None else _findings(options.declaration)
    return Page(found, compare(found, earlier) if earlier else None, problems)


def _plans(files: Sequence[Path], *, whole: bool) -> list[Plan]:
    # One file under two names counts once.
    unique = list({os.path.realpath(path): path for path in reversed(files)}.values())[::-1]
    return [_plan(path, number, Lean(number, whole=whole)) for number, path in enumerate(unique)]


def _plan(path: Path, number: int, lean: Lean) -> Plan:
    if path == STDIN:
        if sys.stdin is None:
            raise UnreadableError("standard input is closed; pipe a plan into it")
        return plan(read_stream(sys.stdin.buffer, SHOWN, each=lean), SHOWN, number)
    return plan(read(path, each=lean), str(path), number)


def _findings(file: Path) -> tuple[Problem, ...]:
    declaration = declared(file)
    if declaration.draft is None:
        raise UnreadableError(render(declaration.problems))
    return declaration.problems


def _written(page: Page, form: str) -> str:
    if form == "json":
        from eks_gpu.report.review.machine import as_json  # noqa: PLC0415 - each form loads what it needs

        return as_json(page)
    if form == "html":
        from eks_gpu.report.review.html import as_html  # noqa: PLC0415 - as above

        return as_html(page)
    if form == "markdown":
        from eks_gpu.report.review.markdown import as_markdown  # noqa: PLC0415 - as above

        return as_markdown(page)
    if form == "sarif":
        from eks_gpu.report.review.lines import FINDINGS, findings  # noqa: PLC0415 - as above
        from eks_gpu.report.sarif import of_review  # noqa: PLC0415 - as above

        return of_review(findings(page), FINDINGS)
    if form in {"concise", "github"}:
        from eks_gpu.report import lines  # noqa: PLC0415 - as above
        from eks_gpu.report.review.lines import findings  # noqa: PLC0415 - as above

        return lines.concise(findings(page)) if form == "concise" else lines.github(findings(page))
    from eks_gpu.report.review.text import as_text  # noqa: PLC0415 - as above

    return as_text(page)


def _stops(page: Page, fail_on: str | None) -> list[str]:
    """Why the exit code is 1."""
    found: Review = page.review
    why = []
    if found.errored:
        why.append("a plan ended with an error and cannot be applied")
    if fail_on is not None and found.level >= LIMITS[fail_on]:
        why.append(f"--fail-on {fail_on}: the plan reaches {found.level.name.lower()}")
    elif fail_on is not None and not found.whole and not found.errored:
        why.append(f"--fail-on {fail_on}: a plan is incomplete, so it may still reach this level")
    if page.comparison and page.comparison.worse:
        why.append("--against: this plan contains more than the earlier plan")
    return why
