"""How much is tried of what is made up."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

from tests.stages import FAST

# `make test-fast` wants an answer at once: a tenth of the examples. `make test` tries them all.
_SHARE = 10 if FAST else 1
DEFAULT = 100 // _SHARE


def examples(number: int, **more: Any) -> settings:
    """So many examples for a property, however long each takes."""
    relaxed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    return settings(max_examples=max(1, number // _SHARE), **(relaxed | more))
