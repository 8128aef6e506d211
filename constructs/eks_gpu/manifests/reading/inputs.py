"""The texts behind the paths that a user gave: files, folders of files, and standard input."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.plain_file import MEBIBYTE, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# All files together. Two thousand objects have about five million characters.
MOST_MIB = 64
_MOST_FILES = 20_000
STDIN = "-"
STDIN_NAME = "<stdin>"
_SUFFIXES = (".yaml", ".yml", ".json")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Text:
    """The text of a file.

    Attributes:
        file: The file, as the user named it.
        text: Its content, with line feeds.
        found: Whether it was found in a folder, and not named by the user.
    """

    file: str
    text: str
    found: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A path that cannot be read.

    Attributes:
        file: The path.
        reason: Why, in words.
        fix: The next step.
    """

    file: str
    reason: str
    fix: str


def read_inputs(paths: Sequence[str], names: Sequence[str] | None = None) -> Iterator[Text | Unreadable]:
    """The texts of all paths, in their order; files of a folder by name. One that is given twice counts once.

    Args:
        paths: Files and folders; ``-`` is standard input.
        names: Their names in messages; default: as they are written.
    """
    left = MOST_MIB * MEBIBYTE
    seen: set[str] = set()
    for path, name in zip(paths, names or paths, strict=True):
        for file in _stdin() if path == STDIN else _files(path, name):
            if isinstance(file, Unreadable):
                yield file
                continue
            real = file.path and os.path.realpath(file.path)
            if real in seen:
                continue
            seen.add(real)
            text = _read(file, left)
            if isinstance(text, Text):
                left -= len(text.text)
            yield text


@dataclass(frozen=True)
class _File:
    """A file to read; without a path, standard input."""

    path: str
    name: str
    found: bool = False


def _stdin() -> Iterator[_File]:
    yield _File("", STDIN_NAME)


def _files(path: str, name: str) -> Iterator[_File | Unreadable]:
    try:
        is_folder = stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError) as error:
        yield Unreadable(name, _reason(error), "check the name; a folder, a file and - (standard input) can be given")
        return
    if not is_folder:
        yield _File(path, name)
        return
    found = [_File(one, os.path.join(name, os.path.relpath(one, path)), found=True) for one in _below(path)]  # noqa: PTH118 - a name, which may begin with a dot
    if not found:
        yield Unreadable(name, f"the folder holds no file that ends in {', '.join(_SUFFIXES)}", "name another folder")
    elif len(found) > _MOST_FILES:
        yield Unreadable(name, f"the folder holds more than {_MOST_FILES:,} files", "name a folder below it")
    else:
        yield from found


def _below(path: str) -> list[str]:
    """Files of a folder and those below it, in the order of their names; hidden ones and links in a circle left out."""
    found: list[str] = []
    folders = {os.path.realpath(path)}
    for folder, inner, files in os.walk(path, followlinks=True):
        kept = []
        for name in sorted(inner):
            real = os.path.realpath(os.path.join(folder, name))  # noqa: PTH118 - as os.walk gives them
            if not name.startswith(".") and real not in folders:
                folders.add(real)
                kept.append(name)
        inner[:] = kept
        found += [
            os.path.join(folder, name)  # noqa: PTH118 - as above
            for name in sorted(files)
            if name.endswith(_SUFFIXES) and not name.startswith(".")
        ]
        if len(found) > _MOST_FILES:
            break
    return sorted(found)


def _read(file: _File, left: int) -> Text | Unreadable:
    try:
        content = read_bytes(Path(file.path), max(left, 0)) if file.path else _from_stdin(max(left, 0))
    except (OSError, ValueError, RuntimeError) as error:
        fix = f"give less than {MOST_MIB} MiB of manifests together" if "MiB" in str(error) else "check the file"
        return Unreadable(file.name, _reason(error), fix)
    if content.startswith(_WIDE) or b"\0" in content[:4]:
        return Unreadable(
            file.name,
            "it is UTF-16 text, which Kubernetes does not read",
            "save it as UTF-8; PowerShell: Out-File -Encoding utf8",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Unreadable(file.name, f"it is not UTF-8 text (line {line})", "save it as UTF-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Text(file.name, text, file.found)


def _from_stdin(most: int) -> bytes:
    content = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        msg = f"it has more than {most // MEBIBYTE} MiB, which is too large"
        raise ValueError(msg)
    return content


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) if "MiB" in str(error) else "its name is not valid"
