"""Ctrl-C while the engine writes: it counts once the block has ended."""

from __future__ import annotations

import os
import signal
from threading import Thread

import pytest

from eks_gpu.stacks.interrupts import held_back


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def interrupted(times: int, done: list[str]) -> None:
    with held_back():
        for _ in range(times):
            interrupt()
        done.append("written")


def interrupted_and_broken() -> None:
    with held_back():
        interrupt()
        raise BrokenPipeError


def test_it_waits_for_the_end_of_the_block() -> None:
    done: list[str] = []
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupted(1, done)

    assert done == ["written"]
    assert signal.getsignal(signal.SIGINT) is before


def test_it_takes_the_place_of_the_error_of_an_engine_that_it_ended() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted_and_broken()


def test_an_error_without_an_interrupt_is_raised() -> None:
    with pytest.raises(BrokenPipeError), held_back():
        raise BrokenPipeError


def test_a_second_one_ends_the_block() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(2, done)

    assert not done


def test_one_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with held_back():
            interrupt()
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_set_no_handler() -> None:
    seen: list[object] = []

    def body() -> None:
        with held_back():
            seen.append(signal.getsignal(signal.SIGINT))

    before = signal.getsignal(signal.SIGINT)
    thread = Thread(target=body)
    thread.start()
    thread.join()

    assert seen == [before]
