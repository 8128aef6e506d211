"""Other words of a row where the paste says more: who called, on which platform, what stands near the line.

A row of the table names its branches (`[[signature.branch]]`), the first that fits counts. A row about a refused call
names a topic (`caller`), and the branches are the programs that may have made the call (`codes/callers.toml`); with
`adds` their step comes behind that of the row.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Branch:
    """Words for a row where a text says more.

    Attributes:
        pattern: The text of the pattern of what says more, in the row's own line or anywhere in the same paste.
        next: The next step.
        means: The cause; empty for that of the row.
        said: A text with it.
        is_near: Whether only the row's own line counts, because a paste names many such things.
        is_caller: Whether it is a program that may have made the call.
    """

    pattern: str
    next: str
    means: str = ""
    said: str = ""
    is_near: bool = False
    is_caller: bool = False

    @property
    def beside(self) -> re.Pattern[str]:
        """The pattern, compiled when a text may fit it: a paste needs few of more than 200."""
        return _compiled(self.pattern)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pastes in which a branch looks for its evidence, once its row has been found.

    Attributes:
        texts: Each paste as a whole, whose parts (commands, files, prose) belong to one failure.
    """

    texts: tuple[str, ...] = ()

    def has(self, branch: Branch) -> bool:
        """Whether a paste has what a branch looks for anywhere; one that is near looks at the row's line only."""
        return not branch.is_near and any(branch.beside.search(text) for text in self.texts)


def of_row(row: Mapping[str, object]) -> tuple[Branch, ...]:
    """The branches of a row, then those of the callers of its topic.

    Args:
        row: The row as `tomllib` reads it.
    """
    own = row.get("branch")
    found = [_branch(one, str(one["next"])) for one in own] if isinstance(own, list) else []
    topic = row.get("caller")
    callers = _callers(topic) if isinstance(topic, str) else ()
    if row.get("adds") is True:
        # The step of the row finds what was refused, and that of the caller allows it.
        callers = tuple(replace(one, next=f"{row['next']}; {one.next}") for one in callers)
    return (*found, *callers)


@cache
def _callers(topic: str) -> tuple[Branch, ...]:
    text = files(__package__).joinpath("codes", "callers.toml").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = tomllib.loads(text)["caller"]
    return tuple(replace(_branch(row, row[topic]), is_caller=True) for row in rows if topic in row)


def _branch(row: Mapping[str, str | bool], step: str) -> Branch:
    pattern, means, said = (str(row.get(key, "")) for key in ("beside", "means", "said"))
    return Branch(pattern, step, means, said, row.get("near") is True)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
