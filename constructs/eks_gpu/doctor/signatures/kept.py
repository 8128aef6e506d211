"""A value made of files of this package, kept with the compiled modules and made again when a file changes."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from eks_gpu.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Made = TypeVar("_Made")
_SWITCH = "EKS_GPU_KEPT_ROWS"
_ENDINGS = {".py", ".toml", ".json"}


def kept(name: str, folders: Sequence[Path], make: Callable[[], _Made]) -> _Made:
    """The value that a function makes of the files in some folders, from an earlier process if no file has changed.

    It is kept as Python keeps compiled modules: in ``__pycache__`` of the first folder, by the time and size of each
    file, and not at all under ``PYTHONDONTWRITEBYTECODE``. Where that folder is not writable, and with
    ``EKS_GPU_KEPT_ROWS=0``, it is made each time.

    Args:
        name: Name of the value.
        folders: Folders of the code and data that it is made of.
        make: Makes it.
    """
    if os.environ.get(_SWITCH) == "0":
        return make()
    key = importlib.util.MAGIC_NUMBER + repr([_stamp(file) for folder in folders for file in _files(folder)]).encode()
    file = folders[0] / "__pycache__" / f"{name}.{sys.implementation.cache_tag}.eks-gpu"
    with contextlib.suppress(OSError, ValueError, EOFError, AttributeError, ImportError, pickle.UnpicklingError):
        held = file.read_bytes()
        if held.startswith(key):
            return cast("_Made", pickle.loads(held[len(key) :]))  # noqa: S301 - as Python reads its own cache
    made = make()
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            write_whole(file, key + pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


def _files(folder: Path) -> list[Path]:
    inside = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    return sorted(file for file in inside if file.suffix in _ENDINGS)


def _stamp(file: Path) -> tuple[str, int, int]:
    stat = file.stat()
    return str(file), stat.st_mtime_ns, stat.st_size
