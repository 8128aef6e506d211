"""A row of the security posture."""

from __future__ import annotations

from typing import Literal

from eks_gpu.on_first_use import dataclass

State = Literal["default", "set", "open"]


@dataclass(frozen=True)
class Posture:
    """A decision about security.

    Attributes:
        what: The decision.
        state: ``default`` is eks-gpu's own, which opens nothing; ``set`` is the file's; ``open`` lets more in or out.
        value: The decided value.
    """

    what: str
    state: State
    value: str


def chosen(what: str, value: str, *, opened: bool = False, given: bool = False) -> Posture:
    """A row by what the file does."""
    return Posture(what, "open" if opened else "set" if given else "default", value)
