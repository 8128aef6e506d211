"""Every stack of the examples, as a reviewer would read it.

A snapshot shows what a change does to the Terraform of a user. `make snapshots` writes them anew; the difference
belongs into the review.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from tests.synthesized import EXAMPLES, stack_names

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine


def readable(value: Any) -> Any:
    """The same with JSON in a text, such as a policy, shown as what it says; its bytes are no matter of a reader."""
    if isinstance(value, dict):
        return {key: readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    if isinstance(value, str) and value.startswith('{"'):
        return {"JSON text": json.loads(value)}
    return value


@pytest.mark.parametrize("stack", stack_names(EXAMPLES))
def test_stack(stack: str, synthesized: Synthesized, snapshot: SnapshotAssertion) -> None:
    assert readable(synthesized.stack(stack)) == snapshot(extension_class=JSONSnapshotExtension)


def test_no_stack_is_left_out(synthesized: Synthesized) -> None:
    assert synthesized.names() == stack_names(EXAMPLES)
