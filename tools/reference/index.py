"""docs/reference/README.md: the pages that are generated from the code."""

from __future__ import annotations

PAGES = {
    "cluster-file.md": "every field of the cluster file: type, default, example, effect on a running cluster, rules",
    "cli.md": "every command of `eks-gpu`: arguments, options, exit codes, examples",
    "outputs.md": "the Terraform outputs of the stacks",
    "../checks.md": "every rule of `eks-gpu check`: the mistake, the reason, the fix",
    "../doctor.md": "every finding of `eks-gpu doctor` on a running cluster",
    "../cluster.schema.json": "JSON Schema of a cluster file, for editors",
    "../overlay.schema.json": "JSON Schema of a file that extends another one, or is extended",
}
HEAD = """# Reference

These files are generated from the code (`make docs`), so they describe the version that you have checked out. For
overviews, start with [the cluster file](../guides/cluster-file.md) and [commands](../commands.md). The
[glossary](../glossary.md) defines the terms.

| file | content |
|---|---|
"""


def page() -> str:
    """The index of the references, as Markdown."""
    return HEAD + "".join(f"| [`{file.rpartition('/')[2]}`]({file}) | {text} |\n" for file, text in PAGES.items())
