"""A text contains one of CDKTF's reference markers, or a NUL character.

**Why.** CDKTF marks its references with ``{TfToken[…]}`` and would replace such a marker with a value from another
resource. A NUL character ends a string in the kernel, and Kubernetes and AWS refuse it. All other text is taken
literally: eks-gpu escapes anything that Terraform would read as a template, such as ``${HOME}``.

**Fix.** Write the text without the marker or the character.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.spec.model import SpecModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Terraform would evaluate something that nobody wrote.
IGNORABLE = False

_MARK = "{TfToken["

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    args: ["${TfToken[TOKEN.0]}"]
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    args: ["${HOME}"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every text in the declaration, including the keys of mappings."""
    # Values of charts go through the engine; applied manifests do not.
    files = ((where, file.text or "") for where, file in design.files.items() if where.startswith("charts"))
    for where, text in (*_texts(design.spec, ""), *files):
        if _MARK in text:
            message = f"CDKTF marks its own references with '{_MARK}…' and would put another resource's value here"
            yield error(__name__, where, message, f"write the text without '{_MARK}'")
        if "\0" in text:
            message = "this text contains a NUL character, which neither Kubernetes nor AWS accepts"
            yield error(__name__, where, message, "remove the character")


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, SpecModel):
        for name, item in value:
            yield from _texts(item, f"{path}.{name}" if path else name)
    elif isinstance(value, dict | Mapping):
        for key, item in value.items():
            yield f"{path}.{key}", str(key)
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
