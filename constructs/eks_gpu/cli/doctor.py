"""`eks-gpu doctor`: the problems of a running cluster, and the next step for each."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eks_gpu.cli._print import LINE_STYLES, remark, say, show
from eks_gpu.cli.frame.files import NoFileError, declared, single
from eks_gpu.cli.frame.progress import progress
from eks_gpu.doctor import Situation, examine, observe
from eks_gpu.doctor import findings as rules
from eks_gpu.doctor.gathering.commands import commands, script
from eks_gpu.doctor.gathering.gather import from_folder, live
from eks_gpu.doctor.refusals import told_once
from eks_gpu.doctor.report import as_json, as_text, not_looked_at
from eks_gpu.printable import printable
from eks_gpu.problem import has_errors, render
from eks_gpu.report.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eks_gpu.design import ClusterDesign
    from eks_gpu.doctor import Observations
    from eks_gpu.doctor.gathering.commands import Command
    from eks_gpu.problem import Problem


_NOTHING = "nothing could be examined"


@dataclass(frozen=True, slots=True)
class Source:
    """Source of the answers.

    Attributes:
        folder: A folder of recorded answers; None to ask the cluster now.
        kubeconfig: A kubeconfig file; empty for kubectl's own choice.
        context: A context of the kubeconfig; empty for the current one.
    """

    folder: Path | None = None
    kubeconfig: str = ""
    context: str = ""


def run(file: Path | None, source: Source, *, form: str, print_commands: bool) -> int:
    """Examine the cluster, and report.

    Returns:
        0 if answers were read and there are no findings, 1 if there are findings, 2 if nothing could be read, or only
        parts of answers that contain no finding.
    """
    try:
        declaration = declared(single(file))
    except NoFileError as error:
        say(f"eks-gpu doctor: {error}")
        return 2
    if declaration.draft is None:
        say(render(declaration.problems))
        return 2
    if print_commands:
        print(script(declaration.draft), end="")
        return 0
    if has_errors(declaration.problems):
        say(f"{printable(declaration.file)} has errors, which `eks-gpu check` explains; examined as it is")
    try:
        seen, failed = _looked(declaration.draft, source)
    except OSError as error:
        say(f"eks-gpu doctor: cannot read {error.filename or source.folder}: {error.strerror}")
        return 2
    findings = examine(declaration.draft, seen) if seen.read else ()
    if not seen.whole and not findings:
        reasons = _why(told_once(failed, declaration.draft), seen)
        amount = "only parts of answers could be read, and they show no problem" if seen.read else _NOTHING
        say("\n".join([f"eks-gpu doctor: {amount}", *reasons]))
        return 2
    situation = Situation(declaration.draft, seen)
    unknown = not_looked_at(situation, told_once(failed, declaration.draft))
    if form == "json":
        sys.stdout.write(as_json(declaration.file, situation, findings, unknown))
    elif form == "text":
        show(as_text(declaration.file, situation, findings, unknown).rstrip("\n"))
    else:
        _lines(form, [replace(one.problem, file=declaration.file) for one in findings])
    return int(bool(findings))


def _lines(form: str, problems: list[Problem]) -> None:
    """Print findings in a form that tells nothing else; causes stay before their consequences."""
    if form == "sarif":
        from eks_gpu.report.sarif import document  # noqa: PLC0415 - each form loads what it needs

        sys.stdout.write(document([(one, None) for one in problems], rules.by_id()))
        return
    from eks_gpu.report import lines  # noqa: PLC0415 - as above

    if form == "github":
        sys.stdout.write(lines.github(problems))
    else:
        show(lines.concise(problems).rstrip("\n"), LINE_STYLES)
    remark(counted(problems))


def _looked(design: ClusterDesign, source: Source) -> tuple[Observations, list[str]]:
    if source.folder is not None:
        left_out: list[str] = []
        return observe(from_folder(source.folder, left_out)), left_out
    asked = commands(design, source.kubeconfig, source.context)
    with progress() as step:
        told = (_announced(one, number, step) for number, one in enumerate(asked, 1))
        texts, failed = live(told)
    return observe(texts), failed


def _announced(command: Command, number: int, step: Callable[[str], None]) -> Command:
    step(f"asking {command.program} ({number}): {command.shows}")
    return command


def _why(failed: Sequence[str], seen: Observations) -> list[str]:
    reasons = [f"  {text}" for text in (*failed, *seen.unread)]
    return reasons or [
        "  the folder contains no files; `eks-gpu doctor FILE --commands` prints a script that records them"
    ]
