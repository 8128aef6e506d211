"""Nested blocks of Kubernetes resources, written once for every kind.

The bindings have a class of its own for every block of every kind: a container in a Job is another class than the same
container in a Deployment. `blocks` turns one plain description into the classes of the kind at hand. A plain mapping
would not do: inside a list jsii passes it on as it is, and Terraform would never see fields whose names have two words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

MANAGED_BY = {"app.kubernetes.io/managed-by": "eks-gpu"}


# Any: the values are what the class of the kind takes; that class refuses others when it is made.
def blocks(module: ModuleType, prefix: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a resource with a class of the bindings for every nested block.

    Args:
        module: The bindings of the kind, such as ``job_v1``.
        prefix: Name of the class the fields belong to, such as ``JobV1``.
        fields: By Terraform's names. None is left out.

    Raises:
        TypeError: If a block has no such field, or not of that kind.
    """
    return {key: _value(module, prefix + _camel_case(key), value) for key, value in fields.items() if value is not None}


def _value(module: ModuleType, name: str, value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, list | tuple):
        return [_value(module, name, item) for item in value]
    # A mapping without a class of its own is a map, such as labels.
    block = getattr(module, name, None) if isinstance(value, dict) else None
    return value if block is None else block(**blocks(module, name, value))


def _camel_case(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))


def node_affinity(key: str, values: tuple[str, ...]) -> dict[str, Any]:
    """An affinity that keeps pods to nodes whose label has one of the values."""
    expression = {"key": key, "operator": "In", "values": list(values)}
    term = {"node_selector_term": [{"match_expressions": [expression]}]}
    return {"node_affinity": {"required_during_scheduling_ignored_during_execution": term}}
