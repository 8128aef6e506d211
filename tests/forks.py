"""`pytest -p tests.forks --forks N`: collect once, then run pure tests in N processes that are forked from that one.

pytest-xdist starts empty processes: each of them imports and collects all 20,000 tests again, and every test costs
several messages. Here all of that is there when a process begins. A forked process cannot have threads or children of
its parent, so tests with an engine, a server or a terraform stay with pytest-xdist (docs/decisions/0035-test-time.md).

No test can get lost: one whose process ended before it did has failed.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import groupby
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FORKED = "EKS_GPU_FORKED"
# More tests of one file are several pieces of work. A piece has one byte in the queue for each digit of its number.
PIECE, DIGITS = 150, 4
# Reports go together, but a failure at once.
TOGETHER, SECONDS = 100, 0.2
Items = list[pytest.Item]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of processes; 0 runs everything in this one."""
    parser.addoption("--forks", type=int, default=0, help="run tests in this many processes, forked after collection")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run everything, if it was asked for and everything could be collected."""
    config = session.config
    if config.getoption("forks") < 2 or config.option.collectonly or session.testsfailed:
        return None
    # syrupy counts the snapshots that it compares where it reports them.
    at_home = [item for item in session.items if "snapshot" in getattr(item, "fixturenames", ())]
    away = pieces([item for item in session.items if item not in set(at_home)])
    _Parent(session, away).run(config.getoption("forks"))
    following: list[pytest.Item | None] = [*at_home[1:], None]
    for item, after in zip(at_home, following, strict=False):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    return True


def pieces(items: Items) -> list[Items]:
    """Tests of one file together, so that its fixtures are made once, but not too many of them."""
    found = []
    for _, group in groupby(items, lambda item: item.path):
        together = list(group)
        found += [together[at : at + PIECE] for at in range(0, len(together), PIECE)]
    return found


class _Parent:
    """Hands out pieces and reports what comes back."""

    def __init__(self, session: pytest.Session, away: list[Items]) -> None:
        self._session = session
        self._away = away
        self._missing = {item.nodeid: item for piece in away for item in piece}

    def run(self, number: int) -> None:
        queue, filling = os.pipe()
        os.write(filling, b"".join(f"{at:0{DIGITS}}".encode() for at in range(len(self._away))))
        os.close(filling)
        # The folder of all, before each gets one in it.
        self._session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        children = [self._fork(name, queue) for name in range(number)]
        try:
            self._listen({reader: pid for pid, reader in children}, queue)
        except BaseException:
            for pid, _ in children:
                os.kill(pid, 9)
            raise
        finally:
            os.close(queue)
            ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid, _ in children]
        if not self._session.shouldfail:
            for item in [*self._missing.values()]:
                self._log(_lost(item, ends))

    def _fork(self, name: int, queue: int) -> tuple[int, Connection]:
        reader, writer = Pipe(duplex=False)
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            writer.close()
            return pid, reader
        code = 1
        try:
            _Child(self._session.config, name, writer).run(self._away, queue)
            code = 0
        finally:
            # Nothing of what the parent has to do at its end is done twice.
            os._exit(code)

    def _listen(self, open_: dict[Connection, int], queue: int) -> None:
        config = self._session.config
        while open_:
            for reader in wait(list(open_)):
                assert isinstance(reader, Connection)
                try:
                    reports = reader.recv()
                except EOFError:
                    del open_[reader]
                    continue
                for data in reports:
                    self._log(config.hook.pytest_report_from_serializable(config=config, data=data))
                if self._session.shouldfail:
                    # The queue is empty for everybody.
                    while os.read(queue, 1 << 16):
                        pass

    def _log(self, report: Any) -> None:
        hook = self._session.config.hook
        hook.pytest_runtest_logreport(report=report)
        if report.when == "teardown":
            self._missing.pop(report.nodeid, None)
            hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)


def _lost(item: pytest.Item, ends: list[int]) -> pytest.TestReport:
    said = f"the process of this test ended before the test did; the exit codes are {ends}"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")


class _Child:
    """Takes pieces while there are any, and sends reports."""

    def __init__(self, config: pytest.Config, name: int, writer: Connection) -> None:
        self._config = config
        self._writer = writer
        self._reports: list[Any] = []
        self._sent = time.monotonic()
        os.environ[FORKED] = str(name)
        factory = config._tmp_path_factory  # type: ignore[attr-defined]
        factory._basetemp = factory.getbasetemp() / f"fork{name}"
        factory._basetemp.mkdir()
        # Output is caught in files that all processes would have in common.
        capture = config.pluginmanager.getplugin("capturemanager")
        if capture:
            capture.stop_global_capturing()
            capture.start_global_capturing()
        # Only the parent prints.
        for plugin in ("terminalreporter", "at_once"):
            if config.pluginmanager.hasplugin(plugin):
                config.pluginmanager.unregister(name=plugin)
        config.pluginmanager.register(self, "forked")

    def run(self, away: list[Items], queue: int) -> None:
        tests = self._taken(away, queue)
        item = next(tests, None)
        while item:
            # Fixtures that the next test shares with this one are kept for it.
            after = next(tests, None)
            self._config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            item = after
        self._send()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a report for the parent."""
        self._reports.append(self._config.hook.pytest_report_to_serializable(config=self._config, report=report))
        if report.failed or len(self._reports) >= TOGETHER or time.monotonic() - self._sent > SECONDS:
            self._send()

    def _taken(self, away: list[Items], queue: int) -> Iterator[pytest.Item]:
        while taken := os.read(queue, DIGITS):
            yield from away[int(taken)]

    def _send(self) -> None:
        self._writer.send(self._reports)
        self._reports = []
        self._sent = time.monotonic()
