"""Write docs/doctor.md, one section a finding, from the rules; with --check only say whether it is current."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu.doctor import Stage, findings  # noqa: E402 - after the path above
from eks_gpu.rules import rule_id  # noqa: E402 - as above

if TYPE_CHECKING:
    from types import ModuleType

PAGE = ROOT / "docs" / "doctor.md"
HEAD = """# Findings of `eks-gpu doctor`

What `eks-gpu doctor` finds on a living cluster; [the guide](guides/doctor.md) says how to ask it. An error keeps pods
from running; a warning does not, or not yet. Causes are told before what follows from them; the tables below are in the
order of the way from an account to a pod that computes.

This page is made from the rules (`make docs`).
"""
_NAMES = {
    Stage.EVIDENCE: "What was gathered",
    Stage.CLUSTER: "The cluster",
    Stage.ACCOUNT: "The account: what EC2 gives",
    Stage.GROUP: "Node groups",
    Stage.AUTOSCALER: "The autoscaler",
    Stage.NODE: "Nodes",
    Stage.DEVICES: "GPUs on nodes",
    Stage.POD: "Pods",
    Stage.DRIFT: "Other than declared",
    Stage.WASTE: "Paid for nothing",
}


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
    tables = [_table(stage) for stage in Stage]
    return "\n".join([HEAD, *tables, *map(_section, findings.rules())]).rstrip() + "\n"


def _table(stage: Stage) -> str:
    rows = [
        f"| [`{rule_id(rule.__name__)}`](#{rule_id(rule.__name__)}) | {_severity(rule)} | {_summary(rule)} |"
        for rule in findings.rules()
        if stage == findings.stage(rule)
    ]
    return "\n".join([f"## {_NAMES[stage]}\n", "| id | severity | finds |\n|---|---|---|", *rows, ""])


def _section(rule: ModuleType) -> str:
    _, _, rest = (inspect.getdoc(rule) or "").partition("\n\n")
    follows = ", ".join(f"[`{name}`](#{name})" for name in sorted(getattr(rule, "FOLLOWS", ())))
    causes = f"\n\n**May follow from** {follows}." if follows else ""
    return f"## {rule_id(rule.__name__)}\n\n{_severity(rule)}: {_summary(rule)}\n\n{rest}{causes}\n"


def _severity(rule: ModuleType) -> str:
    """The kinds of finding that a rule's file makes."""
    return " or ".join(kind for kind in ("error", "warning") if hasattr(rule, kind))


def _summary(rule: ModuleType) -> str:
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.exit(main())
