"""Write docs/reference/rules, a page for each subject, from the rules; with --check only say whether it is current."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a script, Python would look for modules beside it; the code lies below the repository's root.
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from eks_gpu.rule_pages import RulePage, headings, rule_pages, section  # noqa: E402 - after the path above
from eks_gpu.spec.reading.findings import FINDINGS  # noqa: E402 - as above
from tools.pages import DOCS, anchor, table, write_or_compare  # noqa: E402 - as above
from tools.reference.rules import fields_of  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER = DOCS / "reference" / "rules"
EDIT, MANIFESTS = "an edit", "manifests"
HEAD = """# Rules

The rules of `eks-gpu check`, which every synthesis applies too. A message has the id of its rule in brackets;
`eks-gpu rule ID` prints the section below without a network. An error stops synthesis. A warning does not, but
`check --strict` exits with 1. Every section has a bad and a good example: fragments of a
[cluster file](../cluster-file.md), whose other blocks are sound, or [manifests](../../how-to/manifests.md).

If a finding is right for you, silence it in the cluster file, with the path that was printed and a reason. Silenced
findings are counted wherever problems are printed:

```yaml
ignore:
  - {id: spot-pools, where: "gpu_node_groups[0].zones", reason: "the file system is in this zone"}
```

These pages are generated from the rules (`make docs`).
"""
ABOUT_EDITS = """## Rules about an edit

`check --previous` and `check --since` compare a file with an earlier version of it. These rules report the effect of
the edit on a running cluster. Their examples are the fragment before the edit, the edit that the rule reports and, if
there is one, the edit to make instead.
"""
ABOUT_FILES = """
## Findings about the file itself

These are found while the file is read, before there is a declaration to judge. They cannot be silenced.

| id | finding |
|---|---|"""


def files() -> Mapping[Path, Callable[[], str]]:
    """Every page, and what it contains."""
    pages = {FOLDER / f"{subject}.md": partial(subject_page, subject) for subject in subjects()}
    return {FOLDER / "README.md": index_page, **pages}


def subjects() -> list[str]:
    """Names of the folders of rules."""
    return sorted({rule.subject for rule in _rules()})


def index_page() -> str:
    """The table of all rules."""
    parts = [HEAD, "## Rules about a declaration\n"]
    for subject in subjects():
        rules = [rule for rule in _rules(subject) if rule.about != EDIT]
        parts += [f"### [{_heading(subject)}]({subject}.md)\n\n{table(rules)}\n"] if rules else []
    parts += [ABOUT_EDITS, table(rule for rule in _rules() if rule.about == EDIT), ABOUT_FILES]
    return "\n".join([*parts, *(f"| `{name}` | {text} |" for name, text in sorted(FINDINGS.items()))]) + "\n"


def subject_page(subject: str) -> str:
    """The rules of a subject: those about a declaration, then those about an edit."""
    rules = sorted(_rules(subject), key=lambda rule: rule.about == EDIT)
    parts = [f"# {_heading(subject)}\n\n{table(rules, same_page=True)}\n"]
    parts += [section(rule, _last(rule)) for rule in rules]
    return "\n".join([*parts, "[All rules](README.md)\n"])


def _rules(subject: str = "") -> Iterator[RulePage]:
    return (
        rule
        for rule in rule_pages().values()
        if rule.page.startswith("rules/") and (not subject or rule.subject == subject)
    )


def _heading(subject: str) -> str:
    return headings()[f"rules/{subject}"]


def _last(rule: RulePage) -> str:
    """The fields that a rule reports, and whether it can be silenced."""
    if rule.about == MANIFESTS:
        return "Reported at the manifest's own file and line."
    links = ", ".join(f"[`{path}`](../cluster-file.md#{anchor(path)})" for path in fields_of(rule.id))
    return f"Reported for {links}.{'' if rule.is_ignorable else ' Cannot be silenced.'}"


if __name__ == "__main__":
    sys.exit(write_or_compare(files(), FOLDER))
