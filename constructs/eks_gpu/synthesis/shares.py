"""Many clusters are synthesized by several processes, each of them with an engine of its own.

Python and node wait for each other all the time, so one synthesis uses one core. Clusters have nothing in common, so
each process makes the stacks of its share in a folder of its own, and the first one puts them together: the bytes are
those of one process. `EKS_GPU_PROCESSES=1` turns this off.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

from eks_gpu.lazy import ahead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eks_gpu.templates import TerraformDesign

    _Helper = subprocess.Popen[bytes]

SWITCH = "EKS_GPU_PROCESSES"
# A process takes 190 MiB with its node.
MOST = 4
# Fewer would not repay the start of an engine, which takes as long as some four clusters.
LEAST_CLUSTERS = 8
START_IN_CLUSTERS = 4
MANIFEST = "manifest.json"
_EMPTY = re.compile(r'^( *)("\w+": )\[\](,?)$', re.MULTILINE)
# How long the processes that are killed may take to be gone.
_PATIENCE_SECONDS = 5.0


def synthesize_all(designs: Sequence[TerraformDesign], folder: Path) -> None:
    """Write the stacks of all designs, with the engine, into a folder that is there."""
    first, *others = shares(designs, _processes())
    with _helped(others, folder) as helpers:
        synthesize_here(first, folder)
        for number, share in enumerate(others):
            part = _part(folder, number)
            if not _succeeded(helpers[number]):
                # Whatever stopped it stops this one too, which says it; or else it was something of that process.
                shutil.rmtree(part, ignore_errors=True)
                synthesize_here(share, part)
            _add(part, folder)


def shares(designs: Sequence[TerraformDesign], processes: int) -> list[Sequence[TerraformDesign]]:
    """Divide designs among at most so many processes, in their order; the first starts earlier and gets more."""
    count = max(1, min(processes, len(designs) // LEAST_CLUSTERS))
    each, left = divmod(len(designs) - START_IN_CLUSTERS, count) if count > 1 else (len(designs), 0)
    sizes = [each + (number < left) for number in range(count)]
    sizes[0] = len(designs) - sum(sizes[1:])
    return [designs[start:end] for start, end in pairwise(accumulate(sizes, initial=0))]


def synthesize_here(designs: Sequence[TerraformDesign], folder: Path) -> None:
    """Write the stacks of designs with the engine of this process."""
    ahead.start()
    ahead.finish()
    # The engine takes most of a second to start; a file with errors does not wait for it.
    from eks_gpu.stacks.app import build  # noqa: PLC0415
    from eks_gpu.stacks.interrupts import held_back  # noqa: PLC0415

    app = build(designs, str(folder))
    with held_back():
        app.synth()


def _processes() -> int:
    """As many as there are cores for this process, or as the setting says; one where processes have no groups."""
    if not hasattr(os, "killpg"):
        return 1
    given = os.environ.get(SWITCH, "")
    if given.isdecimal():
        return max(1, int(given[:3]))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, cores)


@contextmanager
def _helped(shares: Sequence[Sequence[TerraformDesign]], folder: Path) -> Iterator[list[_Helper | None]]:
    """One process for each share, or None where none can be started; none of them is left when the block ends."""
    helpers: list[_Helper | None] = []
    try:
        for number, share in enumerate(shares):
            helpers.append(_started(share, _part(folder, number)))
        yield helpers
    finally:
        for helper in filter(None, helpers):
            _end(helper)


def _started(share: Sequence[TerraformDesign], part: Path) -> _Helper | None:
    part.mkdir()
    # The package lies where ours does; `-P` keeps the folder of the user out of the path.
    places = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))))
    try:
        helper = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-P", "-W", "ignore", "-m", __name__],
            env={**os.environ, "PYTHONPATH": places},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
    except OSError:
        return None
    # It takes more than a pipe holds, and reads once it has started.
    Thread(target=_send, args=(helper, (share, part)), daemon=True).start()
    return helper


def _succeeded(helper: _Helper | None) -> bool:
    return helper is not None and helper.wait() == 0


def _send(helper: _Helper, orders: object) -> None:
    assert helper.stdin is not None
    # One that is dead is noticed where its end is waited for.
    with suppress(OSError, ValueError):
        pickle.dump(orders, helper.stdin)
        helper.stdin.flush()


def _end(helper: _Helper) -> None:
    """Kill a helper with its node, which would go on to write files, and wait until both are gone.

    The node of one that has ended well writes no more; it removes its temporary files and ends by itself.
    """
    if helper.poll() == 0:
        return
    end = time.monotonic() + _PATIENCE_SECONDS
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < end:
            os.killpg(helper.pid, signal.SIGKILL)
            helper.wait()
            time.sleep(0.01)


def _part(folder: Path, number: int) -> Path:
    return folder / f"share-{number + 2}"


def _add(part: Path, folder: Path) -> None:
    """Move the stacks of a share to those of the first, and add them to its manifest, which lists them in order."""
    for stack in sorted((part / "stacks").iterdir()):
        stack.rename(folder / "stacks" / stack.name)
    manifest, more = (json.loads((place / MANIFEST).read_text(encoding="utf-8")) for place in (folder, part))
    manifest["stacks"] |= more["stacks"]
    # As the engine writes it (`Manifest.writeToFile`, json-stable-stringify).
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(_EMPTY.sub(r"\1\2[\n\1]\3", text), encoding="utf-8")
    shutil.rmtree(part)


def _help(orders: BinaryIO) -> None:
    """Synthesize the share that another process sends, and end when that one ends."""
    import gc  # noqa: PLC0415 - as main.py does

    gc.disable()
    ahead.start()
    share, part = pickle.load(orders)  # noqa: S301 - from `_started`
    Thread(target=_end_with, args=(orders,), daemon=True).start()
    synthesize_here(share, part)


def _end_with(orders: BinaryIO) -> None:
    """Wait until the other process closes the pipe, or is killed; then end this one, with its node."""
    orders.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _help(sys.stdin.buffer)
    os._exit(0)
