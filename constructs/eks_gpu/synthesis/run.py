"""Check all clusters first; write stacks only when none has an error, or those of sound clusters where asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.cluster_files import broken_context, chosen, cluster_files, files_of, is_folder, shared_names
from eks_gpu.declaration import read
from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import printable
from eks_gpu.problem import Problem, has_errors, plural
from eks_gpu.synthesis.engine import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eks_gpu.declaration import Declaration
    from eks_gpu.templates import TerraformDesign

OUTPUT = "cdktf.out"


@dataclass(frozen=True)
class Order:
    """The files to read, and the folder to write into.

    Attributes:
        root: Folder of the app: `clusters/` and `cdktf.json` lie in it.
        files: Cluster files, or folders of them; none for those of `clusters/` that the settings choose.
        out: Output folder; None for CDKTF_OUTDIR, or else ``cdktf.out``.
        keep_going: Whether a cluster with errors stops only itself.
        step: Called with the number of clusters done, the number of all, and what happens to them.
        say: Called with problems, and with what was left out.
        done: Called at the end with a sentence about what was written.
    """

    root: Path
    files: Sequence[Path] = ()
    out: Path | None = None
    keep_going: bool = False
    step: Callable[[int, int, str], None] = lambda *_: None
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr)
    done: Callable[[str], None] = lambda _: None


def synthesize(order: Order) -> int:
    """Write the stacks of cluster files.

    Returns:
        0 if everything was written, 1 if a file has errors, 2 if there is no engine.
    """
    if lack := missing():
        order.say(f"eks-gpu: {lack}")
        return 2
    paths, problems, whole = _files(order)
    declarations = [_read(order, number, path, len(paths)) for number, path in enumerate(paths)]
    named = {one.file: one.draft.name for one in declarations if one.draft and one.named}
    problems += [*shared_names(named), *broken_context(os.environ)]
    found = [*problems, *(problem for declaration in declarations for problem in declaration.problems)]
    if found:
        order.say(_report(declarations, problems))
    failed = has_errors(found)
    wrong = files_of(found, named)
    designs = [one.design for one in declarations if one.design and one.file not in wrong]
    if failed and not (designs and order.keep_going):
        order.say("nothing was written")
        return 1
    order.step(len(paths), len(paths), "writing")
    folder = _write(designs, order.out, whole=whole and not failed)
    if failed:
        left_out = [one.file for one in declarations if one.design not in designs]
        tail = f"; left out: {', '.join(map(printable, left_out))}" if left_out else ""
        order.say(f"{plural(len(designs), 'cluster')} written{tail}")
    else:
        order.done(f"{plural(len(designs), 'cluster')} written to {printable(str(folder))}")
    return int(failed)


def _files(order: Order) -> tuple[list[Path], list[Problem], bool]:
    """The files, the problems of their choice, and whether they are all clusters that the folder declares."""
    if order.files:
        folders = [cluster_files(path) if is_folder(path) else ([path], []) for path in order.files]
        # One file under two names counts once.
        paths = {os.path.realpath(path): path for files, _ in reversed(folders) for path in reversed(files)}
        return list(paths.values())[::-1], [problem for _, problems in folders for problem in problems], False
    choice = chosen(os.environ, order.root / "cdktf.json")
    files, problems = cluster_files(order.root / "clusters", choice)
    return files, problems, not choice


def _read(order: Order, number: int, path: Path, total: int) -> Declaration:
    order.step(number, total, "checking")
    return read(path, None if order.files else path.relative_to(order.root).as_posix())


def _report(declarations: Sequence[Declaration], problems: Sequence[Problem]) -> str:
    # The words of `eks-gpu check`; where all other clusters run would push the problem off the screen.
    from eks_gpu.report.text import report  # noqa: PLC0415 - a sound file needs none

    return printable(report(declarations, problems, without_sound_ones=True), "\n")


def _write(designs: Sequence[TerraformDesign], out: Path | None, *, whole: bool) -> Path:
    """Synthesize into the output folder; `whole` removes the stacks of clusters that are declared no longer."""
    from eks_gpu.stacks.output import written  # noqa: PLC0415
    from eks_gpu.synthesis.shares import synthesize_all  # noqa: PLC0415 - a file with errors needs neither

    outdir = out or Path(os.environ.get("CDKTF_OUTDIR") or OUTPUT)
    with written(outdir, whole=whole) as folder:
        synthesize_all(designs, folder)
    return outdir
