"""The order in time of two lines, where both say when they were written: logs of a job are pasted in any order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

# `2026-11-20 10:00:09`, `11-20 10:00:09` as vLLM writes it, and `E1120 10:00:09` as glog and klog do.
_CLOCK = re.compile(
    r"(?:\b(?:20\d\d[-/])?(?P<month>\d\d)[-/](?P<day>\d\d)[T ]|\b[IWEF](?P<short>\d{4}) {1,4})"
    r"(?P<time>\d\d:\d\d:\d\d)\b"
)
# Ranks report a lost connection before the launcher has reaped the process that ended.
_MARGIN = timedelta(minutes=2)


def is_earlier(one: str, other: str, *, clearly: bool = False) -> bool:
    """Whether a line was written before another one; only where both of them say when they were written.

    Args:
        one: A line of a log.
        other: A line of the same log, or of another process of the job.
        clearly: Whether it must be so much earlier that the other one cannot be its reason.
    """
    first, second = _moment(one), _moment(other)
    if first is None or second is None:
        return False
    return first + (_MARGIN if clearly else timedelta()) < second


def _moment(line: str) -> datetime | None:
    """The line's time in a leap year: most forms have none."""
    found = _CLOCK.search(line)
    if found is None:
        return None
    day = found["short"] or f"{found['month']}{found['day']}"
    try:
        return datetime.strptime(f"2024{day} {found['time']}", "%Y%m%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
