"""Reading of regular files, up to a size limit."""

from __future__ import annotations

import os
import select
import stat
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 2**20
_SECONDS = 60


class NoPlainFileError(OSError):
    """A device, a pipe, or a file that is too large; `strerror` says which, in words."""


def read_text(path: Path, most: int = 8 * MEBIBYTE) -> str:
    """The text of a file in UTF-8.

    Raises:
        NoPlainFileError: It is no plain file, or larger than `most` bytes.
        OSError: It cannot be opened.
        UnicodeDecodeError: It is not UTF-8.
    """
    return read_bytes(path, most).decode().replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a file.

    A device such as ``/dev/zero`` never ends. A pipe is read, because ``<(command)`` of a shell is one, unless nobody
    writes to it for a minute.

    Raises:
        NoPlainFileError: It is a device or larger than `most` bytes.
        OSError: It cannot be opened.
    """
    with opened(path, most) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise _too_large(path, most)
    return content


def opened(path: Path, most: int) -> BinaryIO:
    """A file to read, whose content the caller reads in pieces; the errors are those of `read_bytes`."""
    about = path.stat()
    mode = about.st_mode
    if (stat.S_ISCHR(mode) and not path.samefile(os.devnull)) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise NoPlainFileError(0, "it is a device or a socket, not a file", str(path))
    if stat.S_ISREG(mode) and about.st_size > most:
        raise _too_large(path, most)
    return _open(path, mode)


def _too_large(path: Path, most: int) -> NoPlainFileError:
    return NoPlainFileError(0, f"it has more than {most // MEBIBYTE} MiB, which is too large", str(path))


def _open(path: Path, mode: int) -> BinaryIO:
    if not stat.S_ISFIFO(mode):
        return path.open("rb")
    # Without this flag the call itself would wait for a writer.
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not select.select([number], [], [], _SECONDS)[0]:
        os.close(number)
        raise NoPlainFileError(0, f"it is a pipe to which nothing was written for {_SECONDS} seconds", str(path))
    os.set_blocking(number, True)
    return os.fdopen(number, "rb")
