"""Equal parts of answers are kept once: pods of one DaemonSet differ in little more than their names."""

from __future__ import annotations

from typing import TypeVar

from eks_gpu.doctor.answers.lenient import Answer

Model = TypeVar("Model", bound=Answer)
_NUMBERS = frozenset({int, float, bool})


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
        # The types of JSON come first: pydantic answers in Python whether an object is a model.
        kind = type(value)
        if kind is str:
            return self._texts.setdefault(value, value)  # type: ignore[arg-type] # the line above
        if kind is tuple:
            several = tuple(map(self.part, value))  # type: ignore[call-overload] # the line above
            return self._parts.setdefault((tuple, *map(id, several)), several)
        if kind is dict:
            return self._mapping(value)  # type: ignore[arg-type] # the line above
        # Numbers and switches; the key must not depend on an object that nobody keeps.
        if kind in _NUMBERS:
            return self._parts.setdefault((kind, value), value)
        return self.model(value) if isinstance(value, Answer) else value

    def _mapping(self, value: dict[str, object]) -> object:
        text, part = self._texts.setdefault, self.part
        held = {text(key, key): text(one, one) if type(one) is str else part(one) for key, one in value.items()}
        return self._parts.setdefault((dict, *map(id, held), *map(id, held.values())), held)

    def model(self, one: Model) -> Model:
        """The model with shared parts, or an equal one that was seen before."""
        # Parts that an answer leaves out are objects of their class, which come again with the next answer.
        if one.__pydantic_fields_set__ is self._set:
            return one
        held = one.__dict__
        text, part = self._texts.setdefault, self.part
        for name, value in held.items():
            if type(value) is str:
                held[name] = text(value, value)
            # There is one None, one False and one empty tuple; each empty mapping is an object of its own.
            elif value or type(value) is dict:
                held[name] = part(value)
        # The model is frozen for everybody else, and nobody else has it yet.
        object.__setattr__(one, "__pydantic_fields_set__", self._set)
        return self._parts.setdefault((type(one), *map(id, held.values())), one)  # type: ignore[return-value] # the key has its type
