"""Run one command and write what its processes used: wall time, processor time, peak memory.

A process of its own, started without site-packages, so that its memory is small and all its children are the command's.
A child that outlives its parent (jsii's node, which eks-gpu does not wait for) becomes a child of this process, so that
the kernel counts its processor time too.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.05
REAP_SECONDS = 5.0


class Peak(threading.Thread):
    """The most memory that the processes of a session held together, by looking often.

    Looking costs time, and the kernel knows the peak of a single process: so only sessions of several are added up.
    """

    def __init__(self, session: int) -> None:
        """Watch a session that may not have any process yet."""
        super().__init__(daemon=True)
        self.kibibytes = 0
        self._session, self._stopped = session, threading.Event()

    def run(self) -> None:
        """Look until `stop`."""
        while not self._stopped.wait(SAMPLE_SECONDS):
            members = [pid for pid in _numbers() if _session_of(pid) == self._session]
            if len(members) > 1:
                self.kibibytes = max(self.kibibytes, sum(map(_held, members)))

    def stop(self) -> int:
        """Stop looking, and return the peak in KiB; 0 without /proc or with a single process."""
        self._stopped.set()
        self.join()
        return self.kibibytes


def _numbers() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208 - pathlib costs memory
    except FileNotFoundError:
        return []


def _session_of(pid: int) -> int:
    """Session of a process; 0 if it has ended."""
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def _held(pid: int) -> int:
    """KiB of a process, with its share of what it shares with others (proc(5): Pss)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - as above
            return sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except OSError:
        return 0


def _adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent ends, which only Linux offers (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap(session: int) -> None:
    """End what is left of the session, and wait for it: only then does the kernel add its times."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
    until = time.monotonic() + REAP_SECONDS
    try:
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
    except ChildProcessError:
        return


def main(report: str, command: list[str]) -> int:
    """Run the command, write the figures as JSON, and return 0 whatever the command returned."""
    _adopt_orphans()
    void = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=void, setsid=True)
    peak = Peak(child)
    peak.start()
    try:
        _, status = os.waitpid(child, 0)
        seconds = time.perf_counter() - started
    finally:
        together = peak.stop()
        _reap(child)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Linux counts in KiB, macOS in bytes.
    single = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    figures = {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "mebibytes": max(single, together) / 1024,
        "exit": os.waitstatus_to_exitcode(status),
    }
    with open(report, "w", encoding="utf-8") as file:  # noqa: PTH123 - as above
        json.dump(figures, file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
