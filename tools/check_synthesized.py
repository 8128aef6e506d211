"""Say whether committed output is what the declarations give now.

    python tools/check_synthesized.py [FOLDER]      default: cdktf.out

Synthesizes into a folder of its own and compares byte by byte. It prints each difference; `make synth` makes it right.
Exit: 0 current, 1 not, 2 the declarations have errors. It reads only Terraform, not the notes of cdktf next to it
(manifest.json, the cache). EKS_GPU_CLUSTERS must be empty: a choice would make every other stack look left over.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A new stack is a thousand lines; the first ones say enough.
SHOWN = 200


def main() -> int:
    """Synthesize, compare, and say what to run."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "cdktf.out"
    with tempfile.TemporaryDirectory() as fresh:
        if _synthesize(Path(fresh)) != 0:
            return 2
        differences = compare(_stacks(folder), _stacks(Path(fresh)), folder.name)
    if not differences:
        print(f"{folder.name} is current")
        return 0
    print("\n".join(differences[:SHOWN]))
    if len(differences) > SHOWN:
        print(f"… and {len(differences) - SHOWN} more lines")
    print(
        f"\n{folder.name} is not what clusters/ gives; run make synth, and commit {folder.name}/stacks", file=sys.stderr
    )
    return 1


def compare(committed: dict[str, str], fresh: dict[str, str], name: str) -> list[str]:
    """The lines of a difference, file by file; none if all is equal.

    Args:
        committed: Existing files, by path below the folder.
        fresh: Expected files, by path below the folder.
        name: Name of the folder in the output.
    """
    lines: list[str] = []
    for path in sorted({*committed, *fresh}):
        old, new = committed.get(path), fresh.get(path)
        if old == new:
            continue
        lines += difflib.unified_diff(
            (old or "").splitlines(),
            (new or "").splitlines(),
            f"{name}/{path}" if old is not None else "/dev/null",
            f"{name}/{path}" if new is not None else "/dev/null",
            "as committed",
            "as synthesized",
            lineterm="",
        )
    return lines


def _synthesize(folder: Path) -> int:
    environment = {key: value for key, value in os.environ.items() if key != "EKS_GPU_CLUSTERS"}
    command = [sys.executable, str(ROOT / "main.py")]
    return subprocess.run(command, cwd=ROOT, env=environment | {"CDKTF_OUTDIR": str(folder)}, check=False).returncode


def _stacks(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for pattern in ("stacks/*/cdk.tf.json", "stacks/*/charts/**/*")
        for path in sorted(folder.glob(pattern))
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main())
