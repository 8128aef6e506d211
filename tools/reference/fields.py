"""Every field of the cluster file, in the order of the models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from eks_gpu.spec import ClusterSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the cluster file.

    Attributes:
        path: Such as ``gpu_node_groups[].sharing.mig``, as the table of effects writes it.
        name: The key in the file.
        info: Pydantic's data about the field.
        is_many: Whether it is a list of blocks.
        models: The models of its block: none for a value, two where the block has two forms.
        depth: How many blocks it is in.
    """

    path: str
    name: str
    info: FieldInfo
    is_many: bool
    models: tuple[type[BaseModel], ...]
    depth: int

    @property
    def below(self) -> str:
        """Prefix of the paths of its fields."""
        return f"{self.path}{'[]' if self.is_many else ''}."


def fields(model: type[BaseModel] = ClusterSpec, prefix: str = "", depth: int = 0) -> Iterator[Field]:
    """Fields of a model, each before those of its block; a field that several forms of a block have, once."""
    seen = set()
    for field in _fields(model, prefix, depth):
        if field.path not in seen:
            seen.add(field.path)
            yield field


def _fields(model: type[BaseModel], prefix: str, depth: int) -> Iterator[Field]:
    for name, info in model.model_fields.items():
        found = list(_models(info.annotation))
        models = tuple(part for part, _ in found)
        field = Field(f"{prefix}{name}", name, info, any(many for _, many in found), models, depth)
        yield field
        for part in models:
            yield from _fields(part, field.below, depth + 1)


def _models(annotation: Any, *, many: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation, many
        return
    for part in get_args(annotation):
        yield from _models(part, many=many or get_origin(annotation) is tuple)
