"""Progress: on a terminal, for work that takes a while, and gone at the end."""

from __future__ import annotations

import io
import time
from types import SimpleNamespace

import pytest

from eks_gpu.cli.frame import progress as _progress
from eks_gpu.cli.frame import terminal as _terminal
from eks_gpu.cli.frame.progress import progress


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    found = Terminal()
    # pytest puts its own stream into `sys` between a fixture and its test.
    monkeypatch.setattr(_progress, "sys", SimpleNamespace(stderr=found))
    monkeypatch.setattr(_progress, "_SECONDS", 0.02)
    _terminal.reset()
    return found


def wait_for(terminal: Terminal, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in terminal.getvalue() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert text in terminal.getvalue()


def test_a_step_that_waits_is_shown_and_goes(terminal: Terminal) -> None:
    with progress() as step:
        step("asking kubectl")
        wait_for(terminal, "asking kubectl")
        step("asking \x1b[31maws\n")
    assert terminal.getvalue() == "\r\x1b[Kasking kubectl\r\x1b[Kasking \\x1b[31maws\\n\r\x1b[K"


def test_quick_work_shows_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "_SECONDS", 60.0)
    with progress() as step:
        step("checking")
    assert terminal.getvalue() == ""


def test_a_quiet_run_shows_nothing(terminal: Terminal) -> None:
    _terminal.set_quiet(quiet=True)
    with progress() as step:
        step("checking")
        time.sleep(0.1)
    _terminal.reset()
    assert terminal.getvalue() == ""


def test_a_file_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = io.StringIO()
    monkeypatch.setattr(_progress, "sys", SimpleNamespace(stderr=found))
    monkeypatch.setattr(_progress, "_SECONDS", 0.01)
    with progress() as step:
        step("checking")
        time.sleep(0.1)
    assert found.getvalue() == ""


def test_an_error_takes_the_line_away(terminal: Terminal) -> None:
    with pytest.raises(ValueError, match="x"), progress() as step:  # noqa: PT012 - the line must be shown before
        step("checking")
        wait_for(terminal, "checking")
        raise ValueError("x")
    assert terminal.getvalue().endswith("checking\r\x1b[K")
