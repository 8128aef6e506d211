"""Write docs/checks.md, one section a rule, from the rules themselves; with --check only say whether it is current."""

from __future__ import annotations

import inspect
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu import changes, checks  # noqa: E402 - after the path above
from eks_gpu.spec.findings import FINDINGS  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

# The subjects, as a reader would meet them.
ROOMS = (
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
PAGE = ROOT / "docs" / "checks.md"
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


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what the rules say; run make docs")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """The page."""
    parts = [
        HEAD,
        "## Of a declaration\n",
        *_rooms(),
        "\n## Of an edit\n",
        "With `--previous`, which compares a file with what it was: what the edit does to a living cluster.\n",
        *_index(changes.rules()),
        "\n## Of the file itself\n",
        "These are found while reading, before there is a declaration to judge, and cannot be silenced.\n",
        "| id | what |\n|---|---|",
        *(f"| `{name}` | {text} |" for name, text in sorted(FINDINGS.items())),
        "",
        *(_section(rule) for rule in (*checks.rules(), *changes.rules())),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _rooms() -> Iterator[str]:
    """The rules over a declaration, by subject: the folder that each stands in."""
    folders = itertools.groupby(sorted(checks.rules(), key=_folder), _folder)
    rooms = [(ROOMS.index(folder.rpartition(".")[2]), folder, list(rules)) for folder, rules in folders]
    for _, folder, rules in sorted(rooms):
        yield f"### {_summary(sys.modules[folder]).rstrip('.')}\n"
        yield from (*_index(rules), "")


def _folder(rule: ModuleType) -> str:
    return rule.__name__.rpartition(".")[0]


def _index(rules: Sequence[ModuleType]) -> list[str]:
    rows = [f"| [`{_id(rule)}`](#{_id(rule)}) | {_severity(rule)} | {_summary(rule)} |" for rule in rules]
    return ["| id | severity | finds |\n|---|---|---|", *rows]


def _section(rule: ModuleType) -> str:
    summary, _, rest = (inspect.getdoc(rule) or "").partition("\n\n")
    kept = "" if getattr(rule, "IGNORABLE", True) else "\n\nCannot be silenced."
    return f"## {_id(rule)}\n\n{_severity(rule)}: {' '.join(summary.split())}\n\n{rest}{kept}\n"


def _id(rule: ModuleType) -> str:
    return rule.__name__.rpartition(".")[2].replace("_", "-")


def _severity(rule: ModuleType) -> str:
    """The kinds of finding that a rule's file makes."""
    return " or ".join(kind for kind in ("error", "warning") if hasattr(rule, kind))


def _summary(rule: ModuleType) -> str:
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.exit(main())
