"""`eks-gpu doctor`: the problems of a running cluster, and the next step for each."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import LINE_STYLES, remark, say, show
from eks_gpu.cli.frame.files import SHOWN, STDIN, NoFileError, declared, single
from eks_gpu.cli.frame.progress import progress
from eks_gpu.declaration import check
from eks_gpu.doctor import Situation, examine_situation, examine_unfiled, observe
from eks_gpu.doctor import findings as rules
from eks_gpu.doctor.answers.large import Large
from eks_gpu.doctor.answers.messages import suspicious
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.gathering.commands import commands, script
from eks_gpu.doctor.gathering.gather import decoded, from_folder, live, run_command
from eks_gpu.doctor.refusals import told_once
from eks_gpu.doctor.report import as_json, as_text, not_looked_at
from eks_gpu.on_first_use import dataclass
from eks_gpu.plain_file import MEBIBYTE
from eks_gpu.printable import printable
from eks_gpu.problem import has_errors, render
from eks_gpu.report.text import counted
from eks_gpu.spec import load_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eks_gpu.declaration import Declaration
    from eks_gpu.design import ClusterDesign
    from eks_gpu.doctor import Finding, Observations
    from eks_gpu.doctor.gathering.commands import Command
    from eks_gpu.doctor.gathering.gather import Text
    from eks_gpu.problem import Problem


_NOTHING = "nothing could be examined"
# Bytes of standard input.
_MOST_PASTED = 64 * MEBIBYTE
# Text on standard input that is a cluster file, and not something that somebody pasted.
_IS_DECLARATION = re.compile(
    r"""^(?:gpu_node_groups|gpu_node_pools|extends):|["'](?:gpu_node_groups|gpu_node_pools|extends)["']\s*:""",
    re.MULTILINE,
)
_GATHER = (
    "  paste what fails, such as: kubectl get pods -A -o wide; kubectl describe pod POD; kubectl logs POD --previous; "
    "kubectl get events -A; aws eks describe-nodegroup; the output of terraform apply; journalctl of the node"
)


@dataclass(frozen=True)
class Source:
    """Source of the answers.

    Attributes:
        folder: A folder of recorded answers, or `-` for standard input; None to ask the cluster now.
        kubeconfig: A kubeconfig file; empty for kubectl's own choice.
        context: A context of the kubeconfig; empty for the current one.
    """

    folder: Path | None = None
    kubeconfig: str = ""
    context: str = ""


def explain(*, print_commands: bool) -> int:
    """Print what the script of `--commands` keeps.

    Returns:
        0, or 2 without `--commands`.
    """
    if not print_commands:
        say("eks-gpu doctor: --redact says what the script of --commands keeps; add --commands")
        return 2
    from eks_gpu.doctor.gathering.redaction import explanation  # noqa: PLC0415 - only here

    print(explanation())
    return 0


def run(file: Path | None, source: Source, *, form: str, print_commands: bool) -> int:
    """Examine the cluster, and report.

    Returns:
        0 if answers were read and there are no findings, 1 if there are findings, 2 if nothing could be read, or only
        parts of answers that contain no finding.
    """
    looks_elsewhere = source.folder is not None or source.kubeconfig or source.context or print_commands
    if file is not None and not looks_elsewhere and _is_paste(file):
        return _unfiled_from(file, form=form)
    return _examined(file, source, form=form, print_commands=print_commands)


def _examined(file: Path | None, source: Source, *, form: str, print_commands: bool) -> int:
    """Examine what standard input, a folder or the cluster answers."""
    try:
        if file is not None and source.folder is None and _is_stream(file):
            pasted = _stream(file)
            if not _IS_DECLARATION.search(pasted):
                return _unfiled([(PASTED, pasted)], [], form=form)
            declaration = check(load_text(pasted, SHOWN if file == STDIN else str(file)))
        else:
            declaration = declared(single(file))
    except NoFileError as error:
        if source.folder is not None and not print_commands:
            return _unfiled_from(source.folder, form=form)
        say(f"eks-gpu doctor: {error}; or paste what fails: eks-gpu doctor - < paste.txt")
        return 2
    if declaration.draft is None:
        say(render(declaration.problems))
        return 2
    if print_commands:
        print(script(declaration.draft), end="")
        return 0
    if has_errors(declaration.problems):
        say(f"{printable(declaration.file)} has errors, which `eks-gpu check` explains; examined as it is")
    return _filed(declaration, declaration.draft, source, form=form)


def _is_paste(file: Path) -> bool:
    """Whether a file is somebody's notes or log, and no cluster file: its name says so, and so does its text."""
    if file == STDIN or file.suffix.lower() in {".yaml", ".yml"} or not file.is_file():
        return False
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            # A cluster file is no longer than this.
            return not _IS_DECLARATION.search(text.read(MEBIBYTE))
    except OSError:
        # The reader of cluster files says why.
        return False


def _filed(declaration: Declaration, design: ClusterDesign, source: Source, *, form: str) -> int:
    """Examine answers next to a cluster file."""
    try:
        seen, failed = _looked(design, source)
    except OSError as error:
        say(f"eks-gpu doctor: cannot read {error.filename or source.folder}: {error.strerror}")
        return 2
    situation = Situation(design, seen)
    findings = examine_situation(situation) if seen.read else ()
    if not seen.whole and not findings:
        return _blind(seen, told_once(failed, design), pasted=source.folder == STDIN)
    unknown = not_looked_at(situation, told_once(failed, design))
    return _report(declaration.file, situation, findings, unknown, form=form)


def _unfiled_from(folder: Path, *, form: str) -> int:
    """Examine a folder without a cluster file."""
    left_out: list[str] = []
    try:
        texts: list[Text] = [(PASTED, _stream(folder))] if _is_stream(folder) else [*from_folder(folder, left_out)]
    except OSError as error:
        say(f"eks-gpu doctor: cannot read {error.filename or folder}: {error.strerror}")
        return 2
    return _unfiled(texts, left_out, form=form)


def _unfiled(texts: list[Text], left_out: Sequence[str], *, form: str) -> int:
    """Examine texts without a cluster file."""
    seen = observe(texts)
    # The beginning of a long list is enough for the name of a region.
    heads = [(name, text.head if isinstance(text, Large) else text) for name, text in texts]
    situation, findings = examine_unfiled(seen, (text for _, text in heads))
    # A log in which something failed needs a look, whether or not its program is known.
    unclear = not seen.answers and bool(suspicious(text for _, text in heads))
    if not findings and (not seen.whole or seen.unread or unclear):
        return _blind(seen, left_out, pasted=True, texts=heads)
    unknown = [*map(printable, (*left_out, *seen.unread))]
    return _report("", situation, findings, unknown, form=form)


def _blind(seen: Observations, reasons: Sequence[str], *, pasted: bool, texts: Sequence[tuple[str, str]] = ()) -> int:
    """Say that nothing could be examined, and why; quote the lines that look like a failure."""
    lines = [f"  looks like a failure: {line}" for line in suspicious(text for _, text in texts)]
    amount = "only parts of answers could be read, and they show no problem" if seen.read else _NOTHING
    why = [f"  {printable(text)}" for text in (*reasons, *seen.unread)] + lines
    why += [_GATHER] if pasted else []
    why = why or ["  the folder contains no files; `eks-gpu doctor FILE --commands` prints a script that records them"]
    say("\n".join([f"eks-gpu doctor: {amount}", *why]))
    return 2


def _report(file: str, situation: Situation, findings: Sequence[Finding], unknown: Sequence[str], *, form: str) -> int:
    if form == "json":
        sys.stdout.write(as_json(file, situation, findings, unknown))
    elif form == "text":
        show(as_text(file, situation, findings, unknown).rstrip("\n"))
    else:
        _lines(form, [replace(one.problem, file=file or PASTED) for one in findings])
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
    if source.folder is not None and _is_stream(source.folder):
        return observe([(PASTED, _stream(source.folder))]), []
    if source.folder is not None:
        left_out: list[str] = []
        return observe(from_folder(source.folder, left_out)), left_out
    asked = commands(design, source.kubeconfig, source.context)
    with progress() as step, tempfile.TemporaryDirectory() as folder:
        told = (_announced(one, number, step) for number, one in enumerate(asked, 1))
        texts, failed = live(told, lambda words: run_command(words, Path(folder)))
        return observe(texts), failed


def _is_stream(path: Path) -> bool:
    """Whether a path is standard input, or the pipe that a shell makes of `<(…)`: it can be read once."""
    return path == STDIN or path.is_fifo()


def _stream(path: Path) -> str:
    """The text of standard input or of a pipe; the beginning of one that is too long."""
    if path != STDIN:
        with path.open("rb") as pipe:
            return decoded(pipe.read(_MOST_PASTED))
    # Python has none if the shell closed it, as `<&-` does.
    if sys.stdin is None:
        return ""
    return decoded(sys.stdin.buffer.read(_MOST_PASTED))


def _announced(command: Command, number: int, step: Callable[[str], None]) -> Command:
    step(f"asking {command.program} ({number}): {command.shows}")
    return command
