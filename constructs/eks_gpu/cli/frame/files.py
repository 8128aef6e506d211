"""The cluster files of a command line: those that are named, `-` for standard input, or those of `clusters/`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cluster_files import cluster_files
from eks_gpu.declaration import Declaration, check, read
from eks_gpu.plain_file import MEBIBYTE
from eks_gpu.problem import Problem, listed
from eks_gpu.spec import Loaded, load_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.manifests.objects import Objects

STDIN = Path("-")
# As messages name it.
SHOWN = "<stdin>"
FOLDER = Path("clusters")
_MOST = 8 * MEBIBYTE


class NoTextError(Exception):
    """Standard input cannot be read as text; the text says why."""


class NoFileError(Exception):
    """No file is named, and none can be chosen; the text says what to type."""


def several(files: Sequence[Path] | None) -> list[Path]:
    """The files and folders of the command line, or the folder `clusters/`.

    Raises:
        NoFileError: No file is named, and there is no such folder; or standard input is named twice.
    """
    if files:
        if list(files).count(STDIN) > 1:
            raise NoFileError("standard input can be read only once; write '-' once")
        return list(files)
    if not FOLDER.is_dir():
        raise NoFileError(f"no file is named, and there is no folder {FOLDER}/ here; {_HINT}")
    return [FOLDER]


def single(file: Path | None) -> Path:
    """The file of the command line, or the only cluster file of `clusters/`.

    Raises:
        NoFileError: No file is named, and there is not exactly one cluster.
    """
    if file is not None:
        return file
    found = cluster_files(FOLDER)[0] if FOLDER.is_dir() else []
    if len(found) == 1:
        return found[0]
    if found:
        raise NoFileError(f"name one of the cluster files: {listed(path.as_posix() for path in found)}")
    raise NoFileError(f"no file is named, and there is none in {FOLDER}/ here; {_HINT}")


def declared(file: Path, manifests: Objects | None = None) -> Declaration:
    """A checked declaration, from a file or from standard input, with the manifests that were given.

    Text of standard input is complete by itself: ``_defaults.yaml`` does not apply, and it cannot extend a file.
    """
    return check(from_stdin(), manifests) if file == STDIN else read(file, manifests=manifests)


def from_stdin() -> Loaded:
    """The text of standard input as a declaration."""
    try:
        return load_text(stdin_text(), SHOWN)
    except NoTextError as error:
        return _unreadable(str(error))


def stdin_text() -> str:
    """The text of standard input.

    Raises:
        NoTextError: There is none, or it is not text.
    """
    # Python has none if the shell closed it, as `<&-` does.
    if sys.stdin is None:
        raise NoTextError("it is closed")
    content = sys.stdin.buffer.read(_MOST + 1)
    if len(content) > _MOST:
        raise NoTextError(f"it has more than {_MOST // MEBIBYTE} MiB, which is too large")
    try:
        return content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise NoTextError("it is not UTF-8 text") from None


def _unreadable(reason: str) -> Loaded:
    message = f"cannot read standard input: {reason}"
    return Loaded(
        None, (Problem("unreadable", "error", "", message, "pipe a cluster file into it", SHOWN),), file=SHOWN
    )


_HINT = "name a file, write '-' for standard input, or let `eks-gpu init` write one"
