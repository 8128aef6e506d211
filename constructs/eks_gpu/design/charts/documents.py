"""Documents of a YAML stream as plain data, as kubectl and Helm read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.charts.scalars import Scalar
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

Plain = dict[str, "Plain"] | list["Plain"] | Scalar

# go-yaml gives up on a longer key of an object in one line ("did not find expected ',' or '}'").
LONGEST_KEY = 1000


class UnreadableError(ValueError):
    """A stream that cannot be read; the text says why, and `line` where, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        """Keep both."""
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Document:
    """A document of a stream, and the line on which it begins."""

    value: Plain
    line: int


def documents(text: str) -> Iterator[Document]:
    """The documents of a stream, without the empty ones.

    Raises:
        UnreadableError: It is not YAML, or YAML that JSON cannot express.
    """
    from eks_gpu.design.charts.events import parsed  # noqa: PLC0415 - see there

    return parsed(text)
