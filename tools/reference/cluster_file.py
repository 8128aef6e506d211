"""docs/reference/cluster-file.md: every field of the cluster file."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from eks_gpu import changes
from eks_gpu.rules.addresses import pages
from eks_gpu.spec import ClusterSpec
from tools.pages import anchor, escaped
from tools.reference.effects import lines as effect_lines
from tools.reference.effects import worst
from tools.reference.fields import Field, fields
from tools.reference.kinds import kind
from tools.reference.rules import by_field
from tools.reference.values import default, example, line

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERAL = "The cluster"
HEAD = """# Fields of the cluster file

Every field of a cluster file, with its type, its default, and the effect of an edit on a running cluster. For an
overview with complete examples, start with [the cluster file](../how-to/cluster-file.md).

- **Path**: `gpu_node_groups[].disk_gib` is the key `disk_gib` of each entry of the list `gpu_node_groups`.
- **Default**: the value that applies if the key is missing. *Unset* means that the description says what happens then.
- **On a running cluster**: the effect of the next `terraform apply`. `eks-gpu check --previous OLD FILE` reports it for
  your own edit, and `eks-gpu review` reads it from the plan.
- **Rules**: the checks that report this field. Rules about a whole entry are listed at the list.

A file that [extends another file](../how-to/many-clusters.md) takes the same fields; `null` as a value removes a key.
Editors read the same descriptions from [`cluster.schema.json`](../cluster.schema.json).

This page is generated from the code (`make docs`).
"""


def page() -> str:
    """The reference of the cluster file, as Markdown."""
    sections = dict(_sections())
    parts = [HEAD, "## Contents\n", *(_entry(title, found) for title, found in sections.items()), ""]
    for title, found in sections.items():
        parts += [*_opening(title, found), *(_field(field) for field in found if field.path != title)]
    return "\n".join(parts).rstrip() + "\n"


def _sections() -> Iterator[tuple[str, list[Field]]]:
    """The values of the cluster itself, then a section for each block."""
    found = list(fields())
    top = [field for field in found if field.depth == 0]
    yield GENERAL, [field for field in top if not field.models]
    for block in top:
        if block.models:
            yield block.path, [block, *(field for field in found if field.path.startswith(block.below))]


def _entry(title: str, found: list[Field]) -> str:
    if title == GENERAL:
        return f"- [{title}](#{anchor(title)}): {_links(found)}"
    block, *inner = found
    blocks = _links([field for field in inner if field.models], block.below)
    about = _sentence(escaped(str(block.info.description)))
    return f"- [`{title}`](#{anchor(title)}): {about}{f' Blocks: {blocks}' if blocks else ''}"


def _links(found: list[Field], below: str = "") -> str:
    return ", ".join(f"[`{field.path.removeprefix(below)}`](#{anchor(field.path)})" for field in found)


def _opening(title: str, found: list[Field]) -> Iterator[str]:
    """A section's heading, the description of its block, and a table of the fields directly in it."""
    if title == GENERAL:
        about = (inspect.getdoc(ClusterSpec) or "").partition("\n")[0]
        yield f"## {title}\n\n{about}\n\n{_table(found)}\n"
        return
    block, *inner = found
    yield f"## `{title}`\n\n{_body(block)}\n"
    yield f"{_table([field for field in inner if field.depth == 1])}\n"


def _table(found: list[Field]) -> str:
    rows = [f"| [`{field.name}`](#{anchor(field.path)}) | {default(field)} | {worst(field.path)} |" for field in found]
    return "\n".join(["| field | default | most disruptive edit |\n|---|---|---|", *rows])


def _field(field: Field) -> str:
    return f"{'#' * min(3 + max(field.depth - 1, 0), 6)} `{field.path}`\n\n{_body(field)}\n"


def _body(field: Field) -> str:
    """Description, then everything else as a list."""
    given = kind(field.info)
    value, has_entries = example(field), given.type.startswith(("list", "map"))
    own, edits = _rules(field)
    items = [
        f"- **Type**: {given.type}; {'required' if field.info.is_required() else f'default: {default(field)}'}",
        *(f"- **Form**: {f'{part}: ' if part else ''}{escaped(form)}" for part, form in given.forms),
        *([f"- **Example**: `{line(field.name, value)}`"] if value is not None else []),
        *effect_lines(field.path, has_entries=has_entries, is_required=field.info.is_required()),
        *([f"- **Rules**: {own}"] if own else []),
        *([f"- **Rules about an edit**: {edits}"] if edits else []),
    ]
    return "\n".join([escaped(str(field.info.description)), "", *_block(field), *items])


def _block(field: Field) -> Iterator[str]:
    """Description of the block as a whole, or of each form with its keys if there are several."""
    several = len(field.models) > 1
    for model in field.models:
        about = escaped(inspect.getdoc(model) or "")
        keys = ", ".join(f"`{name}`" for name in model.model_fields)
        yield f"{about} Its keys: {keys}.\n" if several else f"{about}\n"


def _rules(field: Field) -> tuple[str, str]:
    """Links to the rules about a field, and to those about an edit of it."""
    found = by_field().get(field.path, ())
    links = {rule: f"[`{rule}`]({pages()[rule]}.md#{rule})" for rule in found}
    about_edits = changes.by_id()
    return (
        ", ".join(link for rule, link in links.items() if rule not in about_edits),
        ", ".join(link for rule, link in links.items() if rule in about_edits),
    )


def _sentence(text: str) -> str:
    """The first sentence of a description."""
    return text.partition(". ")[0].rstrip(".") + "."
