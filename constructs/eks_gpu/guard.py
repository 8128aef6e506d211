"""The outermost frame of the command and the app: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

from eks_gpu.engines import EngineError
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

DEBUG = "EKS_GPU_DEBUG"
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
# Columns that text can be written in; a width of no column prints nothing, and one of thirty digits fails.
_NARROWEST, _WIDEST = 20, 10_000
FAILED, INTERRUPTED, NO_READER = 2, 130, 141

# Errors of the operating system, and the fix for each. Node puts the short names into its messages.
_REFUSALS = {
    errno.ENOSPC: ("the disk is full", "free some space, and run it again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, and run it again"),
    errno.EROFS: ("the file system is read-only", "choose another folder"),
    errno.EACCES: ("permission is missing", "choose another folder, or change its permissions"),
    errno.EPERM: ("permission is missing", "choose another folder, or change its permissions"),
    errno.ENOTDIR: ("a file is in the place of a folder", "move the file, or choose another folder"),
    errno.EEXIST: ("a file is in the place of a folder", "move the file, or choose another folder"),
    errno.ELOOP: ("symbolic links point at each other", "name the file itself"),
    errno.EMFILE: ("too many files are open", "raise the limit: ulimit -n 1024"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
}


def open_streams() -> bool:
    """Let standard output and error take any text, and return whether standard output was open.

    Characters that the encoding lacks are written as escapes. A closed stream is replaced by the null device, so that
    no file that is opened later takes its number and receives the output.
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
    """Run a program and return its exit code; an exception becomes a sentence on standard error.

    Args:
        program: Name of the program, such as ``eks-gpu``.
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


def ended(code: int) -> NoReturn:
    """End the process. Taking the bindings' classes apart, after everything is written, would take half a second.

    With eager bindings jsii unpacks its runtime into a temporary folder, which it removes at a usual end.
    """
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    sys.stderr.flush()
    if "jsii" in sys.modules and os.environ.get("EKS_GPU_EAGER_BINDINGS") != "1":
        os._exit(code)
    sys.exit(code)


def _forget_width() -> None:
    """Unset COLUMNS if it is not a width, because the printing libraries would use it as one."""
    given = os.environ.get("COLUMNS", "")
    if not (given.isdecimal() and len(given) <= len(str(_WIDEST)) and _NARROWEST <= int(given) <= _WIDEST):
        os.environ.pop("COLUMNS", None)


def explained(program: str, error: BaseException) -> int:
    """Print why a program ended, and return the exit code for it."""
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
    if isinstance(error, EngineError):
        return [error.reason, f"fix: {error.fix}"]
    number = _number(error)
    if _is_about_temporary_files(error):
        given = ", ".join(f"{name} is {printable(os.environ[name])}" for name in _TEMPORARY if name in os.environ)
        return [
            f"temporary files cannot be written{f': {given}' if given else ''}",
            "fix: set TMPDIR to a writable folder",
        ]
    if number in _REFUSALS:
        reason, fix = _REFUSALS[number]
        name = getattr(error, "filename", None)
        return [f"{reason}{f': {printable(str(name))}' if name else ''}", *_details(error), f"fix: {fix}"]
    if isinstance(error, OSError):
        name = f"{printable(str(error.filename))}: " if error.filename else ""
        return [f"{name}{error.strerror or printable(str(error))}", "fix: check the name, and that it can be read"]
    if isinstance(error, MemoryError | RecursionError):
        return ["the input is too large or too deeply nested", "fix: check that it is the right file, or split it"]
    return [
        f"this is a bug in {program}, not your mistake: {_named(error)}",
        f"fix: report it, with the output of {DEBUG}=1 and, if you may share it, the file",
    ]


def _number(error: BaseException) -> int:
    """The operating system's error number behind an error; node puts its name into the message."""
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
    """Whether an error of Python or node is about the folder for temporary files."""
    return "No usable temporary directory" in str(error) or "mkdtemp" in str(error)


def _drop_output() -> None:
    """Discard the remaining output, because Python would write it again at exit and print a traceback."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the rest of the process
