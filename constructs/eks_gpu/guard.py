"""The outermost frame of the command and the app: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import TYPE_CHECKING

from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

DEBUG = "EKS_GPU_DEBUG"
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
# Columns that text can be written in; a width of no column prints nothing, and one of thirty digits fails.
_NARROWEST, _WIDEST = 20, 10_000
FAILED, INTERRUPTED, NO_READER = 2, 130, 141

# What the operating system refuses, and the edit to make. Node puts the short names into its messages.
_REFUSALS = {
    errno.ENOSPC: ("the disk is full", "make room, and run it again"),
    errno.EDQUOT: ("the disk quota is used up", "make room, and run it again"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.EACCES: ("permission is missing", "choose another folder, or change its permissions"),
    errno.EPERM: ("permission is missing", "choose another folder, or change its permissions"),
    errno.ENOTDIR: ("a file is where a folder has to be", "move the file, or choose another folder"),
    errno.EEXIST: ("a file is where a folder has to be", "move the file, or choose another folder"),
    errno.ELOOP: ("symbolic links point at each other", "name the file itself"),
    errno.EMFILE: ("too many files are open", "raise the limit: ulimit -n 1024"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
}


def open_streams() -> bool:
    """Make standard output and error take any text; whether standard output was open at all.

    What the encoding cannot show is written as an escape. A closed stream is replaced by nothing at all, so that no
    file that is opened later takes its number and gets what is printed.
    """
    was_open = sys.stdout is not None
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_WRONLY)
            if nothing != number:
                os.dup2(nothing, number)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace"))
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="backslashreplace")
    return was_open


def guarded(program: str, run: Callable[[], int]) -> int:
    """The exit code of a program that was run; what it raises becomes a sentence on standard error.

    Args:
        program: What to call it, such as ``eks-gpu``.
        run: The program; it returns its exit code.
    """
    was_open = open_streams()
    _forget_width()
    try:
        code = run()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the last frame before a traceback
        return explained(program, error)
    if not was_open:
        print(f"{program}: standard output is closed, so nothing could be printed", file=sys.stderr)
        return FAILED
    return code


def _forget_width() -> None:
    """Unset COLUMNS where it is no width; the libraries that print would take it for one."""
    given = os.environ.get("COLUMNS", "")
    if not (given.isdecimal() and len(given) <= len(str(_WIDEST)) and _NARROWEST <= int(given) <= _WIDEST):
        os.environ.pop("COLUMNS", None)


def explained(program: str, error: BaseException) -> int:
    """Print why a program ended, and the exit code that says so."""
    if os.environ.get(DEBUG) and not isinstance(error, SystemExit):
        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED
    if isinstance(error, KeyboardInterrupt):
        print(f"\n{program}: interrupted", file=sys.stderr)
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader has seen enough, as with `| head`.
        _drop_output()
        return NO_READER
    print(f"{program}: " + "\n  ".join(_lines(program, error)), file=sys.stderr)
    if isinstance(error, OSError):
        _drop_output()
    return FAILED


def _lines(program: str, error: BaseException) -> list[str]:
    number = _number(error)
    if _is_about_temporary_files(error):
        given = ", ".join(f"{name} is {printable(os.environ[name])}" for name in _TEMPORARY if name in os.environ)
        return [
            f"temporary files cannot be written{f': {given}' if given else ''}",
            "fix: set TMPDIR to a folder that can be",
        ]
    if number in _REFUSALS:
        reason, fix = _REFUSALS[number]
        name = getattr(error, "filename", None)
        return [f"{reason}{f': {printable(str(name))}' if name else ''}", *_details(error), f"fix: {fix}"]
    if isinstance(error, OSError):
        name = f"{printable(str(error.filename))}: " if error.filename else ""
        return [f"{name}{error.strerror or printable(str(error))}", "fix: check the name, and that it can be read"]
    if isinstance(error, MemoryError | RecursionError):
        return ["the input is too large or too deeply nested", "fix: check that it is what it should be, or split it"]
    return [
        f"this is a bug in {program}, and not your mistake: {_named(error)}",
        f"fix: report it, with the file if you may share it, and what {DEBUG}=1 prints",
    ]


def _number(error: BaseException) -> int:
    """The refusal of the operating system behind an error; node tells of its own by name."""
    if isinstance(error, OSError):
        return error.errno or 0
    text = str(error)
    return next((number for number in _REFUSALS if f"{errno.errorcode[number]}:" in text), 0)


def _details(error: BaseException) -> list[str]:
    """The line of node's message that names what was refused."""
    if isinstance(error, OSError):
        return []
    lines = [line.strip() for line in str(error).splitlines()]
    return [printable(next(line for line in lines if any(f"{errno.errorcode[one]}:" in line for one in _REFUSALS)))]


def _named(error: BaseException) -> str:
    """The error in one line, with the place in our own code nearest to it."""
    first = printable((str(error).splitlines() or [""])[0])[:200]
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "site-packages" not in one.filename]
    place = f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else ""  # noqa: PTH119 - a name
    return f"{type(error).__name__}{f': {first}' if first else ''}{place}"


def _is_about_temporary_files(error: BaseException) -> bool:
    """Python and node each look for a folder of their own."""
    return "No usable temporary directory" in str(error) or "mkdtemp" in str(error)


def _drop_output() -> None:
    """What could not be written is not tried again when Python ends, which would print a traceback."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the rest of the process
