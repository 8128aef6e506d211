"""Durations, cron lines and time zones."""

from __future__ import annotations

import re
from typing import Annotated

from eks_gpu.models.matches import Matches, refusal
from eks_gpu.models.words import AfterValidator

# Minute, hour, day of the month, month, day of the week, as Kubernetes' cron parser bounds them.
_CRON_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


def _cron(value: str) -> str:
    """Refuse numbers that are no times; Kubernetes checks the names of months and days."""
    fields = value.split() if not value.startswith("@") else []
    for field, (least, most) in zip(fields, _CRON_BOUNDS, strict=False):
        numbers = [int(number) for number in re.findall(r"(?<![/\d])\d+", field)]
        backwards = any(int(low) > int(high) for low, high in re.findall(r"(\d+)-(\d+)", field))
        if backwards or "/0" in field or any(not least <= number <= most for number in numbers):
            allowed = (
                f'a cron line of times that exist: {field!r} is not within {least} to {most} (such as "0 3 * * *")'
            )
            raise refusal(allowed, "0 3 * * *")
    return value


Cron = Annotated[
    str,
    Matches(
        r"@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \d+[smh]|([0-9A-Za-z*?,/-]+ +){4}[0-9A-Za-z*?,/-]+ *",
        'a cron line of five fields, such as "0 3 * * *"',
        "0 3 * * *",
    ),
    AfterValidator(_cron),
]
# Auto Scaling takes the same five fields, without the words that begin with '@'.
FiveFields = Annotated[
    str,
    Matches(
        r"([0-9A-Za-z*,/-]+ +){4}[0-9A-Za-z*,/-]+",
        'a cron line of five fields, such as "0 7 * * 1-5"; Auto Scaling does not accept words such as @daily',
        "0 7 * * 1-5",
    ),
    AfterValidator(_cron),
]
TimeZone = Annotated[
    str, Matches(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)*", "an IANA time zone, such as Europe/Berlin", "Etc/UTC")
]
Duration = Annotated[str, Matches(r"[1-9]\d{0,4}[smh]", "a whole number with its unit, such as 90s, 10m or 1h", "10m")]
