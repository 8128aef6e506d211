"""Exit codes of containers and processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived.codes import by_code

if TYPE_CHECKING:
    import re

    from eks_gpu.doctor.signatures.derived.told import Told


def told(found: re.Match[str]) -> Told | None:
    """The meaning of a code other than 0."""
    return of_code(next((text for text in found.groups() if text), ""))


def of_code(code: str) -> Told | None:
    """The meaning of an exit code; None for one that says nothing in general."""
    return by_code("exits").get(code)
