"""Write docs/checks.md, one section a rule, from the rules themselves; with --check only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu import changes, checks  # noqa: E402 - after the path above
from eks_gpu.spec.findings import FINDINGS  # noqa: E402 - as above
from tools.pages import DOCS, section, table, tables, write_or_compare  # noqa: E402 - as above

# As a reader would meet them.
SUBJECTS = (
    "cluster",
    "network",
    "access",
    "instances",
    "groups",
    "capacity",
    "autoscaling",
    "images",
    "workloads",
    "sharing",
    "serving",
    "rights",
    "storage",
    "training",
    "monitoring",
)
PAGE = DOCS / "checks.md"
HEAD = """# Checks

What `eks-gpu check` and every synthesis look for. The id is what stands in brackets in a message. An error stops
synthesis, a warning does not (`check --strict` makes it fail).

A finding that is right for you is silenced in the cluster file, with the path that was printed and a reason; it is
counted wherever problems are printed:

```yaml
ignore:
  - {id: spot-pools, where: "gpu_node_groups[0].zones", reason: "the file system is in this zone"}
```

This page is made from the rules (`make docs`).
"""


def page() -> str:
    """The page."""
    rules = (*checks.rules(), *changes.rules())
    parts = [
        HEAD,
        "## Of a declaration\n",
        *tables(checks.rules(), SUBJECTS, "###"),
        "## Of an edit\n",
        "With `--previous`, which compares a file with what it was: what the edit does to a living cluster.\n",
        table(changes.rules()),
        "\n## Of the file itself\n",
        "These are found while reading, before there is a declaration to judge, and cannot be silenced.\n",
        "| id | what |\n|---|---|",
        *(f"| `{name}` | {text} |" for name, text in sorted(FINDINGS.items())),
        "",
        *(section(rule, "" if getattr(rule, "IGNORABLE", True) else "Cannot be silenced.") for rule in rules),
    ]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(write_or_compare({PAGE: page}))
