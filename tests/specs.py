"""A sound declaration, and how a test changes it."""

from __future__ import annotations

import random
import re
import string
from dataclasses import dataclass, field, replace
from typing import Any

from eks_gpu.spec import Loaded, load_text
from tools.edits.edit import BASE, GONE, attached, changed

__all__ = ["BASE", "GONE", "Case", "attached", "changed", "fails", "passes", "warns", "with_files"]


@dataclass(frozen=True)
class Case:
    """A change to the base, and what a rule says of it.

    `where` is None where the rule must keep silent. `files` are the texts of the files that the declaration names.
    """

    rule: str
    changes: dict[str, Any] = field(hash=False)
    where: str | None = None
    severity: str = "error"
    says: str = ""
    files: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.rule}-{'-'.join(self.changes) or 'base'}"


def fails(rule: str, where: str, says: str = "", /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes), where, "error", says)


def warns(rule: str, where: str, says: str = "", /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes), where, "warning", says)


def passes(rule: str, /, **changes: Any) -> Case:
    return Case(rule, _dotted(changes))


def with_files(case: Case, files: dict[str, str]) -> Case:
    return replace(case, files=files)


# Comments of an example that show a file: its name, then its text, in the same line or indented below.
_SHOWN = re.compile(r"^# (\S+\.yaml):(.*)\n((?:#   .*\n)*)", re.MULTILINE)
# A file that an example can only mention.
_MENTIONED = {"bundle.yaml": 900_000}


def files_shown(fragment: str) -> dict[str, str]:
    """The files that the comments of an example show."""
    shown = {name: f"{line.strip()}\n{below.replace('#   ', '')}" for name, line, below in _SHOWN.findall(fragment)}
    return shown | {name: _large(size) for name, size in _MENTIONED.items() if name in fragment}


def _large(characters: int) -> str:
    made = random.Random(7)  # noqa: S311 - text that cannot be compressed much, the same every time
    letters = "".join(made.choices(string.ascii_letters + string.digits, k=characters))
    return f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: large}}, data: {{a: {letters}}}}}"


def loaded(text: str, fragment: str) -> Loaded:
    """A declaration with the files that an example shows."""
    found = load_text(text)
    return replace(found, files=attached(found.spec, files_shown(fragment))) if found.spec else found


# What keyword arguments stand for: `group_max` for `gpu_node_groups[0].max`.
_SHORT = {"group_": "gpu_node_groups[0].", "work_": "workloads[0].", "net_": "network.", "access_": "access."}


def _dotted(changes: dict[str, Any]) -> dict[str, Any]:
    return {_path(name): value for name, value in changes.items()}


def _path(name: str) -> str:
    for short, path in _SHORT.items():
        if name.startswith(short):
            return path + name.removeprefix(short)
    return name
