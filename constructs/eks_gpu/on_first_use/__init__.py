"""Dataclasses that get their methods with their first object.

`dataclasses.dataclass` writes and compiles half a dozen methods for each class, which took a fifth of the time of
`eks-gpu check`, although one command makes objects of less than half of the classes. `EKS_GPU_EAGER_CLASSES=1` turns
this off; see docs/decisions/0034-classes-on-first-use.md.
"""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Any

from eks_gpu.on_first_use import plain_methods
from eks_gpu.on_first_use.plain_methods import LOCK

EAGER = os.environ.get("EKS_GPU_EAGER_CLASSES") == "1"
_FIELDS = "__dataclass_fields__"
_INIT = "__init__"


class _Awaited:
    """Stands for the fields of a class until somebody asks for them, which completes the class.

    `dataclasses` looks the fields up before it does anything else with a class or with one of its bases.
    """

    def __init__(self, made: type, options: dict[str, Any]) -> None:
        self._made = made
        self._options = options

    def __get__(self, instance: object, owner: type) -> dict[str, dataclasses.Field[Any]]:
        self.complete()
        completed: dict[str, dataclasses.Field[Any]] = getattr(owner, _FIELDS)
        return completed

    def complete(self) -> None:
        """Make a dataclass of the class; its bases complete themselves when `dataclasses` asks for their fields.

        Other threads use the class meanwhile, so it is never without a constructor: the stand-in waits for this.
        """
        with LOCK:
            if vars(self._made).get(_FIELDS) is not self:
                return
            if plain_methods.fit(self._made, self._options):
                plain_methods.give(self._made, self._options)
            else:
                plain_methods.give_compiled(self._made, self._options)


def _on_first_use(made: type, options: dict[str, Any]) -> type:
    awaited = _Awaited(made, options)

    def complete_first(self: object, *values: Any, **named: Any) -> None:  # noqa: ANN401 - any dataclass's
        awaited.complete()
        getattr(made, _INIT)(self, *values, **named)

    setattr(made, _INIT, complete_first)
    setattr(made, _FIELDS, awaited)
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(made: type | None = None, /, **options: Any) -> Any:  # noqa: ANN401 - as in dataclasses
        """Do what `dataclasses.dataclass` does, when the first object is made or the fields are asked for.

        Args:
            made: The class; None where the decorator is written with options.
            options: Those of `dataclasses.dataclass`, but for `slots`, which need another class.
        """
        if made is None:
            return lambda decorated: dataclass(decorated, **options)
        if EAGER or _INIT in vars(made) or "init" in options:
            return dataclasses.dataclass(made, **options)
        return _on_first_use(made, options)


__all__ = ["EAGER", "dataclass"]
