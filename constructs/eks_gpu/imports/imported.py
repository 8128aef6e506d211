"""The neutral model of an imported cluster: what could be carried over, in the words of a cluster file, and what not.

Each reader (`eksctl`, `plans`, `live`) fills one; `settled` fits it into the fields that a cluster file has, and
`writing` writes the file.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Values = dict[str, object]
# `left` is missing in the result; `changed` is there in another form.
Kind = Literal["left", "changed"]
# More than any cluster has: EKS's quota is 30 node groups, which AWS raises on request.
MOST_GROUPS = 1000
# A place in a hostile original can be as long as the file.
_LONGEST = 160


class NotImportableError(Exception):
    """An original that cannot be read, or is not what it claims to be; the text is a sentence."""


def origin(command: str, names: Sequence[str]) -> str:
    """The first comment of a result.

    Args:
        command: ``eksctl``, ``plan`` or ``live``.
        names: The files of the original, as the user named them; only their last part is shown, so that the result is
            the same on every machine.
    """
    shown = listed((name.replace("\\", "/").rstrip("/").rpartition("/")[2] for name in names), 4)
    return f"`eks-gpu import {command}` wrote this from {shown}; comments say what could not be carried over."


def refuse_many(groups: int) -> None:
    """Refuse an original that cannot be a cluster.

    Raises:
        NotImportableError: It has more node groups than any cluster.
    """
    if groups > MOST_GROUPS:
        raise NotImportableError(f"there are {groups:,} node groups in it, and a cluster has at most {MOST_GROUPS:,}")


@dataclass(frozen=True)
class Note:
    """A part of the original that the result does not have as it was.

    Attributes:
        kind: Whether the part is missing, or is there in another form.
        source: Its place in the original, such as ``managedNodeGroups[0].ssh``; never a value, which may be a secret.
        reason: Why, and what to do about it.
        at: Field of the result where the note belongs; empty for the end of its part.
    """

    kind: Kind
    source: str
    reason: str
    at: str = ""

    @property
    def shown(self) -> str:
        """The place in the original, shortened."""
        return self.source if len(self.source) <= _LONGEST else f"{self.source[: _LONGEST - 1]}…"


@dataclass
class Part:
    """A part of the result: fields in the words of a cluster file, and notes."""

    fields: Values = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    _seen: set[Note] = field(default_factory=set, repr=False)

    def put(self, path: str, value: object) -> None:
        """Set a field.

        Args:
            path: Keys joined by dots, such as ``access.public_cidrs``.
            value: Its value; None leaves the field out.
        """
        if value is None:
            return
        *holders, last = path.split(".")
        inside = self.fields
        for key in holders:
            found = inside.setdefault(key, {})
            if not isinstance(found, dict):
                message = f"{path} is below a field that has a value"
                raise TypeError(message)
            inside = found
        inside[last] = value

    def get(self, path: str) -> object:
        """The value of a field; None if it is not set."""
        found: object = self.fields
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def left(self, source: str, reason: str, at: str = "") -> None:
        """Say that a part of the original is missing."""
        self._note(Note("left", source, reason, at))

    def changed(self, source: str, reason: str, at: str = "") -> None:
        """Say that a part of the original is there in another form."""
        self._note(Note("changed", source, reason, at))

    def _note(self, note: Note) -> None:
        if note not in self._seen:
            self._seen.add(note)
            self.notes.append(note)


@dataclass
class Group(Part):
    """A node group of the original.

    Attributes:
        name: Its name there; the result's may have to be shorter.
        source: Its place there.
        gpu: Whether its nodes have GPUs.
        system: Whether it is for everything except GPU work, so that it becomes `system_nodes`.
        offers: Resources of a node that tags name for the autoscaler, with their amounts.
    """

    name: str = ""
    source: str = ""
    gpu: bool = False
    system: bool = False
    offers: dict[str, str] = field(default_factory=dict)


@dataclass
class Imported(Part):
    """A cluster of the original.

    Attributes:
        origin: The original, as the first comment of the result names it.
        groups: Its node groups, in the order of the original.
        added: Fields of an existing cluster that others decide as a rule, and that eks-gpu itself added here.
    """

    origin: str = ""
    groups: list[Group] = field(default_factory=list)
    added: frozenset[str] = frozenset()

    @property
    def parts(self) -> Iterator[Part]:
        """The cluster itself, then its groups."""
        yield self
        yield from self.groups
