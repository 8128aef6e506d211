"""Threads of strangers, from `threads.toml`: the right cause first, and never silence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

THREADS: list[dict[str, str]] = tomllib.loads((Path(__file__).parent / "threads.toml").read_text())["thread"]


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["source"])
def test_the_right_cause_is_named_first(thread: dict[str, str]) -> None:
    seen = observe([(PASTED, thread["text"])])
    _, found = examine_unfiled(seen, [thread["text"]])

    assert found[0].id == thread["first"]
    assert thread["step"] in found[0].fix
    assert seen.unread == ()


def test_there_are_enough_threads() -> None:
    assert len({thread["source"] for thread in THREADS}) >= 50
