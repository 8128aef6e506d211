"""Cluster files in which every text that may be anything is a template of Terraform's."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

from eks_gpu import declaration
from eks_gpu.hcl import literal
from eks_gpu.spec import ClusterSpec, parse
from tests.synthesized import EXAMPLES, SPECS
from tests.terraform.fields import EVERY_TEXT

if TYPE_CHECKING:
    from eks_gpu.declaration import Declaration

Step = str | int
Path = tuple[Step, ...]
# Terraform would put 1 for the first, and refuse the second.
PAYLOAD = "${1}%{2}$${3}%%{4}"
ESCAPED = literal(PAYLOAD)
# Names that are made of a path are in small letters.
MARKED = re.compile(r"M\d+E")


@dataclass(frozen=True)
class Hostile:
    """A cluster file with payloads.

    Attributes:
        data: The declaration's content.
        taken: Fields that took a payload, as patterns such as ``workloads[].args[]``.
        refused: Fields that `check` lets no payload through.
    """

    data: dict[str, Any]
    taken: frozenset[str]
    refused: frozenset[str]

    @property
    def checked(self) -> Declaration:
        """The file, checked."""
        return declaration.check(parse(copy.deepcopy(self.data)))


@cache
def hostile_files() -> tuple[Hostile, ...]:
    """The examples, wider files, and one with every text there is."""
    plain = [YAML(typ="safe").load(path) for path in (*EXAMPLES, *SPECS)]
    refused: set[str] = set()
    return tuple(_made_hostile(data, index * 1000, refused) for index, data in enumerate((*EVERY_TEXT, *plain)))


def text_fields(model: type[BaseModel] = ClusterSpec, path: str = "") -> Iterator[str]:
    """Every field of a cluster file that is, or holds, free text; ``{}`` stands for the values of a mapping."""
    for name, field in model.model_fields.items():
        yield from _texts_in(field.annotation, f"{path}.{name}" if path else name)


def pattern(path: Path) -> str:
    """A path without the positions in lists."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _texts_in(annotation: Any, path: str) -> Iterator[str]:
    if annotation is str:
        yield path
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from text_fields(annotation, path)
    else:
        origin = getattr(annotation, "__origin__", None)
        kind = "[]" if origin in {tuple, list} else ".{}" if origin is dict else ""
        parts = get_args(annotation)[1:] if origin is dict else get_args(annotation)
        for part in parts:
            yield from _texts_in(part, path + kind)


def _leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))


def _made_hostile(data: dict[str, Any], number: int, refused: set[str]) -> Hostile:
    """Each text in turn; a field that refuses every form is left as it is, here and in the files after this."""
    taken = set()
    for offset, (path, text) in enumerate(_leaves(copy.deepcopy(data))):
        if pattern(path) in refused:
            continue
        payload = f"M{number + offset}E{PAYLOAD}"
        toml = payload.replace("$", "\\u0024")
        settings = f'[settings.kernel.sysctl]\n"user.name" = "{toml}"\n'
        for candidate in (f"{text}{payload}", payload, f"/{payload}", f"{text}{payload}/", f"#!{payload}", settings):
            changed = _with(data, path, candidate)
            # A text that the form refuses already needs no cluster around it, nor an explanation: nine of ten.
            if _is_well_formed(changed) and declaration.check(parse(copy.deepcopy(changed))).design:
                data = changed
                taken.add(pattern(path))
                break
        else:
            refused.add(pattern(path))
    return Hostile(data, frozenset(taken), frozenset(refused))


def _is_well_formed(data: dict[str, Any]) -> bool:
    try:
        ClusterSpec.model_validate(data)
    except ValidationError:
        return False
    return True


def _with(data: dict[str, Any], path: Path, text: str) -> dict[str, Any]:
    """The same with another text; the rest is shared with the original."""
    changed = data.copy()
    holder: Any = changed
    for step in path[:-1]:
        holder[step] = holder = holder[step].copy()
    holder[path[-1]] = text
    return changed
