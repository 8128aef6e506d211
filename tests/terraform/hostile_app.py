"""The stacks of cluster files as JSON, which hold any text: `python -m tests.terraform.hostile_app FILES OUT`.

A process of its own, because the engine reads at its start whether it is to write HCL.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eks_gpu import declaration
from eks_gpu.spec import parse
from eks_gpu.stacks.app import build
from tests.remembered import remember

if TYPE_CHECKING:
    from collections.abc import Iterable


def synthesize(contents: Iterable[dict[str, Any]], outdir: Path) -> Path:
    """Write the stacks of these declarations, and return the folder of the stacks."""
    checked = [declaration.check(parse(content)) for content in contents]
    build([one.design for one in checked if one.design], str(outdir)).synth()
    return outdir / "stacks"


if __name__ == "__main__":
    remember()
    gc.disable()
    synthesize(map(json.loads, Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()), Path(sys.argv[2]))
