"""A text holds a reference of CDKTF's own, or a NUL character.

**Why.** CDKTF marks its references with ``{TfToken[…]}``, and would put a value of another resource in the place of
such a mark. A NUL ends a text in the kernel, and Kubernetes and AWS refuse it. All other text stands for itself: what
Terraform would read as a template, such as ``${HOME}``, is escaped.

**Fix.** Write the text without the mark or the character.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import BaseModel

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Terraform would evaluate something that nobody wrote.
IGNORABLE = False

_MARK = "{TfToken["


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every text of the declaration, keys of mappings included."""
    for where, text in _texts(design.spec, ""):
        if _MARK in text:
            message = f"'{_MARK}…' is how CDKTF marks its own references; it would put a value of another resource here"
            yield error(__name__, where, message, f"write the text without '{_MARK}'")
        if "\0" in text:
            message = "this text holds a NUL character, which neither Kubernetes nor AWS takes"
            yield error(__name__, where, message, "remove the character")


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield f"{path}.{key}", str(key)
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
