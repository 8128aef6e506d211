"""The names with which models are declared: pydantic's, or stand-ins of the same names for models that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.models import are_kept

if TYPE_CHECKING or not are_kept():
    from pydantic import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Discriminator,
        Field,
        JsonValue,
        Tag,
    )
else:
    from eks_gpu.models.plain import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        Discriminator,
        Field,
        JsonValue,
        Tag,
    )

__all__ = [
    "AfterValidator",
    "BaseModel",
    "BeforeValidator",
    "ConfigDict",
    "Discriminator",
    "Field",
    "JsonValue",
    "Tag",
]
