"""Parts of an object, whatever its author wrote there: a part of another form counts as missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.located import Fields, Items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.reading.located import Value

_NOTHING = Fields(0)
# More digits than Kubernetes' own 32 bits have.
_LARGEST = 2**31 - 1


def at(value: Value, path: str) -> Value:
    """The value at a path of keys, such as ``spec.template``; None where there is none."""
    for key in path.split(".") if path else ():
        if not isinstance(value, Fields):
            return None
        value = value.get(key)
    return value


def fields(value: Value, path: str = "") -> Fields:
    """The mapping at a path; an empty one where there is none."""
    found = at(value, path)
    return found if isinstance(found, Fields) else _NOTHING


def mappings(value: Value, path: str = "") -> list[Fields]:
    """The mappings of the list at a path."""
    found = at(value, path)
    return [item for item in found if isinstance(item, Fields)] if isinstance(found, Items) else []


def text(value: Value, path: str = "") -> str:
    """The text at a path, or a number or boolean as text; empty where there is none."""
    found = at(value, path)
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int | float) else ""


def texts(value: Value, path: str = "") -> tuple[str, ...]:
    """The texts of the list at a path."""
    found = at(value, path)
    return tuple(text(item) for item in found) if isinstance(found, Items) else ()


def labels(value: Value, path: str = "") -> dict[str, str]:
    """The mapping of texts at a path."""
    return {key: text(item) for key, item in fields(value, path).items()}


def number(value: Value, path: str = "") -> int | None:
    """The whole number at a path, that Kubernetes would take; None where there is none."""
    found = at(value, path)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _LARGEST else None


def truth(value: Value, path: str = "") -> bool:
    """Whether ``true`` stands at a path."""
    return at(value, path) is True


def iterated(value: Value, path: str) -> Iterator[tuple[str, str, Value]]:
    """Every value at a path with ``[]`` for the items of a list and ``*`` for those of a mapping.

    Yields:
        The path without such signs, the key of the mapping's item (empty if there is none), and the value.
    """
    yield from _iterated(value, path.split(".") if path else [], "", "")


def _iterated(value: Value, keys: list[str], path: str, name: str) -> Iterator[tuple[str, str, Value]]:
    if not keys:
        yield path, name, value
        return
    key, rest = keys[0], keys[1:]
    if key == "*":
        for one, item in fields(value).items():
            yield from _iterated(item, rest, joined(path, one), one)
        return
    inner = at(value, key.removesuffix("[]"))
    where = joined(path, key.removesuffix("[]"))
    if not key.endswith("[]"):
        yield from _iterated(inner, rest, where, name)
    elif isinstance(inner, Items):
        for index, item in enumerate(inner):
            yield from _iterated(item, rest, f"{where}[{index}]", name)


def joined(*keys: str) -> str:
    """Keys as a path; empty ones left out."""
    return ".".join(filter(None, keys))
