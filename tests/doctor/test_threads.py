"""Threads of strangers: the right cause first, and never silence."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED
from tests.doctor.threads import THREADS, Thread


@pytest.mark.parametrize("thread", THREADS, ids=str)
def test_the_right_cause_is_named_first(thread: Thread) -> None:
    seen = observe([(PASTED, thread.text)])
    _, found = examine_unfiled(seen, [thread.text])

    assert found[0].id == thread.first
    assert thread.step in found[0].fix
    assert seen.unread == ()


def test_there_are_enough_threads() -> None:
    assert len({thread.source for thread in THREADS}) >= 30
