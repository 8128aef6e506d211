"""Answers as texts, from a folder or from commands."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.plain_file import MEBIBYTE, NoPlainFileError, read_bytes

if TYPE_CHECKING:
    from eks_gpu.doctor.gathering.commands import Command

Text = tuple[str, str]
# Bytes of one file; kubectl's answers about a thousand pods need less.
_MOST_BYTES = 256 * MEBIBYTE
_MOST_FILES = 2000
# Bytes of a folder; several times the size of a thousand nodes' answers and logs.
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

Run = Callable[[Sequence[str]], tuple[int, str, str]]


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
        yield folder.name, decoded(read_bytes(folder, _MOST_BYTES))
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
            data = read_bytes(path, min(_MOST_BYTES, left))
        except NoPlainFileError as error:
            full = path.stat().st_size > left
            reason = f"the folder has more than {_MOST_TOTAL // MEBIBYTE} MiB" if full else error.strerror
            skipped.append(f"{name}: {reason}")
        except (OSError, RuntimeError) as error:
            skipped.append(f"{name}: {getattr(error, 'strerror', '') or error}")
        else:
            left -= len(data)
            yield name, decoded(data)
    if len(files) > _MOST_FILES:
        skipped.insert(0, f"the folder has {len(files):,} files; only the first {_MOST_FILES:,} are read")
    if len(skipped) > _MOST_NAMED:
        skipped[_MOST_NAMED:] = [f"{len(skipped) - _MOST_NAMED:,} more files are left out"]
    if left_out is not None:
        left_out += skipped


def decoded(data: bytes) -> str:
    """The text of a file, in the encodings that shells write."""
    # PowerShell's `>` writes UTF-16.
    form = next((form for mark, form in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(form, errors="replace").replace("\x00", "")


def run_command(words: Sequence[str]) -> tuple[int, str, str]:
    """Exit code, output and error messages of a command, which gets no terminal."""
    if shutil.which(words[0]) is None:
        return 127, "", _MISSING.get(words[0], f"{words[0]} is not installed here")
    try:
        done = subprocess.run(  # noqa: S603 - the words are those of `commands`, and no shell reads them
            words,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "AWS_PAGER": ""},
        )
    except subprocess.TimeoutExpired:
        return 124, "", f"no answer within {_SECONDS} seconds"
    except OSError as error:
        return 126, "", f"cannot be started: {error.strerror}"
    return done.returncode, done.stdout, done.stderr


def live(commands: Iterable[Command], run: Run = run_command) -> tuple[list[Text], list[str]]:
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
            if not code and output.strip():
                texts.append((name, output))
    return texts, failed


def _each(command: Command, run: Run, failed: list[str]) -> Iterator[tuple[str, Sequence[str]]]:
    if not command.names:
        yield command.file, command.words
        return
    code, output, message = run(command.names)
    if code:
        failed.append(f"{command.shows}: {_short(message) or f'exit code {code}'}")
    for name in output.split() if not code else ():
        # An empty list in the aws command's text form.
        if name != "None":
            yield f"{command.file}-{name}", command.once(name)


def _short(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
