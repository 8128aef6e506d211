"""Whatever a file holds: an answer, and no traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu import declaration
from eks_gpu.problem import has_errors
from eks_gpu.spec import load_text, parse
from tests.effort import examples
from tests.strategies import Broken, broken_specs, valid_specs

MANY = examples(80, derandomize=True)


def findings(data: Any) -> set[tuple[str, str]]:
    """What the rules say, without what the loader says of the shape."""
    problems = declaration.check(parse(data)).problems
    return {(problem.id, problem.where) for problem in problems if not problem.id.startswith("spec-")}


@MANY
@given(valid_specs())
def test_a_sound_declaration_has_no_error(data: dict[str, Any]) -> None:
    checked = declaration.check(parse(data))

    assert not has_errors(checked.problems), checked.problems
    assert checked.design is not None


@MANY
@given(broken_specs())
def test_a_mistake_gives_problems_and_nothing_false(broken: Broken) -> None:
    loaded = parse(broken.data)
    if loaded.spec is not None and not loaded.problems:
        return  # the value happens to be allowed there

    checked = declaration.check(loaded)

    assert has_errors(checked.problems)
    assert checked.design is None
    assert all(problem.message and problem.fix for problem in checked.problems)
    assert findings(broken.data) <= findings(broken.sound), broken.mistake


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@MANY
@given(JSON)
def test_any_data_gives_an_answer(data: Any) -> None:
    assert has_errors(declaration.check(parse(data)).problems)


@MANY
@given(st.text(max_size=60))
def test_any_text_gives_an_answer(text: str) -> None:
    assert has_errors(declaration.check(load_text(text, "some.yaml")).problems)


@pytest.mark.engine
@examples(15, derandomize=True)
@given(valid_specs())
def test_a_sound_declaration_synthesizes(data: dict[str, Any]) -> None:
    """And to the same stacks each time."""
    from eks_gpu.stacks.app import build  # noqa: PLC0415 - starts the engine

    design = declaration.check(parse(data)).design
    assert design is not None
    made = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as outdir:
            build([design], outdir).synth()
            stacks = sorted(Path(outdir).glob("stacks/*/cdk.tf.json"))
            made.append({path.parent.name: path.read_bytes() for path in stacks})
    assert made[0] == made[1]
    assert len(made[0]) == (4 if design.network.is_created else 3)
