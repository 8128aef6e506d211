"""Finds texts in values and objects that look like secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_gpu.checks.permissions._secret_names import names_a_secret
from eks_gpu.checks.permissions._secrets import has_known_form

if TYPE_CHECKING:
    from collections.abc import Iterator


def secret_paths(value: object, path: str) -> Iterator[str]:
    """Paths of texts that look like secrets."""
    if isinstance(value, Mapping):
        name = value.get("name")
        for key, item in value.items():
            at = f"{path}.{key}" if path else str(key)
            if isinstance(item, str):
                # An environment variable has its name next to its value.
                is_variable = key == "value" and isinstance(name, str)
                known = name if is_variable and isinstance(name, str) else _words(str(key))
                # Elsewhere, `secret` and `existingSecret` are names of Secrets.
                named = is_variable or not known.lower().endswith("secret")
                if (named and names_a_secret(known, item)) or has_known_form(item):
                    yield at
            else:
                yield from secret_paths(item, at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from (
                [f"{path}[{index}]"]
                if isinstance(item, str) and has_known_form(item)
                else secret_paths(item, f"{path}[{index}]")
            )


def _words(name: str) -> str:
    """`adminPassword` as the words of a variable."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
