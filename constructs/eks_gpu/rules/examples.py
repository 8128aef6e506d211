"""Examples of rules, which stand in each rule's module as data: what it reports, and what it lets pass.

A rule about a declaration has ``BAD`` and ``GOOD``, fragments of a cluster file; a rule about an edit also has
``BEFORE``, the fragment that is edited; a finding about a running cluster has ``BAD`` and ``GOOD``, fragments of what
kubectl and AWS answer. The tests run all of them, and the pages of the rules show them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

BASE = """\
name: example
region: us-west-2
kubernetes_version: "1.35"
network:
  zones: [us-west-2a, us-west-2b]
access:
  runner: vpc
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
"""
"""A sound cluster file. A fragment's blocks replace the blocks with the same key."""

# Limits for an example that is about size itself, such as a file of a megabyte.
_MOST_LINES, _MOST_CHARACTERS = 40, 120
_KEPT_LINES, _KEPT_CHARACTERS = 12, 24
_BLOCK = re.compile(r"^([a-z_]+):.*\n(?:(?:[ #].*)?\n)*", re.MULTILINE)
_TITLES = {"BEFORE": "Before", "BAD": "Bad", "GOOD": "Good"}


@dataclass(frozen=True)
class Example:
    """An example of a rule.

    Attributes:
        title: ``Before``, ``Bad`` or ``Good``.
        yaml: The fragment.
    """

    title: str
    yaml: str


def examples(rule: ModuleType) -> tuple[Example, ...]:
    """The examples of a rule as a reader sees them, in the order in which they are read."""
    found = ((title, getattr(rule, name, None)) for name, title in _TITLES.items())
    return tuple(Example(title, _shortened(text)) for title, text in found if isinstance(text, str))


def whole(fragment: str) -> str:
    """The complete cluster file that a fragment stands for."""
    given = {block[1] for block in _BLOCK.finditer(fragment)}
    return "".join(block[0] for block in _BLOCK.finditer(BASE) if block[1] not in given) + fragment


def as_markdown(shown: Iterable[Example]) -> str:
    """Examples, each in a fence."""
    return "\n\n".join(f"**{example.title}**\n\n```yaml\n{example.yaml}```" for example in shown)


def _shortened(text: str) -> str:
    """The text without its many similar lines, and without the middle of very long ones."""
    lines = [_short(line) for line in text.splitlines()]
    if len(lines) > _MOST_LINES:
        rest = len(lines) - _KEPT_LINES
        lines[_KEPT_LINES:] = [f"{_indent(lines[-1])}# … and {rest} more"]
    return "\n".join(lines) + "\n"


def _short(line: str) -> str:
    start = len(_indent(line)) + _KEPT_CHARACTERS
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:start]}…  # {len(line):,} characters"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
