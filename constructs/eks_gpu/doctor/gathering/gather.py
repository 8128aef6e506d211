"""Answers as texts, from a folder or from commands."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from eks_gpu.doctor.answers.large import Large
from eks_gpu.plain_file import MEBIBYTE, NoPlainFileError, read_bytes

if TYPE_CHECKING:
    from eks_gpu.doctor.gathering.commands import Command

Text = tuple[str, str | Large]
# Bytes of a log or of several answers in one file, which are held in memory.
_MOST_BYTES = 256 * MEBIBYTE
# Bytes from which a list is read object by object, and its most: 50,000 pods of kubectl have some 500 MiB.
_LARGE, _MOST_LARGE = 4 * MEBIBYTE, 4096 * MEBIBYTE
_MOST_FILES = 2000
# Bytes of a folder's files that are held in memory; several times the size of a thousand nodes' answers and logs.
_MOST_TOTAL = 512 * MEBIBYTE
# The report names at most this many of the files that are left out.
_MOST_NAMED = 20
# A command takes longer only if it cannot reach its server.
_SECONDS = 40
_MISSING = {
    "kubectl": "kubectl is not installed here; install it, or gather elsewhere with eks-gpu doctor FILE --commands",
    "aws": "the aws command is not installed here; install it, or gather elsewhere with eks-gpu doctor FILE --commands",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# Exit codes of a program that timed out, could not be started, or does not exist.
_NEVER = {124, 126, 127}
# Messages of kubectl and aws after which every other command would fail too.
_NO_WAY = re.compile(
    r"connection to the server \S+ was refused|Unable to connect to the server|You must be logged in|ExpiredToken|"
    r"Unable to locate credentials|Could not connect to the endpoint|InvalidClientTokenId|Token has expired|"
    r"context \S+ does not exist|no such file or directory|SSO|UnrecognizedClient|config profile|current-context|"
    r"asked for the client to provide credentials"
)

Run = Callable[[Sequence[str]], tuple[int, str | Large, str]]


def from_folder(folder: Path, left_out: list[str] | None = None) -> Iterator[Text]:
    """Every file of a folder and its subfolders, with its path below the folder; or the given file.

    Args:
        folder: A folder, or a single file.
        left_out: Receives the files that are not read, with the reason. A link out of the folder is one of them: its
            target is not an answer that somebody gathered.

    Raises:
        OSError: If the folder cannot be listed.
    """
    if folder.is_file():
        yield folder.name, _read(folder, _MOST_BYTES)
        return
    # Without the folder there is nothing to report; without one of its files, one answer is missing.
    os.listdir(folder)  # noqa: PTH208 - raises at once, which `iterdir` does not
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    skipped: list[str] = []
    left, root = _MOST_TOTAL, folder.resolve()
    for path in files[:_MOST_FILES]:
        name = path.relative_to(folder).as_posix()
        try:
            if not path.resolve().is_relative_to(root):
                skipped.append(f"{name}: it is a link that leaves the folder")
                continue
            found = _read(path, left)
        except NoPlainFileError as error:
            full = path.stat().st_size > left
            reason = f"the folder has more than {_MOST_TOTAL // MEBIBYTE} MiB" if full else error.strerror
            skipped.append(f"{name}: {reason}")
        except (OSError, RuntimeError) as error:
            skipped.append(f"{name}: {getattr(error, 'strerror', '') or error}")
        else:
            left -= len(found) if isinstance(found, str) else 0
            yield name, found
    if len(files) > _MOST_FILES:
        skipped.insert(0, f"the folder has {len(files):,} files; only the first {_MOST_FILES:,} are read")
    if len(skipped) > _MOST_NAMED:
        skipped[_MOST_NAMED:] = [f"{len(skipped) - _MOST_NAMED:,} more files are left out"]
    if left_out is not None:
        left_out += skipped


def _read(path: Path, left: int) -> str | Large:
    """The text of a file; a long list of objects as such, which is read one by one."""
    large = Large(path, _MOST_LARGE)
    if path.is_file() and path.stat().st_size > _LARGE and large.is_list:
        return large
    return decoded(read_bytes(path, min(_MOST_BYTES, left)))


def decoded(data: bytes) -> str:
    """The text of a file, in the encodings that shells write."""
    # PowerShell's `>` writes UTF-16.
    form = next((form for mark, form in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(form, errors="replace").replace("\x00", "")


def run_command(words: Sequence[str], folder: Path) -> tuple[int, str | Large, str]:
    """Exit code, output and error messages of a command, which gets no terminal.

    Args:
        words: The command.
        folder: A folder for the output, which stays there if it is a long list.
    """
    if shutil.which(words[0]) is None:
        return 127, "", _MISSING.get(words[0], f"{words[0]} is not installed here")
    number, name = tempfile.mkstemp(dir=folder)
    path, messages = Path(name), Path(f"{name}.err")
    try:
        with os.fdopen(number, "wb") as out, messages.open("wb") as err:
            code = _ran(words, out, err)
        said = decoded(messages.read_bytes())
        if code is None:
            return 124, "", f"no answer within {_SECONDS} seconds"
        return code, _read(path, _MOST_BYTES), said
    except OSError as error:
        return 126, "", f"cannot be started: {error.strerror}"


def _ran(words: Sequence[str], out: IO[bytes], err: IO[bytes]) -> int | None:
    """The exit code; None if no more output came for long. An answer about thousands of nodes takes minutes."""
    with subprocess.Popen(  # noqa: S603 - the words are those of `commands`, and no shell reads them
        words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env={**os.environ, "AWS_PAGER": ""}
    ) as process:
        size = -1
        while True:
            try:
                return process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                before, size = size, os.fstat(out.fileno()).st_size
                if size == max(before, 0):
                    process.kill()
                    return None


def live(commands: Iterable[Command], run: Run) -> tuple[list[Text], list[str]]:
    """Run the commands, and return their output and the reasons why some failed.

    After a program is missing or cannot reach its server, its other commands do not run.
    """
    texts: list[Text] = []
    failed: list[str] = []
    given_up: set[str] = set()
    for command in commands:
        if command.program in given_up:
            continue
        for name, words in _each(command, run, failed):
            code, output, message = run(words)
            if code:
                failed.append(f"{command.shows}: {_short(message) or f'exit code {code}'}")
            if code in _NEVER or _NO_WAY.search(message):
                given_up.add(command.program)
                break
            if not code and (isinstance(output, Large) or output.strip()):
                texts.append((name, output))
    return texts, failed


def _each(command: Command, run: Run, failed: list[str]) -> Iterator[tuple[str, Sequence[str]]]:
    if not command.names:
        yield command.file, command.words
        return
    code, output, message = run(command.names)
    if code:
        failed.append(f"{command.shows}: {_short(message) or f'exit code {code}'}")
    for name in output.split() if not code and isinstance(output, str) else ():
        # An empty list in the aws command's text form.
        if name != "None":
            yield f"{command.file}-{name}", command.once(name)


def _short(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
