"""Structs of the Kubernetes bindings, made from plain dicts.

The bindings have a class of its own for every nested block of every kind: `JobV1SpecTemplateSpecContainer` and
`DeploymentV1SpecTemplateSpecContainer` have the same fields and nothing in common. A pod is described once, as dicts,
and the classes are found by their names.

They also take the dicts as they are, but below a list jsii passes the keys on in snake_case, and node drops those it
does not know: `image_pull_policy` would be lost silently. A class refuses a wrong key.

The module of one kind has some three hundred classes, which Python makes and node compiles at every start: a quarter of
a synthesis and of its memory for three kinds. So the app (`eks_gpu.lazy.compiled`) writes the dicts themselves, whose
keys are Terraform's; tests compare both ways for every example. Library users get the classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import jsii

from eks_gpu.bindings import EAGER, TerraformResource
from eks_gpu.hcl import is_hcl_output
from eks_gpu.lazy.compiled import is_lean

if TYPE_CHECKING:
    from types import ModuleType

    from eks_gpu.bindings import Construct, ITerraformDependable, TerraformResourceLifecycle

Fields = Mapping[str, Any]


def resource(
    scope: Construct,
    id: str,
    module: ModuleType,
    kind: str,
    *,
    metadata: Fields,
    spec: Fields | Sequence[Fields],
    timeouts: Fields | None = None,
    depends_on: Sequence[ITerraformDependable] | None = None,
    lifecycle: TerraformResourceLifecycle | None = None,
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
        timeouts: The block `timeouts`.
        depends_on: Objects that must exist before.
        lifecycle: As Terraform's.
        options: Other attributes of the resource; None leaves one out.
    """
    if is_lean() and not EAGER and not is_hcl_output():
        attributes = {"metadata": metadata, "spec": spec, "timeouts": timeouts, **options}
        terraform_type = f"kubernetes_{module.__name__.rpartition('.')[2]}"
        return _Plain(scope, id, terraform_type, attributes, depends_on=depends_on, lifecycle=lifecycle)
    blocks = {"timeouts": struct(module, f"{kind}Timeouts", timeouts)} if timeouts else {}
    made: TerraformResource = getattr(module, kind)(
        scope,
        id,
        metadata=struct(module, f"{kind}Metadata", metadata),
        spec=_value(module, f"{kind}Spec", spec),
        depends_on=depends_on,
        lifecycle=lifecycle,
        **blocks,
        **options,
    )
    return made


class _Plain(TerraformResource):
    """A resource with these attributes, whose names are Terraform's."""

    def __init__(self, scope: Construct, id: str, terraform_type: str, attributes: Fields, **options: Any) -> None:  # noqa: ANN401 - as TerraformResource
        """Create the resource.

        Args:
            scope: The stack of the resource.
            id: Construct id.
            terraform_type: Its type, such as ``kubernetes_job_v1``.
            attributes: Its attributes and blocks; None leaves one out.
            options: As TerraformResource.
        """
        super().__init__(scope, id, terraform_resource_type=terraform_type, **options)
        self._attributes = _written(attributes)

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Any:  # noqa: ANN401 - what Terraform reads
        return self._attributes


def _written(value: object) -> object:
    """A value without fields that are None, as jsii leaves them out."""
    if isinstance(value, Mapping):
        return {name: _written(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return value


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
