"""Write docs/doctor.md, one section a finding, from the rules; with --check only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.doctor import Stage, findings  # noqa: E402 - after the path above
from tools.pages import DOCS, section, tables, write_or_compare  # noqa: E402 - as above

if TYPE_CHECKING:
    from types import ModuleType

PAGE = DOCS / "doctor.md"
HEAD = """# Findings of `eks-gpu doctor`

The findings of `eks-gpu doctor` on a running cluster; [the guide](how-to/doctor.md) describes the command. An error
keeps pods from running. A warning does not, or not yet. A cause is reported before its consequences: the tables below
follow the way from an AWS account to a pod that computes.

This page is generated from the findings (`make docs`).
"""


def page() -> str:
    """The page."""
    stages = (stage.name.lower() for stage in Stage)
    sections = [section(rule, _causes(rule)) for rule in findings.rules()]
    return "\n".join([HEAD, *tables(findings.rules(), stages, "##"), *sections]).rstrip() + "\n"


def _causes(rule: ModuleType) -> str:
    follows = ", ".join(f"[`{name}`](#{name})" for name in sorted(getattr(rule, "FOLLOWS", ())))
    return f"**May follow from** {follows}." if follows else ""


if __name__ == "__main__":
    sys.exit(write_or_compare({PAGE: page}))
