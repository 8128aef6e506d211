"""Where the catalogue's data lies, and the one way in which it is written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parents[2] / "constructs" / "eks_gpu" / "catalog" / "data"
SOURCE = DATA / "SOURCE.json"
TYPES = "instance_types.jsonl"
OFFERINGS = "zone_offerings.jsonl"

Json = dict[str, Any]


def json_lines(rows: Iterable[Json]) -> str:
    """Rows as text, one a line and sorted by name; the reader needs `name` first and no spaces."""
    ordered = sorted(rows, key=lambda row: str(row["name"]))
    return "".join(f"{json.dumps(row, separators=(',', ':'))}\n" for row in ordered)


def json_document(data: Json) -> str:
    """A document as text, for people to read in a diff."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def sha256(text: str) -> str:
    """Hash of a file's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(name: str) -> str:
    """The committed text of a data file."""
    return (DATA / name).read_text(encoding="utf-8")


def rows(name: str) -> list[Json]:
    """The committed rows of a .jsonl file, in the file's order."""
    return [json.loads(line) for line in read(name).splitlines()]
