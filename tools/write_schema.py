"""Write the schemas in docs/; with --check only say whether they are current."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu.cli.schema import overlay_schema, schema  # noqa: E402 - after the path above

DOCS = ROOT / "docs"
FILES = {DOCS / "cluster.schema.json": schema, DOCS / "overlay.schema.json": overlay_schema}


def main() -> int:
    """Write the files, or compare them."""
    if "--check" not in sys.argv[1:]:
        for file, text in FILES.items():
            file.write_text(text(), encoding="utf-8")
        return 0
    stale = [file for file, text in FILES.items() if not file.exists() or file.read_text(encoding="utf-8") != text()]
    for file in stale:
        print(f"{file.relative_to(ROOT)} is not what the models say; run make docs")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
