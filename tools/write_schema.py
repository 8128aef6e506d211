"""Write docs/cluster.schema.json; with --check only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu.cli.schema import schema  # noqa: E402 - after the path above

FILE = ROOT / "docs" / "cluster.schema.json"


def main() -> int:
    """Write the file, or compare it."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(schema(), encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == schema():
        return 0
    print(f"{FILE.relative_to(ROOT)} is not what the models say; run make docs")
    return 1


if __name__ == "__main__":
    sys.exit(main())
