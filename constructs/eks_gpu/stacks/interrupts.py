"""Ctrl-C while the engine writes files."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def held_back() -> Iterator[None]:
    """Raise an interrupt when the block has ended, rather than inside it.

    The engine writes files in a process of its own. If Python gave up first and removed the unfinished folder, node
    would create that folder again and go on writing. A second interrupt is raised at once.

    Raises:
        KeyboardInterrupt: An interrupt came inside the block. It takes the place of the error that the same Ctrl-C
            causes where it ends node too, as on a terminal.
    """
    # Only the main thread may set a handler. Where a shell has told a background job to ignore Ctrl-C, it does so.
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    came: list[int] = []

    def keep(number: int, _: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        came.append(number)

    before = signal.signal(signal.SIGINT, keep)
    try:
        yield
    except Exception:
        if came:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
