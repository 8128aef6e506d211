"""Progress on standard error, on a terminal, for work that takes longer than a second."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from eks_gpu.cli.frame.terminal import is_quiet
from eks_gpu.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SECONDS = 1.0
_CLEAR = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what happens now; the line disappears at the end, and whoever is quick sees none.

    A step may wait for a minute, such as a call of kubectl, so a thread writes the line when the second is over.
    """
    if is_quiet() or not sys.stderr.isatty():
        yield lambda _: None
        return
    line = _Line()
    # It ends with the command.
    timer = threading.Timer(_SECONDS, line.show)
    timer.daemon = True
    timer.start()
    try:
        yield line.say
    finally:
        timer.cancel()
        line.clear()


class _Line:
    """The line, which is shown once it has been asked for."""

    def __init__(self) -> None:
        self._text = ""
        self._shown = False
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        with self._lock:
            self._text = printable(text)
            if self._shown:
                self._write()

    def show(self) -> None:
        with self._lock:
            self._shown = True
            self._write()

    def clear(self) -> None:
        with self._lock:
            if self._shown:
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()
            self._shown = False

    def _write(self) -> None:
        sys.stderr.write(f"{_CLEAR}{self._text}")
        sys.stderr.flush()
