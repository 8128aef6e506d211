"""Write the pictures and drawings of docs/; with --check only say whether they are current."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.declaration import read  # noqa: E402 - after the path above
from eks_gpu.page import standalone  # noqa: E402 - as above
from tools.pages import DOCS, write_or_compare  # noqa: E402 - after the path above
from tools.pictures import ALL  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.pictures.picture import Picture

FOLDER, DRAWINGS = DOCS / "pictures", DOCS / "drawings"
# Clusters of which a page shows the drawing.
DRAWN = ("llm-serving", "mig-inference", "p5-training")


def pictures() -> dict[Path, Callable[[], str]]:
    """What is in each file."""
    return {FOLDER / f"{name}.svg": _svg(draw) for name, draw in ALL.items()}


def drawings() -> dict[Path, Callable[[], str]]:
    """The drawings of clusters, as `eks-gpu report --format svg` writes them."""
    return {DRAWINGS / f"{name}.svg": _drawing(f"clusters/{name}.yaml") for name in DRAWN}


def _drawing(file: str) -> Callable[[], str]:
    def drawn() -> str:
        design = read(ROOT / file, file).draft
        if design is None:
            raise ValueError(f"{file} cannot be read; eks-gpu check {file} says why")
        return standalone(design)

    return drawn


def _svg(draw: Callable[[], Picture]) -> Callable[[], str]:
    return lambda: draw().svg()


if __name__ == "__main__":
    sys.exit(write_or_compare({**pictures(), **drawings()}))
