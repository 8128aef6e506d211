"""Node starts before Python imports jsii, which takes as long as node takes to start.

jsii gets this process when it would start its own. If it asks for another command, or if a module of it has another
form, the process ends and jsii starts one itself.
"""

from __future__ import annotations

import os
import platform
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

# As jsii writes it (`jsii/_kernel/providers/process.py`).
_HEAP = "--max-old-space-size=4069"


@contextmanager
def begun(*, wanted: bool) -> Iterator[None]:
    """Start node now, for the jsii that is imported in here.

    Args:
        wanted: Whether to do so; it needs JSII_RUNTIME, because jsii unpacks its own runtime first.
    """
    runtime = os.environ.get("JSII_RUNTIME")
    offer = _offer(runtime) if wanted and runtime else None
    if offer is None:
        yield
        return
    try:
        with suppress(ImportError, AttributeError):
            # Private names: if they are gone, nobody takes the process.
            from jsii._kernel.providers import process as provider  # noqa: PLC0415 - node starts first

            offer.stand_in(provider)
            offer.name_runtime(provider._NodeProcess, str(runtime))  # noqa: SLF001 - as said
        yield
    finally:
        offer.withdraw()


class _Offer:
    """A process that waits for somebody who would start the same one; meanwhile it stands for `subprocess`."""

    def __init__(self, command: Sequence[str], options: Mapping[str, Any]) -> None:
        self._wanted = (list(command), dict(options))
        self._process: subprocess.Popen[bytes] | None = subprocess.Popen(command, **options)  # noqa: S603 - jsii's own
        self._place: ModuleType | None = None
        self._undo: Callable[[], None] = _nothing

    def stand_in(self, place: ModuleType) -> None:
        """Take the place of `subprocess` in a module."""
        if place.subprocess is subprocess:
            place.subprocess = self  # type: ignore[attr-defined]  # a module that imports it
            self._place = place

    def name_runtime(self, provider: Any, runtime: str) -> None:  # noqa: ANN401 - a private class of jsii
        """Let jsii not unpack its own runtime, 2 MB for nothing, which stay where the process ends at once."""
        own = provider._jsii_runtime  # noqa: SLF001 - as said
        provider._jsii_runtime = lambda _: runtime  # noqa: SLF001
        self._undo = lambda: setattr(provider, "_jsii_runtime", own)

    def withdraw(self) -> None:
        """End the process if nobody took it, and leave jsii as it was."""
        self._undo()
        self._undo = _nothing
        if self._place is not None:
            self._place.subprocess = subprocess  # type: ignore[attr-defined]  # a module that imports it
            self._place = None
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def Popen(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: N802, ANN401 - as in subprocess
        """Give the process to one who would start the same; for another, start that and end ours."""
        process = self._process
        if process is not None and (list(command), options) == self._wanted:
            self._process = None
        else:
            process = subprocess.Popen(command, **options)  # noqa: S603 - jsii's own
        self.withdraw()
        return process

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the other names of the module
        return getattr(subprocess, name)


def _nothing() -> None:
    pass


def _offer(runtime: str) -> _Offer | None:
    command = [os.environ.get("JSII_NODE", "node"), _HEAP, runtime]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    try:
        return _Offer(command, {**pipes, "env": {**os.environ, "JSII_AGENT": f"Python/{platform.python_version()}"}})
    except OSError:
        # jsii says it better.
        return None
