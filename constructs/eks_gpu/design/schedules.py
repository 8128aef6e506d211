"""Sizes by the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleDesign:
    """Sizes of one node group from a moment on.

    Attributes:
        cron: When, as five fields.
        time_zone: Of these fields.
        min: Least nodes; None leaves them as they are.
        max: Most nodes; None leaves them as they are.
        desired: Nodes at that moment; None leaves them as they are, within the two.
        key: What tells it from others of its group; empty where its place in the list does.
    """

    cron: str
    time_zone: str
    min: int | None
    max: int | None
    desired: int | None = None
    key: str = ""
