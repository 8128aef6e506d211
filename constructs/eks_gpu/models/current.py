"""Whether `kept.json` belongs to the sources of the models and to the installed core of pydantic."""

from __future__ import annotations

import json
import zlib
from functools import cache
from pathlib import Path

from eks_gpu.models.core import __version__

KEPT = Path(__file__).parent / "kept.json"
_ROOT = Path(__file__).parent.parent
_SOURCES = (_ROOT / "models", _ROOT / "spec")
# Reads files, and declares no model.
_READING = "reading"


@cache
def text() -> str:
    """The content of the file; empty where it cannot be read."""
    try:
        return KEPT.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def made_from() -> str:
    """The core of pydantic, and a checksum of the sources of all models."""
    total = 0
    found = (path for folder in _SOURCES for path in folder.rglob("*.py"))
    for path in sorted(found, key=lambda path: path.relative_to(_ROOT).parts):
        if path.parent.name != _READING:
            total = zlib.crc32(path.read_bytes(), total)
    return f"pydantic-core {__version__}, sources {total:08x}"


@cache
def is_current() -> bool:
    """Whether pydantic would build the same models now."""
    return text().startswith(f'{{\n "made_from": {json.dumps(made_from())},\n')
