"""The engine starts in the background, while the cluster files are read and checked.

Node needs a third of a second to start and to load the engine and the providers, and Python only waits for it.
`EKS_GPU_ENGINE_AHEAD=0` turns this off: the engine then starts when the files are checked.
"""

from __future__ import annotations

import importlib
import os
from contextlib import suppress
from threading import Thread

from eks_gpu.lazy.node import has_node

SWITCH = "EKS_GPU_ENGINE_AHEAD"
_started: list[Thread] = []


def start() -> None:
    """Begin to import the engine, unless that is turned off or has begun.

    The thread imports only what the check does not import. It is a daemon, so a file with errors does not wait for it.
    """
    # Our constructs are typed and tested; jsii need not look at every argument again (eks_gpu.lazy.compiled).
    os.environ.setdefault("EKS_GPU_LEAN_BINDINGS", "1")
    if os.environ.get(SWITCH) != "0" and not _started:
        _started.append(Thread(target=_import_engine, name="engine", daemon=True))
        _started[0].start()


def finish() -> None:
    """Wait until the engine is imported."""
    for thread in _started:
        thread.join()


def _import_engine() -> None:
    # jsii prints a traceback of its own where it cannot start node; the caller says what is missing.
    if not has_node():
        return
    # Whatever fails here fails again where the engine is needed, and is reported there.
    with suppress(Exception):
        bindings = importlib.import_module("eks_gpu.bindings")
        for package in (bindings.ENGINE.aws, bindings.ENGINE.kubernetes):
            importlib.import_module(f"{package}._jsii")
