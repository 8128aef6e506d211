"""YAML text as values that know their line and column."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from eks_gpu.problem import Problem
from eks_gpu.spec.reading.usual_yaml import read_usual

if TYPE_CHECKING:
    from eks_gpu.spec.reading.node import Node

# Largest number of characters in a file. The longest known cluster files have 100,000.
LARGEST = 2_000_000


@lru_cache(maxsize=32)
def read_node(text: str, file: str) -> Node | Problem:
    """Read YAML 1.2; invalid YAML is a problem. Many clusters share a file, so each text is read once.

    Args:
        text: The text of a file.
        file: Name of the file in messages.
    """
    if len(text) > LARGEST:
        return _too_large(file)
    if usual := read_usual(text, file):
        return usual
    from eks_gpu.spec.reading.complete_yaml import read_complete  # noqa: PLC0415 - see there

    return read_complete(text, file)


def _too_large(file: str) -> Problem:
    message = f"the file has more than {LARGEST:,} characters; a cluster file usually has a few thousand"
    return Problem(
        "unreadable", "error", "", message, "check that it is the right file, or split it with `extends`", file
    )
