"""Where to read more about a rule: a page of the documentation, or the command that prints it.

Only this module decides it. The project's metadata names the documentation (`Project-URL: Documentation`) once it has
an address; until then the command shows the same text, without a network.
"""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.printable import columns
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

COMMAND = "eks-gpu rule"
_HERE = Path(__file__).parents[1]
# Folders of rules, and the part of the reference that they are in.
_PARTS = {"checks": "rules", "changes": "rules", "manifests/rules": "rules", "doctor/findings": "findings"}
# The pages of the messages that the doctor knows: an index, and one for each area.
MESSAGES = "findings/messages"
# The folder that is not named after its subject.
_SUBJECTS = {"rules": "manifests"}


@cache
def pages() -> Mapping[str, str]:
    """The page of each rule and finding below the reference, such as ``rules/storage``, by id.

    The subject is the folder that the rule's file is in; messages that the doctor knows have a page for each area.
    """
    return {**_rules(), **_areas()}


def page(rule: str) -> str:
    """The page of a rule or finding below the reference; empty if there is no such rule."""
    return _rules().get(rule) or _areas().get(rule, "")


@cache
def _rules() -> Mapping[str, str]:
    return {
        rule_id(f".{file.stem}"): f"{part}/{_SUBJECTS.get(file.parent.name, file.parent.name)}"
        for folder, part in _PARTS.items()
        for file in sorted((_HERE / folder).rglob("[!_]*.py"))
    }


@cache
def _areas() -> Mapping[str, str]:
    return {name: f"{MESSAGES}-{area}" for area, name in _messages()}


def _messages() -> Iterator[tuple[str, str]]:
    """Areas and ids of the doctor's signatures; a table is large, so its ids are read without parsing it."""
    tables = _HERE / "doctor/signatures/table"
    for table in sorted(tables.rglob("*.toml")):
        area = table.relative_to(tables).parts[0].removesuffix(".toml")
        for name in re.findall(r'^id = "([\w-]+)"$', table.read_text(encoding="utf-8"), re.MULTILINE):
            yield area, name
    codes = re.findall(r'"code": (\d+)', (_HERE / "catalog/data/xids.json").read_text(encoding="utf-8"))
    others = (_HERE / "doctor/signatures/codes/xids.toml").read_text(encoding="utf-8")
    codes += re.findall(r"\d+", " ".join(re.findall(r"^codes = (.*)$", others, re.MULTILINE)))
    yield from (("xids", f"xid-{code}") for code in codes)


@cache
def documentation() -> str:
    """The address of the documentation; empty if the project has none or is not installed."""
    from importlib import metadata  # noqa: PLC0415 - reads mail, and a report without findings has no address

    try:
        found = metadata.metadata("eks-gpu").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    urls = {label: url for label, _, url in (str(entry).partition(", ") for entry in found)}
    return urls.get("Documentation", "").rstrip("/")


def page_address(rule: str) -> str:
    """The address of a rule's section in a browser; empty without documentation to lead to."""
    root = documentation()
    if not root:
        return ""
    found = page(rule)
    return f"{root}/reference/{found}/#{rule}" if found else f"{root}/reference/rules/"


def address(rule: str) -> str:
    """Where to read more about a rule or finding: an address, or a command."""
    return page_address(rule) or f"{COMMAND} {rule}"


def read_more(rules: Iterable[str]) -> str:
    """The closing line of a report; empty if none of its findings has a page.

    Args:
        rules: Ids of the findings, in the order of the report.
    """
    ids = [rule for rule in dict.fromkeys(rules) if page(rule)]
    if not ids:
        return ""
    if documentation():
        return "\n".join(["Read more:", *(f"  {page_address(rule)}" for rule in ids)])
    line = f"Read more: {COMMAND} {' '.join(ids)}"
    if len(line) <= columns():
        return line
    # A folded line could not be copied.
    text = f"Read more: {COMMAND} ID, with any id in brackets above, such as {ids[0]}"
    return textwrap.fill(text, columns(), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
