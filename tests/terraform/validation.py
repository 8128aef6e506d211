"""Diagnostics of `terraform validate` for many stacks at once.

Most of what it does is to load the provider, so that each stack is a module of one configuration here. Outputs go
through to the root, which is stricter about them than a module is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.terraform.provider import attached
from tests.terraform.runner import OVERRIDE, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.terraform.runner import Document, Terraform

# Only the root may say where its state lies.
_BACKENDS = ("backend", "cloud")


def validate(terraform: Terraform, folder: Path, stacks: Mapping[str, Document | str]) -> dict[str, list[str]]:
    """Diagnostics of each stack, warnings included; a stack is JSON, or HCL as text."""
    for name, stack in stacks.items():
        (folder / name).mkdir(parents=True)
        if isinstance(stack, str):
            (folder / name / "main.tf").write_text(stack, encoding="utf-8")
        else:
            write(folder / name / "cdk.tf.json", stack | {"terraform": _without_backend(stack["terraform"])})
        write(folder / name / "provider_override.tf.json", {"terraform": _without_backend(OVERRIDE["terraform"])})
    modules = {name: {"source": f"./{name}"} for name in stacks}
    outputs = {name: {"value": f"${{module.{name}}}"} for name in stacks}
    write(folder / "main.tf.json", {"module": modules, "output": outputs})
    with attached(terraform) as quick:
        quick.succeed(folder, "init", "-no-color", "-input=false")
        answer = quick.run(folder, "validate", "-json").json

    said: dict[str, list[str]] = {name: [] for name in stacks}
    for item in answer["diagnostics"]:
        # A diagnostic that belongs to no stack is a mistake of this file, and raises an error.
        name = item["range"]["filename"].partition("/")[0]
        said[name].append(f"{item['severity']}: {item['summary']}: {item.get('detail', '')}")
    return said


def _without_backend(settings: Document) -> Document:
    return {key: value for key, value in settings.items() if key not in _BACKENDS}
