"""The page of every rule about a declaration, every rule about an edit, and every finding about a running cluster.

A page comes from the rule's module: docstring and examples. The reference and the command show the same pages.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu import changes, checks
from eks_gpu.doctor import findings, signatures
from eks_gpu.manifests import rules as of_manifests
from eks_gpu.on_first_use import dataclass
from eks_gpu.rules import rule_id
from eks_gpu.rules.addresses import address, pages
from eks_gpu.rules.examples import Example, as_markdown, examples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from eks_gpu.doctor.signatures import Signature


@dataclass(frozen=True)
class RulePage:
    """The page of a rule.

    Attributes:
        id: The rule's id.
        about: A cluster file, manifests, an edit, or a running cluster.
        page: The page of the reference that has the section, such as ``rules/storage``.
        severity: ``error``, ``warning``, or both.
        summary: One sentence about the finding.
        text: The reason and the fix, as Markdown.
        examples: A fragment that the rule reports, and one without a finding.
        is_ignorable: Whether a cluster file may silence it.
        follows: Ids of findings that may cause this one.
    """

    id: str
    about: str
    page: str
    severity: str
    summary: str
    text: str
    examples: tuple[Example, ...]
    is_ignorable: bool
    follows: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The folder of the rule."""
        return self.page.rpartition("/")[2]

    @property
    def address(self) -> str:
        """Where to read more."""
        return address(self.id)


@cache
def rule_pages() -> Mapping[str, RulePage]:
    """Every page by id: rules about a cluster file, rules about an edit, findings; each in the order of their ids."""
    rooms = (
        ("a cluster file", checks.rules()),
        ("manifests", of_manifests.rules()),
        ("an edit", changes.rules()),
        ("a running cluster", findings.rules()),
    )
    found = {page.id: page for about, rules in rooms for page in (_page(rule, about) for rule in rules)}
    return {**found, **{row.id: _of_signature(row) for row in signatures.signatures()}}


@cache
def headings() -> Mapping[str, str]:
    """The sentence about the folder of each page, by page; a page of several folders has several sentences."""
    found: dict[str, dict[str, None]] = {}
    for rule in (*checks.rules(), *of_manifests.rules(), *changes.rules(), *findings.rules()):
        folder = sys.modules[rule.__name__.rpartition(".")[0]]
        found.setdefault(pages()[rule_id(rule.__name__)], {})[_summary(folder).rstrip(".")] = None
    # The rules about a declaration come first, and name the subject.
    return {page: next(iter(sentences)) for page, sentences in found.items()}


def section(page: RulePage, last: str = "", title: str = "##") -> str:
    """A page as a section in Markdown.

    Args:
        page: The page.
        last: A paragraph between the fix and the examples.
        title: The mark of the heading.
    """
    parts = (f"{title} {page.id}", f"{page.severity}: {page.summary}", page.text, last, as_markdown(page.examples))
    return "\n\n".join(filter(None, parts)) + "\n"


def _page(rule: ModuleType, about: str) -> RulePage:
    name = rule_id(rule.__name__)
    return RulePage(
        id=name,
        about=about,
        page=pages()[name],
        severity=" or ".join(kind for kind in ("error", "warning") if hasattr(rule, kind)),
        summary=_summary(rule),
        text=(inspect.getdoc(rule) or "").partition("\n\n")[2],
        examples=examples(rule),
        is_ignorable=getattr(rule, "IGNORABLE", True),
        follows=tuple(sorted(findings.follows().get(name, ()))),
    )


def _of_signature(row: Signature) -> RulePage:
    """The page of a message that the doctor knows."""
    said = "\n".join(f"    {line}" for line in row.said.splitlines())
    return RulePage(
        id=row.id,
        about="a running cluster",
        page=pages()[row.id],
        severity="warning" if row.is_mild else "error",
        summary=f"{row.means[:1].upper()}{row.means[1:]}.",
        text="\n\n".join(
            (
                "**Why.** The doctor reads it from a line such as",
                said,
                f"**Fix.** {row.next}.",
                f"Source: {row.source}.",
            )
        ),
        examples=(),
        is_ignorable=True,
        follows=row.after,
    )


def _summary(module: ModuleType) -> str:
    return " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())
