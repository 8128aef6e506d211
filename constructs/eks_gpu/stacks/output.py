"""Writing stacks whole or not at all.

A synthesis writes next to what is there, into ``.eks-gpu.new`` of the output folder. When all of it is on the disk, a
journal says so, and the files take their places one by one, the manifest last. The folder itself cannot be exchanged:
Terraform keeps ``.terraform`` and lock files in it.

A process that is killed before the journal leaves everything as it was. One that is killed after it leaves some stacks
new and some old; until the next synthesis has moved the rest, `OBSTACLE` in each of those stacks makes Terraform refuse
them, so that nobody applies halves of a cluster.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TextIO

try:
    import fcntl
except ImportError:  # Windows: no lock, and Python's `rename` still replaces.
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = ".eks-gpu.lock"
NEW = ".eks-gpu.new"
JOURNAL = "journal.json"
OBSTACLE = "unfinished.tf.json"
_MANIFEST = "manifest.json"
_KEYS = ("files", "leftovers", "removed", "obstacles")
# Terraform reads both where both are there, and `--hcl` decides which one is written.
_STACK_FILES = ("cdk.tf.json", "cdk.tf")
_METADATA = "metadata.json"
# Folder of a stack that holds synthesized charts (eks_gpu.kubernetes.charts.release).
CHARTS = "charts"
# Terraform prints the name of a block that it does not know.
_REFUSAL: dict[str, dict[str, str]] = {
    "This stack is half written, because a synthesis was interrupted. Run cdktf synth again.": {}
}


@contextmanager
def written(outdir: Path, *, whole: bool) -> Iterator[Path]:
    """A folder to synthesize into; what is in it at the end takes its place in the output folder.

    Args:
        outdir: The output folder; it is created.
        whole: Remove stacks that this synthesis has not written, as the CDKTF command line does: Terraform that nobody
            declares would still be there to apply. Only folders with a written stack are removed.

    Raises:
        OSError: Something cannot be written; the output folder then holds what it held before.
    """
    outdir.mkdir(parents=True, exist_ok=True)
    with _locked(outdir):
        finish(outdir)
        new = outdir / NEW
        try:
            new.mkdir()
            yield new
            _write_journal(outdir, whole=whole)
        except BaseException:
            _discard(outdir)
            raise
        finish(outdir)


def finish(outdir: Path) -> None:
    """Move what a synthesis has written completely, and discard what one was interrupted at."""
    new = outdir / NEW
    if not (new / JOURNAL).exists():
        _discard(outdir)
        return
    journal = _journal(new)
    if journal is None:
        # A disk that was full or lost its power; the obstacles stay until a synthesis is complete.
        shutil.rmtree(new)
        return
    for name in journal["files"]:
        with contextlib.suppress(FileNotFoundError):
            # Moved already, by the process that was killed.
            (outdir / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(outdir / name)
    for name in journal["leftovers"]:
        (outdir / name).unlink(missing_ok=True)
    for name in journal["removed"]:
        shutil.rmtree(outdir / name, ignore_errors=True)
    for name in journal["obstacles"]:
        (outdir / name).unlink(missing_ok=True)
    if (new / _MANIFEST).exists():
        (new / _MANIFEST).replace(outdir / _MANIFEST)
    shutil.rmtree(new)


def _write_journal(outdir: Path, *, whole: bool) -> None:
    new = outdir / NEW
    found = sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    files = [path for path in found if path != Path(_MANIFEST) and _differs(new / path, outdir / path)]
    made = {path.name for path in (new / "stacks").iterdir()}
    removed = [path for path in _stacks(outdir) if path.name not in made] if whole else []
    leftovers = [path.relative_to(outdir) for stack in _stacks(outdir) for path in _leftovers(stack, new)]
    # A chart lies deeper in the folder of its stack, "stacks/<stack>".
    stacks = {Path(*path.parts[:2]) for path in (*files, *leftovers)} | {path.relative_to(outdir) for path in removed}
    stacks |= {path.parent.relative_to(outdir) for path in outdir.glob(f"stacks/*/{OBSTACLE}")}
    obstacles = [stack / OBSTACLE for stack in sorted(stacks) if (outdir / stack).is_dir()]
    journal = {
        "files": [path.as_posix() for path in files],
        "leftovers": [path.as_posix() for path in leftovers],
        "removed": [path.relative_to(outdir).as_posix() for path in removed],
        "obstacles": [path.as_posix() for path in obstacles],
    }
    draft = new / f"{JOURNAL}.tmp"
    draft.write_text(json.dumps(journal), encoding="utf-8")
    # The last writes: from here on files are only moved, which takes no space.
    for obstacle in obstacles:
        (outdir / obstacle).write_text(json.dumps(_REFUSAL), encoding="utf-8")
    draft.replace(new / JOURNAL)


def _journal(new: Path) -> dict[str, list[str]] | None:
    """The files to move and to remove; None where the journal cannot be read."""
    try:
        found = json.loads((new / JOURNAL).read_text(encoding="utf-8"))
        journal = {key: [str(name) for name in found.get(key, ())] for key in _KEYS}
    except (ValueError, AttributeError, TypeError):
        return None
    names = (PurePosixPath(name) for names in journal.values() for name in names)
    # One that is not ours must not move or remove anything elsewhere.
    return journal if all(name.parts[:1] == ("stacks",) and ".." not in name.parts for name in names) else None


def _leftovers(stack: Path, new: Path) -> list[Path]:
    """Files of an earlier synthesis of a stack that is written again: of the other form, JSON or HCL, or of charts."""
    again = new / "stacks" / stack.name
    if not again.is_dir():
        return []
    # A link is not followed: what it leads to is not ours.
    folder = stack / CHARTS
    charts = [path.relative_to(stack) for path in sorted(folder.rglob("*"))] if not folder.is_symlink() else []
    names: list[str | Path] = [*_STACK_FILES, _METADATA, *charts]
    return [stack / name for name in names if (stack / name).is_file() and not (again / name).exists()]


def _discard(outdir: Path) -> None:
    """Take away what never became complete, with the obstacles that were put up for it."""
    shutil.rmtree(outdir / NEW, ignore_errors=True)
    for path in outdir.glob(f"stacks/*/{OBSTACLE}"):
        path.unlink()


def _differs(new: Path, old: Path) -> bool:
    return not old.is_file() or new.read_bytes() != old.read_bytes()


def _stacks(outdir: Path) -> list[Path]:
    """Folders that hold a written stack."""
    return sorted({path.parent for name in _STACK_FILES for path in outdir.glob(f"stacks/*/{name}")})


@contextmanager
def _locked(outdir: Path) -> Iterator[None]:
    """Only one synthesis at a time; a second one says that it waits. The file stays: to remove it would be a race."""
    # A link is not followed, which would empty what it leads to, and a pipe is not waited for.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(outdir / LOCK, flags, 0o666), "w", encoding="utf-8") as file:
        if fcntl is not None:
            _take(file, outdir)
        yield


def _take(file: TextIO, outdir: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"another synthesis is writing into {os.path.relpath(outdir)}; waiting for it", file=sys.stderr)
        fcntl.flock(file, fcntl.LOCK_EX)
