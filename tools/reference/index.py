"""docs/reference/README.md: the pages of the reference, generated ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = {
    "cluster-file.md": "every field of the cluster file: type, default, example, effect on a running cluster, rules",
    "cli.md": "every command of `eks-gpu`: arguments, options, exit codes, examples",
    "outputs.md": "the Terraform outputs of the stacks",
    "python.md": "the public names of the Python package, with arguments and errors",
    "rules/README.md": "every rule of `eks-gpu check`: the mistake, the reason, the fix, a bad and a good example",
    "findings/README.md": "every finding of `eks-gpu doctor` on a running cluster, with examples",
    "../cluster.schema.json": "JSON Schema of a cluster file, for editors",
    "../overlay.schema.json": "JSON Schema of a file that extends another one, or is extended",
}
WRITTEN = {
    "synthesis.md": "commands that write the Terraform, and the targets of the Makefile",
    "costs.md": "what the quickstart creates, and what each part costs",
    "edits.md": "what an edit does to a running cluster, in one table",
    "traps.md": "everything that is known to go wrong with GPUs on EKS, and what eks-gpu does about it",
    "glossary.md": "the terms of these pages",
}
HEAD = """# Reference

The code generates these files (`make docs`), so they describe the version that you have checked out. For an overview,
start with [the cluster file](../how-to/cluster-file.md).

| file | content |
|---|---|
"""
MIDDLE = """
These pages are written by hand; tests compare the facts in them with the code.

| page | content |
|---|---|
"""


def page() -> str:
    """The page."""
    return HEAD + _rows(PAGES) + MIDDLE + _rows(WRITTEN)


def _rows(pages: Mapping[str, str]) -> str:
    return "".join(f"| [`{file.removeprefix('../')}`]({file}) | {text} |\n" for file, text in pages.items())
