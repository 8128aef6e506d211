"""`eks-gpu import`: a cluster file from what another tool wrote, and what could not be carried over."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cli._print import remark, say
from eks_gpu.cli.frame.files import SHOWN, STDIN, NoTextError, stdin_text
from eks_gpu.declaration import check
from eks_gpu.imports import Imported, NotImportableError, Result, import_eksctl, import_live, import_plans, result_of
from eks_gpu.on_first_use import dataclass
from eks_gpu.plain_file import read_text
from eks_gpu.printable import as_json, printable
from eks_gpu.problem import has_errors, plural, render
from eks_gpu.review import UnreadableError
from eks_gpu.spec import load_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.problem import Problem

_PROGRAM = "eks-gpu import"
# The name of the result in messages, where it is printed.
_PRINTED = "<imported>"


@dataclass(frozen=True)
class Wanted:
    """The wanted original.

    Attributes:
        original: ``eksctl``, ``plan`` or ``live``.
        files: The files of the command line.
        folder: The gathered folder, for ``live``.
        name: Name of the cluster: for the script, and where the original has several.
        region: Its region, for the script.
        existing: Whether control plane and network are left to whoever made them.
    """

    original: str
    files: tuple[Path, ...] = ()
    folder: Path | None = None
    name: str = ""
    region: str = ""
    existing: bool = False


@dataclass(frozen=True)
class Target:
    """Where the result goes.

    Attributes:
        file: The file to write; None prints it.
        force: Whether a file that is there is overwritten.
        form: ``text`` or ``json``.
    """

    file: Path | None = None
    force: bool = False
    form: str = "text"


class _NoUseError(Exception):
    """A command line that contradicts itself; the text says what to type."""


def run(wanted: Wanted, target: Target) -> int:
    """Import, write and check; 0 if nothing is missing and nothing is wrong, 1 otherwise, 2 if nothing was written."""
    try:
        _refuse_target(target)
        imported = _imported(wanted)
    except (NotImportableError, UnreadableError, _NoUseError) as error:
        say(f"{_PROGRAM}: {error}")
        return 2
    result = result_of(imported, existing=wanted.existing)
    shown = str(target.file) if target.file else _PRINTED
    problems = check(load_text(result.text, shown)).problems
    written = result.text if target.form == "text" else as_json(_document(result, problems)) + "\n"
    if target.file is None:
        sys.stdout.write(written)
    elif reason := _not_written(target.file, written, force=target.force):
        say(f"{_PROGRAM}: cannot write {shown}: {reason}")
        return 2
    else:
        remark(f"wrote {shown}")
    _tell(result, problems)
    return int(bool(result.left) or has_errors(problems))


def commands(wanted: Wanted) -> int:
    """Print the script that gathers a folder for `live`."""
    if wanted.original != "live" or not (wanted.name and wanted.region):
        say(f"{_PROGRAM}: --commands prints a script for a running cluster: {_HOW_TO_GATHER}")
        return 2
    from eks_gpu.imports.live.script import script_for  # noqa: PLC0415 - only this prints it

    try:
        print(script_for(wanted.name, wanted.region), end="")
    except NotImportableError as error:
        say(f"{_PROGRAM}: {error}")
        return 2
    return 0


def _imported(wanted: Wanted) -> Imported:
    if wanted.original == "live":
        if wanted.folder is None or wanted.files:
            raise _NoUseError(f"live reads a gathered folder: --from FOLDER; to gather one: {_HOW_TO_GATHER}")
        return import_live(wanted.folder, wanted.name)
    if wanted.folder is not None or not wanted.files:
        raise _NoUseError(f"name the file to import: {_PROGRAM} {wanted.original} FILE, or - for standard input")
    if wanted.files.count(STDIN) > 1:
        raise _NoUseError("standard input can be read only once; write '-' once")
    if wanted.original == "plan":
        return import_plans(wanted.files, wanted.name, existing=wanted.existing)
    if len(wanted.files) > 1:
        raise _NoUseError("a ClusterConfig is one file; import each by itself")
    file = wanted.files[0]
    return import_eksctl(_text(file), SHOWN if file == STDIN else str(file))


def _text(file: Path) -> str:
    try:
        return stdin_text() if file == STDIN else read_text(file)
    except NoTextError as error:
        raise NotImportableError(f"cannot read standard input: {error}") from None
    except UnicodeDecodeError:
        raise NotImportableError(f"cannot read {printable(str(file))}: it is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise NotImportableError(f"cannot read {printable(str(file))}: {reason}") from None


def _refuse_target(target: Target) -> None:
    if target.file is not None and not target.force and (target.file.exists() or target.file.is_symlink()):
        raise _NoUseError(f"{target.file} is there already; write another name, or --force to overwrite it")


def _not_written(file: Path, text: str, *, force: bool) -> str:
    """Write a file, and return why that failed; half of a new file does not stay."""
    begun = False
    try:
        with file.open("w" if force else "x", encoding="utf-8") as stream:
            begun = not force
            stream.write(text)
    except OSError as error:
        if begun:
            with contextlib.suppress(OSError):
                file.unlink()
        return error.strerror or str(error)
    return ""


def _document(result: Result, problems: Sequence[Problem]) -> dict[str, object]:
    notes = [{"kind": note.kind, "source": note.source, "reason": note.reason} for note in result.notes]
    found = [
        {"id": one.id, "severity": one.severity, "where": one.where, "message": one.message, "fix": one.fix}
        for one in problems
    ]
    return {"text": result.text, "declaration": result.values, "notes": notes, "problems": found}


def _tell(result: Result, problems: Sequence[Problem]) -> None:
    """The summary: what is missing, then what is another, then what the check finds."""
    for line in result.summary:
        say(line)
    if problems:
        say(f"\n{render(problems)}\n")
    errors = sum(one.severity == "error" for one in problems)
    counts = (
        f"{plural(len(result.left), 'part')} not carried over, {len(result.changed)} changed",
        f"the check finds {plural(errors, 'error')} and {plural(len(problems) - errors, 'warning')}",
    )
    remark(f"{_PROGRAM}: {'; '.join(counts)}")


_HOW_TO_GATHER = f"{_PROGRAM} live --commands --name NAME --region REGION > gather.sh && sh gather.sh FOLDER"
