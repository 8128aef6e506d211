"""Equal parts of answers are kept once: pods of one DaemonSet differ in little more than their names."""

from __future__ import annotations

from typing import TypeVar

from eks_gpu.doctor.answers.lenient import Answer

Model = TypeVar("Model", bound=Answer)


class Shared:
    """Parts that were seen so far, each under the identities of its own parts, which are shared already."""

    def __init__(self) -> None:
        """Begin without any."""
        self._texts: dict[str, str] = {}
        self._parts: dict[tuple[object, ...], object] = {}
        # Nobody asks which fields were set, and each set is larger than its model.
        self._set: set[str] = set()

    def part(self, value: object) -> object:
        """The value, or an equal one that was seen before."""
        kind = type(value)
        if kind is str:
            return self._texts.setdefault(value, value)  # type: ignore[arg-type] # the line above
        if isinstance(value, Answer):
            return self.model(value)
        if isinstance(value, tuple):
            if not value:
                return value
            several = tuple(map(self.part, value))
            return self._parts.setdefault((tuple, *map(id, several)), several)
        if isinstance(value, dict):
            texts, part = self._texts, self.part
            held = {texts.setdefault(key, key): part(one) for key, one in value.items()}
            return self._parts.setdefault((dict, *map(id, held), *map(id, held.values())), held)
        # Numbers and switches; the key must not depend on an object that nobody keeps.
        return self._parts.setdefault((kind, value), value) if kind in {int, float, bool} else value

    def model(self, one: Model) -> Model:
        """The model with shared parts, or an equal one that was seen before."""
        held = one.__dict__
        part = self.part
        for name, value in held.items():
            held[name] = part(value)
        # The model is frozen for everybody else, and nobody else has it yet.
        object.__setattr__(one, "__pydantic_fields_set__", self._set)
        return self._parts.setdefault((type(one), *map(id, held.values())), one)  # type: ignore[return-value] # the key has its type
