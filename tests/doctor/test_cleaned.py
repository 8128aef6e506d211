"""Texts without what others add to them: a text in which nothing is looked for is one in which nothing is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.doctor.answers import cleaned as module
from eks_gpu.doctor.answers.cleaned import cleaned
from tests.effort import examples

PARTS = (
    *("\x1b[0m", "#033[1;31m", "[0m", "^[[1m", "\\e[2K", "[main]", "[31m", "[", "]", "m", "0"),
    *("\n", "\n\n", " ", "\t", "\r\n", "\u200b", "\u00a0", "é", "│", "──────"),
    *("```", "~~~yaml", "NAME  READY", "NAMESPACE  NAME   AGE", "apiVersion: v1", "{\n", "Name: x", "> q", "a"),
)


@examples(200)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join), st.booleans())
def test_a_shortcut_leaves_nothing_out(text: str, fenced: bool) -> None:  # noqa: FBT001 - drawn
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_COLOURED", "_MOVABLE"):
            patch.setattr(module, name, re.compile(""))
        thorough = cleaned(text, fenced=fenced)

    assert cleaned(text, fenced=fenced) == thorough


def test_spaces_at_the_end_of_lines_go() -> None:
    assert cleaned('{"a": 1, \n"b": 2}\t\n c  ') == '{"a": 1,\n"b": 2}\n c'
