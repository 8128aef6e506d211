"""Writing of a file that several processes may write at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder is made if its parent is there.

    Args:
        path: The file; one that is there is replaced.
        content: All of it.

    Raises:
        OSError: The folder is not writable, or the disk is full.
    """
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
