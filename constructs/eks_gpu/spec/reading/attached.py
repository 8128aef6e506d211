"""Files that a declaration names: values of charts, and manifests to apply."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass
from eks_gpu.plain_file import MEBIBYTE, read_text
from eks_gpu.spec.releases.manifests import ManifestsSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.spec.cluster import ClusterSpec
    from eks_gpu.spec.reading.node import Place

# A release is stored in a Secret of at most 1 MiB, compressed; text of more than this never fits.
LARGEST = 8 * MEBIBYTE


@dataclass(frozen=True)
class AttachedFile:
    """A file that a declaration names.

    Attributes:
        name: The path as the declaration has it.
        text: Its content; None if it cannot be read.
        reason: The reason for that, in words; empty if it was read.
    """

    name: str
    text: str | None
    reason: str = ""


def named_files(spec: ClusterSpec) -> Iterator[tuple[str, str]]:
    """Path in the declaration, and path of the file, of every file whose content becomes a part of a release."""
    for index, chart in enumerate(spec.charts):
        for number, file in enumerate(chart.values_files):
            yield f"charts[{index}].values_files[{number}]", file
    for index, entry in enumerate(spec.manifests):
        if isinstance(entry, ManifestsSpec) and entry.apply:
            for number, file in enumerate(entry.files):
                yield f"manifests[{index}].files[{number}]", file


def attached_to(
    spec: ClusterSpec, file: Path, shown: str, places: Mapping[str, Place], root: Path
) -> dict[str, AttachedFile]:
    """The files that a cluster file names, by the paths that name them.

    Args:
        spec: The declaration.
        file: The cluster file.
        shown: Its name in messages.
        places: The places of all values: a path is relative to the file that it stands in, which may be a lower layer.
        root: The folder that no path leaves, so that nothing from outside the repository gets into a cluster.
    """
    folder = posixpath.dirname(shown)
    found = {}
    for where, name in named_files(spec):
        layer = posixpath.dirname(places[where].file) if where in places else folder
        relative = posixpath.relpath(layer or ".", folder or ".")
        found[where] = attached(file.parent / relative, name, root)
    return found


def attached(folder: Path, name: str, root: Path) -> AttachedFile:
    """A file below a folder, or the reason why it cannot be read."""
    if PurePosixPath(name).is_absolute():
        return AttachedFile(name, None, "its path is not relative")
    path = folder / name
    try:
        if not path.resolve().is_relative_to(root):
            return AttachedFile(name, None, f"it is outside the folder {root.name!r}, which must contain it")
        return AttachedFile(name, read_text(path, LARGEST))
    except UnicodeDecodeError:
        return AttachedFile(name, None, "it is not UTF-8 text")
    except OSError as error:
        return AttachedFile(name, None, error.strerror or "it cannot be opened")
    except (ValueError, RuntimeError):
        return AttachedFile(name, None, "its path is not valid, or symbolic links point at each other")
