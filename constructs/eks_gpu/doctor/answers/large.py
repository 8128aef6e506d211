"""Answers that are too large to be held as text: lists of Kubernetes and AWS, read object by object."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.kinds import ANSWERS
from eks_gpu.json_stream import Stream, TooLongError, members
from eks_gpu.plain_file import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eks_gpu.json_stream import Element

# Keys of Kubernetes lists whose values say what the list holds.
_ABOUT = ("kind", "apiVersion")
_ITEMS = "items"
# Characters of the beginning, which name a region where nothing else does.
_HEAD = 2**16
_LIST = re.compile(rf'\A\s*\{{[\s\S]*?"(?:{_ITEMS}|{"|".join(ANSWERS)})"\s*:\s*\[')


@dataclass(frozen=True, slots=True)
class Large:
    """A file with a list that is read object by object.

    Attributes:
        path: The file.
        most: Bytes that it may have.
    """

    path: Path
    most: int

    @property
    def head(self) -> str:
        """The beginning of the text."""
        with self.path.open("rb") as file:
            return file.read(_HEAD).decode(errors="replace")

    @property
    def is_list(self) -> bool:
        """Whether it looks like one long list."""
        return bool(_LIST.search(self.head))

    @property
    def text(self) -> str:
        """All of it, for a text that holds no list that is known here."""
        return self.path.read_text(encoding="utf-8", errors="replace")

    def elements(self) -> Iterator[Element]:
        """Objects of the lists that are known here, each after the key of its list; every other value is skipped.

        Raises:
            ValueError: If the text is cut off, or not JSON.
            OSError: If it cannot be read.
        """
        with self._stream() as stream:
            # One file can hold the answers of several commands.
            while not stream.ends():
                yield from members(stream, _ABOUT.__contains__, lambda key: key == _ITEMS or key in ANSWERS)

    @contextmanager
    def _stream(self) -> Iterator[Stream]:
        with self.path.open("rb") as file:
            try:
                yield Stream(file, self.most)
            except TooLongError:
                message = f"it has more than {self.most // MEBIBYTE} MiB"
                raise ValueError(message) from None
