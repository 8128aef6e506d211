"""The places in which the output of the two engines differs, one by one.

People who move between the engines read this list in docs/decisions/0024-two-engines.md; a test keeps it short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.terraform.runner import Document


@dataclass(frozen=True, order=True)
class Difference:
    """A path with `*` for a resource's name, and what each engine writes there; `…` is any block."""

    path: str
    cdktf: str
    cdktn: str


# The versions of the providers that the bindings are made for. Both spellings of a source are the same provider to
# Terraform: a source without a namespace is in `hashicorp` (its documentation, "Provider Requirements").
PROVIDERS = (
    Difference("terraform.required_providers.aws.source", '"aws"', '"hashicorp/aws"'),
    Difference("terraform.required_providers.aws.version", '"6.25.0"', '"6.69.1"'),
    Difference("terraform.required_providers.kubernetes.source", '"kubernetes"', '"hashicorp/kubernetes"'),
    Difference("terraform.required_providers.kubernetes.version", '"2.38.0"', '"3.4.0"'),
)
# Kinds that version 3 of the Kubernetes provider has rewritten (3.3.0 and 3.4.0 of its changelog): the block has no
# maximum in their schemas. To Terraform, a block and a list with one block are the same.
REWRITTEN = (
    Difference("resource.kubernetes_namespace_v1.*.metadata", "{…}", "[{…}]"),
    Difference("resource.kubernetes_role_v1.*.metadata", "{…}", "[{…}]"),
)
# Only of stacks with releases.
RELEASES = Difference("terraform.required_providers.helm.version", '"3.1.1"', '"3.3.0"')
DOCUMENTED = (*PROVIDERS, RELEASES, *REWRITTEN)


def differences(one: Document, other: Document) -> Iterator[Difference]:
    """Where two stacks differ."""
    return _differences(one, other, ())


def _differences(one: Any, other: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key in one and key in other:
                yield from _differences(one[key], other[key], (*path, key))
            else:
                yield Difference(_general((*path, key)), _word(one.get(key)), _word(other.get(key)))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for item, counterpart in zip(one, other, strict=True):
            yield from _differences(item, counterpart, (*path, "[]"))
    elif isinstance(one, dict) and other == [one]:
        yield Difference(_general(path), "{…}", "[{…}]")
    elif one != other:
        yield Difference(_general(path), _word(one), _word(other))


def _general(path: tuple[str, ...]) -> str:
    if path[0] in {"resource", "data", "ephemeral"} and len(path) > 2:
        path = (*path[:2], "*", *path[3:])
    return ".".join(path)


def _word(value: Any) -> str:
    return "nothing" if value is None else f'"{value}"' if isinstance(value, str) else repr(value)
