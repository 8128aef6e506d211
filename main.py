"""Synthesize the stacks of every cluster in `clusters/`, or of those that EKS_GPU_CLUSTERS names."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent
# If eks-gpu is not installed, its source is here; the folder is not a package (docs/decisions).
sys.path.insert(1, str(ROOT / "constructs"))

from eks_gpu.cluster_files import broken_context, chosen, cluster_files, files_of, keeps_going, shared_names  # noqa: E402 - after the path above
from eks_gpu.declaration import read  # noqa: E402 - after the path above
from eks_gpu.guard import guarded  # noqa: E402 - after the path above
from eks_gpu.printable import printable  # noqa: E402 - after the path above
from eks_gpu.problem import has_errors, plural  # noqa: E402 - after the path above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.templates import TerraformDesign


def main() -> int:
    """Check all clusters first; make resources only when none has an error, or of those that have none where asked."""
    choice = chosen(os.environ, ROOT / "cdktf.json")
    files, problems = cluster_files(ROOT / "clusters", choice)
    declarations = [read(path, path.relative_to(ROOT).as_posix()) for path in files]
    named = {one.file: one.draft.name for one in declarations if one.draft and one.named}
    problems += [*shared_names(named), *broken_context(os.environ)]
    found = [*problems, *(problem for declaration in declarations for problem in declaration.problems)]
    if found:
        # The words of `eks-gpu check`; where all other clusters run would push the problem off the screen.
        from eks_gpu.report.text import report  # noqa: PLC0415 - a sound file needs none

        print(printable(report(declarations, problems, without_sound_ones=True), "\n"), file=sys.stderr)
    failed = has_errors(found)
    wrong = files_of(found, named)
    designs = [one.design for one in declarations if one.design and one.file not in wrong]
    if failed and not (designs and keeps_going(sys.argv[1:], os.environ)):
        print("nothing was written", file=sys.stderr)
        return 1
    write(designs, whole=not failed and not choice)
    if failed:
        left_out = [one.file for one in declarations if one.design not in designs]
        tail = f"; left out: {', '.join(map(printable, left_out))}" if left_out else ""
        print(f"{plural(len(designs), 'cluster')} written{tail}", file=sys.stderr)
    return int(failed)


def write(designs: Sequence[TerraformDesign], *, whole: bool) -> None:
    """Synthesize into the output folder; `whole` removes the stacks of clusters that are declared no longer."""
    # Our constructs are typed and tested; jsii need not look at every argument again (eks_gpu.lazy.compiled).
    os.environ.setdefault("EKS_GPU_LEAN_BINDINGS", "1")
    # The engine takes most of a second to start; a file with errors should not have to wait for it.
    from stacks.app import build  # noqa: PLC0415
    from stacks.output import written  # noqa: PLC0415

    with written(Path(os.environ.get("CDKTF_OUTDIR") or "cdktf.out"), whole=whole) as folder:
        build(designs, str(folder)).synth()


if __name__ == "__main__":
    # A process of two seconds whose objects live to its end: collecting garbage finds none and takes a tenth of them.
    gc.disable()
    code = guarded("eks-gpu", main)
    sys.stderr.flush()
    # Everything is written. Taking the bindings' classes apart one by one would take another half second.
    os._exit(code)
