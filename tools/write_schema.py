"""Write the schemas in docs/; with --check only say whether they are current."""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.cli.schema import overlay_schema, schema  # noqa: E402 - after the path above
from tools.pages import DOCS, write_or_compare  # noqa: E402 - as above

if __name__ == "__main__":
    sys.exit(write_or_compare({DOCS / "cluster.schema.json": schema, DOCS / "overlay.schema.json": overlay_schema}))
