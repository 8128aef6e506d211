"""Cluster files as they were in a git revision, with all the files around them."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cluster_files import cluster_files
from eks_gpu.declaration import read
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.declaration import Declaration

# All files that a cluster file may extend or name, and little else: .yaml, .yml and .json. Git refuses a pattern that
# matches nothing, so this is a single one.
_FILES = (":(glob)**/*.[yj][ams]*",)


class NoRevisionError(Exception):
    """Git cannot provide the revision; the text says why."""


@dataclass(frozen=True)
class Past:
    """A working tree as it was in a revision.

    Attributes:
        revision: The revision, as the user named it.
        top: Folder of the working tree.
        then: Folder with the files of the revision.
    """

    revision: str
    top: Path
    then: Path

    def declaration(self, path: Path) -> Declaration | None:
        """A cluster file as it was, or None if it did not exist."""
        found = self._path(path)
        return read(found, f"{path.as_posix()} at {self.revision}") if found.is_file() else None

    def removed(self, folder: Path, names: set[str]) -> list[Problem]:
        """Clusters of a folder that no file declares anymore.

        Args:
            folder: A folder of cluster files.
            names: All clusters that are declared now, in any file.
        """
        before = self._path(folder)
        files = cluster_files(before)[0] if before.is_dir() else []
        gone = [(file, read(file)) for file in files if not (folder / file.name).exists()]
        return [
            _removed((folder / file.name).as_posix(), one.draft.name)
            for file, one in gone
            if one.draft and one.named and one.draft.name not in names
        ]

    def _path(self, path: Path) -> Path:
        return self.then / path.resolve().relative_to(self.top)


@contextmanager
def past(revision: str, files: Sequence[Path]) -> Iterator[Past]:
    """The tree of a revision, in a temporary folder.

    Args:
        revision: A commit, branch or tag, such as ``origin/main``.
        files: Cluster files or folders, all in one working tree.

    Raises:
        NoRevisionError: If git, the working tree or the revision is missing, or a file is outside the working tree.
    """
    at = files[0].resolve()
    folder = at if at.is_dir() else at.parent
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    if outside := [path for path in files if not path.resolve().is_relative_to(top)]:
        msg = f"{outside[0]} is not in the working tree of {files[0]}"
        raise NoRevisionError(msg)
    archive = _git(top, "archive", "--format=tar", _commit(top, revision), "--", *_FILES)
    with tempfile.TemporaryDirectory() as then:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(then, filter="data")
        # The root of a repository, which `extends` cannot leave.
        Path(then, ".git").touch()
        yield Past(revision, top, Path(then))


def _commit(top: Path, revision: str) -> str:
    """The commit of a revision, with a clearer message than git's own if it does not exist."""
    try:
        return _git(top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except NoRevisionError as error:
        msg = (
            "git does not have this commit; fetch it first, because the shallow clone of a pipeline lacks it, or name "
            "one that exists here, such as origin/main or HEAD~1"
        )
        raise NoRevisionError(msg) from error


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        # Git is found on PATH like the user's other tools, and reads only what the user names.
        command = ["git", *arguments]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout  # noqa: S603 - as above
    except FileNotFoundError as error:
        msg = "git is not installed" if folder.is_dir() else f"there is no folder {folder}"
        raise NoRevisionError(msg) from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        raise NoRevisionError(lines[-1] if lines else "git failed") from error


def _removed(file: str, name: str) -> Problem:
    message = f"the file that declared {name!r} was removed, but the resources it created stay in AWS and are billed"
    fix = f"destroy it first: cdktf destroy '{name}-*' from a checkout that still has the file"
    return Problem("cluster-file-removed", "warning", "", message, fix, file)
