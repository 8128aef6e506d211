"""Pydantic's errors, rewritten for the person who wrote the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args, get_origin

from eks_gpu.problem import Problem, listed, nearest
from eks_gpu.spec.cluster import ClusterSpec
from eks_gpu.spec.model import SpecModel
from eks_gpu.spec.network import CreatedNetworkSpec, ExistingNetworkSpec
from eks_gpu.spec.reading.layers import EXTENDS
from eks_gpu.spec.reading.meant import meant
from eks_gpu.spec.reading.paths import Step, dotted, steps, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails, ValidationError

# Names of the kinds of values, in the words of people who write YAML.
_KINDS = {
    "string_type": "text, in quotes",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number, without quotes",
    "float_parsing": "a number, without quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": "a list: one item per line, each beginning with '- ', or [a, b]",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
}
_MODELS = frozenset({"model_type", "model_attributes_type"})
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}


def explain(error: ValidationError, data: dict[str, Any]) -> Iterator[Problem]:
    """One problem for each error, in the order of the models."""
    listed_at: set[str] = set()
    for detail in error.errors(include_url=False):
        if not _counts_wrong_items_out(detail):
            yield _problem(detail, data, listed_at)


def _counts_wrong_items_out(detail: ErrorDetails) -> bool:
    """Whether pydantic calls a list too short only because some items are wrong; those have problems of their own."""
    given = detail["input"]
    return detail["type"] == "too_short" and isinstance(given, list) and len(given) >= detail["ctx"]["min_length"]


def _problem(detail: ErrorDetails, data: dict[str, Any], listed_at: set[str]) -> Problem:
    path = steps(detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(path, dotted(path), data, listed_at)
    if kind == "missing":
        return _missing(path, dotted(path))
    if kind in _MODELS and not isinstance(detail["input"], dict) and (keys := _keys_at(path, data)):
        message = f"{_shown(detail['input'])} has the wrong type"
        rest = ", or remove the key" if detail["input"] is None else ""
        return Problem("spec-type", "error", dotted(path), message, f"write keys and values (valid keys: {keys}){rest}")
    return _wrong_value(kind, dotted(path), detail)


def _keys_at(path: tuple[Step, ...], data: dict[str, Any]) -> str:
    """The valid keys of a mapping, for a message; empty where they are not known."""
    return listed(sorted(fields_at(path, data))) if path and path != ("network",) else ""


def _wrong_value(kind: str, where: str, detail: ErrorDetails) -> Problem:
    given, context = detail["input"], detail.get("ctx", {})
    if kind == "literal_error":
        return _not_a_choice(where, given, _choices(str(context["expected"])))
    if kind in {"too_short", "too_long", "string_too_short", "string_too_long"}:
        return _length(kind, where, given, context)
    if kind == "refused":
        text, fix, rule = "is not allowed here", str(context["allowed"]), "spec-value"
    elif kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        text, fix, rule = "is out of range", f"{word} {context[bound]}".removesuffix(".0"), "spec-range"
    else:
        text, fix, rule = "has the wrong type", _KINDS.get(kind, detail["msg"]), "spec-type"
        if where == "kubernetes_version":
            fix = 'the minor version in quotes, such as "1.35"; without quotes YAML reads 1.30 as the number 1.3'
        elif given is None:
            fix = f"{fix}, or remove the key"
    return Problem(rule, "error", where, f"{_shown(given)} {text}", f"write {fix}")


def _unknown_key(path: tuple[Step, ...], where: str, data: dict[str, Any], listed_at: set[str]) -> Problem:
    """A problem about an unknown key; the first one at each place lists the valid keys."""
    key, place = str(path[-1]), re.sub(r"\[\d+\]", "[]", dotted(path[:-1]))
    known = fields_at(path[:-1], data)
    close = meant(key, known)
    keys = "" if place in listed_at else f"; valid keys here: {listed(sorted(known), 40)}"
    listed_at.add(place)
    if close is None:
        fix = "remove it"
    elif close in (value_at(data, path[:-1]) or {}):
        fix = f"remove it: {close!r} is already set"
    else:
        fix = f"write {close!r} instead"
    return Problem("spec-unknown-key", "error", where, f"unknown key {_shown(key)}{keys}", fix)


def _missing(path: tuple[Step, ...], where: str) -> Problem:
    model = _model_at(path[:-1])
    field = model.model_fields.get(str(path[-1])) if model else None
    about = f": {field.description}" if field and field.description else ""
    return Problem("spec-missing", "error", where, f"{path[-1]!r} is required{about}", f"add '{path[-1]}: …'")


def _not_a_choice(where: str, given: object, choices: list[str]) -> Problem:
    close = nearest(str(given), choices)
    message = f"{_shown(given)} is not one of {listed(choices, 30)}"
    return Problem(
        "spec-choice", "error", where, message, f"write {close}" if close else f"write one of {listed(choices, 30)}"
    )


def _length(kind: str, where: str, given: object, context: dict[str, Any]) -> Problem:
    many = "characters" if isinstance(given, str) else "items"
    short = kind.endswith("short")
    bound = f"at least {context['min_length']}" if short else f"at most {context['max_length']}"
    return Problem(
        "spec-length", "error", where, f"{_shown(given)} is too {'short' if short else 'long'}", f"write {bound} {many}"
    )


def _shown(given: object) -> str:
    if given is None:
        return "nothing (an empty value)"
    if isinstance(given, bool):
        return str(given).lower()
    text = repr(given)
    return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 - a terminal's width


def _choices(expected: str) -> list[str]:
    return [word.strip("' ") for part in expected.split(" or ") for word in part.split(",")]


def fields_at(path: tuple[Step, ...], data: dict[str, Any]) -> list[str]:
    """The valid keys of the mapping at a path."""
    if path == ("network",):
        given = value_at(data, path) or {}
        model: type[SpecModel] = (
            ExistingNetworkSpec if {"vpc_id", "private_subnets"} & set(given) else CreatedNetworkSpec
        )
        return list(model.model_fields)
    found = _model_at(path)
    return [*(found.model_fields if found else ()), *(() if path else (EXTENDS,))]


def _model_at(path: tuple[Step, ...]) -> type[SpecModel] | None:
    model: type[SpecModel] | None = ClusterSpec
    keyed = False
    for step in path:
        if isinstance(step, int):
            continue
        if keyed:
            keyed = False
            continue
        if model is None or step not in model.model_fields:
            return None
        model, keyed = _model_in(model.model_fields[step].annotation)
    return None if keyed else model


def _model_in(annotation: Any, *, keyed: bool = False) -> tuple[type[SpecModel] | None, bool]:  # noqa: ANN401 - any annotation
    """The model of a field's value, and whether the user's own keys stand before it."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return (annotation, keyed) if issubclass(annotation, SpecModel) else (None, False)
    keyed = keyed or get_origin(annotation) is dict
    found = (_model_in(part, keyed=keyed) for part in get_args(annotation))
    return next((one for one in found if one[0]), (None, False))
