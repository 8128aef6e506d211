"""How the committed data is read: on first use, and only the lines that are asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

# Every line of a .jsonl file starts with its key, so that a row is found without parsing the others.
_KEY = '{"name":"'


@cache
def document(name: str) -> Any:  # noqa: ANN401  the shape is each reader's business
    """A JSON file of the catalogue, whole."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def lines(name: str) -> dict[str, str]:
    """The unparsed lines of a .jsonl file, by their key, in the file's order."""
    text = (DATA / name).read_text(encoding="utf-8")
    start = len(_KEY)
    return {line[start : line.index('"', start)]: line for line in text.splitlines()}


def row(name: str, key: str) -> dict[str, Any] | None:
    """One row of a .jsonl file; None if there is none."""
    line = lines(name).get(key)
    return json.loads(line) if line else None
