"""Structs of the Kubernetes bindings, made from plain dicts.

The bindings have a class of its own for every nested block of every kind: `JobV1SpecTemplateSpecContainer` and
`DeploymentV1SpecTemplateSpecContainer` have the same fields and nothing in common. A pod is described once, as dicts,
and the classes are found by their names.

They also take the dicts as they are, but below a list jsii passes the keys on in snake_case, and node drops those it
does not know: `image_pull_policy` would be lost silently. A class refuses a wrong key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from eks_gpu.bindings import Construct, TerraformResource

Fields = Mapping[str, Any]


def resource(
    scope: Construct,
    id: str,
    module: ModuleType,
    kind: str,
    *,
    metadata: Fields,
    spec: Fields | Sequence[Fields],
    **options: object,
) -> TerraformResource:
    """A resource of a kind with metadata and spec.

    Args:
        scope: The stack of the resource.
        id: Construct id.
        module: Module of the bindings, such as `job_v1`.
        kind: Class of the resource in it, such as ``JobV1``.
        metadata: The block `metadata`.
        spec: The block `spec`; in a list where the class wants one.
        options: Other arguments of the class.
    """
    made: TerraformResource = getattr(module, kind)(
        scope,
        id,
        metadata=struct(module, f"{kind}Metadata", metadata),
        spec=_value(module, f"{kind}Spec", spec),
        **options,
    )
    return made


def struct(module: ModuleType, name: str, fields: Fields) -> object:
    """The struct of that class, with a struct for every dict in it that the bindings have a class for.

    Args:
        module: Module of the bindings, such as `job_v1`.
        name: Class in it, such as ``JobV1SpecTemplateSpec``.
        fields: Its fields by name; None leaves one out.
    """
    made = {field: _value(module, name + _camel_case(field), value) for field, value in fields.items()}
    return getattr(module, name)(**made)


def _value(module: ModuleType, name: str, value: object) -> object:
    if isinstance(value, Mapping):
        # Labels, limits and the like are maps with free keys and have no class.
        return struct(module, name, value) if hasattr(module, name) else dict(value)
    if isinstance(value, list):
        return [_value(module, name, item) for item in value]
    return value


def _camel_case(field: str) -> str:
    return "".join(word.capitalize() for word in field.split("_"))
