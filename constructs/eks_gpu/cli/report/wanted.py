"""Options of the report, as they were typed."""

from __future__ import annotations

from pathlib import Path

from eks_gpu.on_first_use import dataclass


@dataclass(frozen=True)
class Wanted:
    """Options, as they were typed.

    Attributes:
        output: File or folder to write; None for the usual one.
        form: ``html`` or ``svg``.
        previous: Earlier version of the one file.
        since: Git revision to compare with.
        manifests: Manifests of others.
        prices: File of hourly prices.
    """

    output: Path | None = None
    form: str = "html"
    previous: Path | None = None
    since: str = ""
    manifests: tuple[str, ...] = ()
    prices: Path | None = None
