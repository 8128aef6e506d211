"""Write the pictures of docs/pictures; with --check only say whether they are current."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from tools.pages import DOCS, write_or_compare  # noqa: E402 - after the path above
from tools.pictures import ALL  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.pictures.picture import Picture

FOLDER = DOCS / "pictures"


def pictures() -> dict[Path, Callable[[], str]]:
    """What is in each file."""
    return {FOLDER / f"{name}.svg": _svg(draw) for name, draw in ALL.items()}


def _svg(draw: Callable[[], Picture]) -> Callable[[], str]:
    return lambda: draw().svg()


if __name__ == "__main__":
    sys.exit(write_or_compare(pictures()))
