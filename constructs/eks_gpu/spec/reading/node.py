"""Values of a YAML text, with the place of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.problem import Position

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Place:
    """A line and column of a file, as the user named it."""

    file: str
    position: Position


@dataclass(frozen=True)
class Node:
    """A value and the place of its key, or of itself in a list."""

    value: dict[str, Node] | list[Node] | Scalar
    place: Place

    @property
    def plain(self) -> Any:  # noqa: ANN401 - whatever YAML holds
        """The value with plain mappings and lists."""
        if isinstance(self.value, dict):
            return {key: item.plain for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain for item in self.value]
        return self.value

    def places(self, path: str = "") -> Iterator[tuple[str, Place]]:
        """The place of every path below, such as ``gpu_node_groups[0].name``."""
        if isinstance(self.value, dict):
            below = [(f"{path}.{key}" if path else key, item) for key, item in self.value.items()]
        elif isinstance(self.value, list):
            below = [(f"{path}[{index}]", item) for index, item in enumerate(self.value)]
        else:
            return
        for where, item in below:
            yield where, item.place
            yield from item.places(where)
