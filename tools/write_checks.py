"""Write docs/checks.md, one section a rule, from the rules themselves; with --check only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu import changes, checks  # noqa: E402 - after the path above
from eks_gpu.rules import rule_id  # noqa: E402 - as above
from eks_gpu.spec.reading.findings import FINDINGS  # noqa: E402 - as above
from tools.pages import DOCS, anchor, section, table, tables, write_or_compare  # noqa: E402 - as above
from tools.reference.rules import fields_of  # noqa: E402 - as above

if TYPE_CHECKING:
    from types import ModuleType

# As a reader would meet them.
SUBJECTS = (
    "cluster",
    "network",
    "access",
    "instances",
    "nodes",
    "platform",
    "capacity",
    "autoscaling",
    "images",
    "workloads",
    "placement",
    "sharing",
    "serving",
    "permissions",
    "storage",
    "training",
    "monitoring",
    "charts",
)
PAGE = DOCS / "checks.md"
HEAD = """# Checks

The rules of `eks-gpu check`, which every synthesis applies too. A message has the id of its rule in brackets. An error
stops synthesis. A warning does not, but `check --strict` exits with 1. The fields are described in
[the cluster file](reference/cluster-file.md).

If a finding is right for you, silence it in the cluster file, with the path that was printed and a reason. Silenced
findings are counted wherever problems are printed:

```yaml
ignore:
  - {id: spot-pools, where: "gpu_node_groups[0].zones", reason: "the file system is in this zone"}
```

This page is generated from the rules (`make docs`).
"""
ABOUT_EDITS = """`check --previous` and `check --since` compare a file with an earlier version of it. These rules report
the effect of the edit on a running cluster.
"""


def page() -> str:
    """The page."""
    rules = (*checks.rules(), *changes.rules())
    parts = [
        HEAD,
        "## Rules about a declaration\n",
        *tables(checks.rules(), SUBJECTS, "###"),
        "## Rules about an edit\n",
        ABOUT_EDITS,
        table(changes.rules()),
        "\n## Findings about the file itself\n",
        "These are found while the file is read, before there is a declaration to judge. They cannot be silenced.\n",
        "| id | finding |\n|---|---|",
        *(f"| `{name}` | {text} |" for name, text in sorted(FINDINGS.items())),
        "",
        *(section(rule, _last(rule)) for rule in rules),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _last(rule: ModuleType) -> str:
    """The fields that a rule reports, and whether it can be silenced."""
    found = fields_of(rule_id(rule.__name__))
    links = ", ".join(f"[`{path}`](reference/cluster-file.md#{anchor(path)})" for path in found)
    return f"Reported for {links}.{'' if getattr(rule, 'IGNORABLE', True) else ' Cannot be silenced.'}"


if __name__ == "__main__":
    sys.exit(write_or_compare({PAGE: page}))
