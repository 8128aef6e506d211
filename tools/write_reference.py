"""Write the pages of docs/reference; with --check only say whether they are current."""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from tools.pages import DOCS, write_or_compare  # noqa: E402 - after the path above
from tools.reference import cli, cluster_file, costs, index, outputs, python_api  # noqa: E402 - as above

FOLDER = DOCS / "reference"
PAGES = {
    FOLDER / "README.md": index.page,
    FOLDER / "cluster-file.md": cluster_file.page,
    FOLDER / "cli.md": cli.page,
    FOLDER / "outputs.md": outputs.page,
    FOLDER / "costs.md": costs.page,
    FOLDER / "python.md": python_api.page,
}

if __name__ == "__main__":
    sys.exit(write_or_compare(PAGES))
