"""docs/reference/outputs.md lists the outputs that synthesized stacks have, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.synthesized import AWS_KINDS, EXAMPLES, KUBERNETES_KINDS, SPECS
from tools.reference.outputs import OUTPUTS, page

if TYPE_CHECKING:
    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
KINDS = (*AWS_KINDS, *KUBERNETES_KINDS)


@pytest.fixture(scope="module")
def found(synthesized: Synthesized, wider: Synthesized) -> set[tuple[str, str]]:
    """Outputs of every stack of the examples and of the widest specs, with the kind of stack."""
    stacks = {name: made.stack(name) for made in (synthesized, wider) for name in made.names()}
    assert len(stacks) > len(EXAMPLES) + len(SPECS)
    return {(name.rpartition("-")[2], output) for name, stack in stacks.items() for output in stack.get("output", {})}


def test_every_output_is_in_the_table_once(found: set[tuple[str, str]]) -> None:
    described = {
        (kind, name): [one.form for one in OUTPUTS if one.stack == kind and one.names(name)] for kind, name in found
    }

    assert {output: forms for output, forms in described.items() if len(forms) != 1} == {}


def test_everything_in_the_table_is_an_output(found: set[tuple[str, str]]) -> None:
    missing = [one.form for one in OUTPUTS if not any(one.stack == kind and one.names(name) for kind, name in found)]

    # Only node pools with EFA have it, as tests/provisioning shows.
    assert missing == ["efa-security-group-id"]


def test_stacks_without_outputs_are_named(found: set[tuple[str, str]]) -> None:
    assert {kind for kind, _ in found} == set(AWS_KINDS)
    assert all(f"`{kind}`" in page() for kind in KUBERNETES_KINDS)
