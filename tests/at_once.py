"""`pytest -p tests.at_once`: a failure is printed when it happens, and not after the last test.

Under pytest-xdist a letter F says that something failed, and what it was comes minutes later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Print in the process that reports, which a worker of pytest-xdist does not."""
    terminal = config.pluginmanager.getplugin("terminalreporter")
    if terminal and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_AtOnce(terminal), "at_once")


class _AtOnce:
    def __init__(self, terminal: TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._print(report)

    @pytest.hookimpl(trylast=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._print(report)

    def _print(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed:
            self._terminal.write_sep("_", f"{report.when} of {report.nodeid}", red=True)
            self._terminal.write_line(report.longreprtext)
