"""A real browser with the report pages in it: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.synthesized import ROOT
from tests.terraform.runner import missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Nothing of it calls anyone, and it runs as root in a container.
_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """The browser, with a home of its own; a missing part is a skip at home and a failure in a pipeline."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not program:
        missing("chromium is not here; `apt-get install chromium` installs it")
    if importlib.util.find_spec("playwright") is None:
        missing("playwright is not here; `make setup` installs it")
    if not AXE.exists():
        missing("axe-core is not here; `make setup` installs it")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it may be missing

    with sync_playwright() as playwright:
        # Playwright gives each launch a profile of its own; only its home is ours.
        environment: dict[str, str | float | bool] = {"HOME": str(profile), "PATH": "/usr/local/bin:/usr/bin:/bin"}
        browser = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS), env=environment)
        try:
            yield browser
        finally:
            browser.close()
