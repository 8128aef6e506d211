"""Texts of a given form, and the error of a value that is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eks_gpu.models.core import PydanticCustomError
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core.core_schema import CoreSchema


@dataclass(frozen=True)
class Matches:
    """A text of a given form, with the words of the message that refuses any other.

    Attributes:
        pattern: The whole text must match it.
        allowed: Description of the allowed form.
        example: A valid value, which stands in for a wrong one while the rest of a file is checked.
    """

    pattern: str
    allowed: str
    example: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's protocol
        """Check the form after pydantic has checked that the value is text."""
        # Only pydantic asks for it.
        from pydantic_core import core_schema  # noqa: PLC0415

        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The same pattern in the JSON Schema, so that editors refuse the same values."""
        schema = handler(core)
        schema.update(pattern=f"^(?:{self.pattern})$", examples=[self.example])
        return schema

    def check(self, value: str) -> str:
        """Refuse another text.

        Raises:
            PydanticCustomError: The value does not match.
        """
        if re.fullmatch(self.pattern, value, flags=re.ASCII) is None:
            raise refusal(self.allowed, self.example)
        return value


def refusal(allowed: str, example: str | None = None) -> PydanticCustomError:
    """An error that carries what is allowed; `eks_gpu.spec.reading.explain` turns it into a problem.

    The example, where there is one, also stands in for the wrong value while the rest of a file is checked.
    """
    return PydanticCustomError("refused", "{allowed}", {"allowed": allowed, "example": example})
