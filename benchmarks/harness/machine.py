"""The machine and the programs that figures depend on; nothing that identifies either."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def described() -> dict[str, str]:
    """Facts about the machine, by name."""
    return {
        "cores": str(os.cpu_count() or "unknown"),
        "processor": _processor(),
        "memory": _memory(),
        "system": platform.system(),
        "python": platform.python_version(),
        "node": _node(),
    }


def load() -> float:
    """Processes that wanted a core during the last minute; 0 where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return "unknown"
    return f"{pages * size / 2**30:.0f} GiB"


def _node() -> str:
    """Version of the node that jsii starts: the one of the package, unless JSII_NODE names another."""
    node = os.environ.get("JSII_NODE") or Path(sys.executable).with_name("node")
    done = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    return done.stdout.strip().removeprefix("v") or "unknown"
