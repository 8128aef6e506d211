"""`eks-gpu --version`: the version, the engine and the date of the catalogue."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from eks_gpu import catalog
from eks_gpu.synthesis.engine import installed


def own_version() -> str:
    """The version of the package; empty where it is not installed, as in an app that contains the sources."""
    try:
        return version("eks-gpu")
    except PackageNotFoundError:
        return ""


def version_line() -> str:
    """All of it in one line, so that it can be copied into a report."""
    engine = installed() or "none installed"
    return f"eks-gpu {own_version() or '(not installed)'} (engine: {engine}; catalogue: {catalog.versions_as_of()})"
