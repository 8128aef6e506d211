"""The result of an import: a cluster file, and what it says about the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.imports.settled import settled
from eks_gpu.imports.writing import summary, written
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported, Note, Values


@dataclass(frozen=True)
class Result:
    """A written cluster file.

    Attributes:
        text: Its text.
        values: Its values.
        notes: Parts that are missing or differ from the original, in the order of the file.
    """

    text: str
    values: Values
    notes: tuple[Note, ...]

    @property
    def left(self) -> tuple[Note, ...]:
        """Parts of the original that are missing."""
        return tuple(note for note in self.notes if note.kind == "left")

    @property
    def changed(self) -> tuple[Note, ...]:
        """Parts of the original that are there in another form."""
        return tuple(note for note in self.notes if note.kind == "changed")

    @property
    def summary(self) -> list[str]:
        """A line for each reason, with all places that it is about; the missing parts first."""
        return summary((*self.left, *self.changed))


def result_of(imported: Imported, *, existing: bool = False) -> Result:
    """Write the cluster file of an imported cluster.

    Args:
        imported: The cluster.
        existing: Whether control plane and network are left to whoever made them.
    """
    if existing:
        imported.put("existing_cluster", value=True)
    content = settled(imported)
    return Result(written(content, imported.origin), content.values, tuple(content.all_notes))
