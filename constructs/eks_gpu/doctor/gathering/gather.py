"""Answers as texts: from a folder, or from commands that are run now."""

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
# Of one file; kubectl's answers about a thousand pods take less.
_MOST_BYTES = 256 * MEBIBYTE
_MOST_FILES = 2000
# Of a folder; what a thousand nodes and their logs take, several times over.
_MOST_TOTAL = 512 * MEBIBYTE
# Of files that are left out, how many are named.
_MOST_NAMED = 20
# No command takes that long unless there is no way to what it asks.
_SECONDS = 40
_MISSING = {
    "kubectl": "kubectl is not installed here; install it, or gather elsewhere: eks-gpu doctor FILE --commands",
    "aws": "the aws command is not installed here; install it, or gather elsewhere: eks-gpu doctor FILE --commands",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# Timed out, could not be started, is not there.
_NEVER = {124, 126, 127}
# What kubectl and aws say when no other question would be answered either.
_NO_WAY = re.compile(
    r"connection to the server \S+ was refused|Unable to connect to the server|You must be logged in|ExpiredToken|"
    r"Unable to locate credentials|Could not connect to the endpoint|InvalidClientTokenId|Token has expired|"
    r"context \S+ does not exist|no such file or directory|SSO|UnrecognizedClient|config profile|current-context|"
    r"asked for the client to provide credentials"
)

Run = Callable[[Sequence[str]], tuple[int, str, str]]


def from_folder(folder: Path, left_out: list[str] | None = None) -> Iterator[Text]:
    """Every file of a folder and of those in it, by its name there; or the one file that was named.

    Args:
        folder: It.
        left_out: Takes the files that are not read, with the reason. A link that leaves the folder is one of them: what
            it leads to is not an answer that somebody gathered.

    Raises:
        OSError: If the folder cannot be listed.
    """
    if folder.is_file():
        yield folder.name, _text(read_bytes(folder, _MOST_BYTES))
        return
    # A folder that cannot be listed is the user's concern; a file in it is only a part that is missing.
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
            yield name, _text(data)
    if len(files) > _MOST_FILES:
        skipped.insert(0, f"the folder has {len(files):,} files; only the first {_MOST_FILES:,} are read")
    if len(skipped) > _MOST_NAMED:
        skipped[_MOST_NAMED:] = [f"{len(skipped) - _MOST_NAMED:,} more files are left out"]
    if left_out is not None:
        left_out += skipped


def _text(data: bytes) -> str:
    """The text of a file, in whatever form shells write one."""
    # PowerShell's `>` writes UTF-16.
    form = next((form for mark, form in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(form, errors="replace").replace("\x00", "")


def run_command(words: Sequence[str]) -> tuple[int, str, str]:
    """Exit code, output and messages of a command; it waits for no terminal."""
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
    """Run the commands; what they print, and why some printed nothing.

    A program that is missing or does not reach anything is not tried a second time.
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
