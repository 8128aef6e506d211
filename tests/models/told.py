"""A program that reads declarations with the models of one kind, and prints all that is known of them.

It is run once with pydantic's models and once with the kept ones; both must print the same.
"""

from __future__ import annotations

import copy
import json
import pickle
import sys
from pathlib import Path
from typing import Any, get_args

from eks_gpu.models import are_kept, prefer_kept

sys.path.insert(1, str(Path(__file__).parents[2]))


def main(kind: str) -> None:
    """Read ``[[text, whole], …]`` from standard input, and print a line of JSON for each text and one for each model.

    With ``whole``, the rules judge the declaration too.
    """
    if kind == "kept":
        prefer_kept()
    import eks_gpu.spec  # noqa: PLC0415 - after the choice
    from eks_gpu import declaration  # noqa: PLC0415 - after the choice
    from eks_gpu.spec.model import SpecModel  # noqa: PLC0415 - after the choice

    _print({"kept": are_kept(), "pydantic": "pydantic" in sys.modules})
    for text, whole in json.load(sys.stdin):
        loaded = eks_gpu.spec.load_text(text, "cluster.yaml")
        problems = loaded.problems
        if whole:
            problems = (*problems, *declaration.check(loaded).problems)
        told = {"problems": [repr(one) for one in problems], "repaired": sorted(loaded.repaired)}
        _print(told | ({"spec": _spec(loaded.spec)} if loaded.spec else {}))
    for model in sorted(_models(SpecModel), key=lambda one: one.__qualname__):
        # A class of which others are made, and no part of a file.
        is_base = bool(model.__subclasses__()) and model.__qualname__ not in _named_in(eks_gpu.spec.ClusterSpec)
        _print({"model": model.__qualname__, "behaves": {} if is_base else _behaviour(model)})


def _print(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")


def _models(model: Any) -> set[Any]:
    return {found for one in model.__subclasses__() for found in {one, *_models(one)}}


def _named_in(model: Any) -> set[str]:
    """The names of all models that a file of this model can have."""
    found = {one for field in model.model_fields.values() for one in _classes(field.annotation)}
    return {model.__qualname__, *(name for one in found for name in _named_in(one))}


def _spec(spec: Any) -> dict[str, Any]:
    return {
        "text": [repr(spec), str(spec)],
        "pickled": repr(pickle.loads(pickle.dumps(spec))),  # noqa: S301 - its own
        "pickled, given": sorted(pickle.loads(pickle.dumps(spec)).model_fields_set),  # noqa: S301 - its own
        "values": spec.model_dump(mode="json"),
        "given": spec.model_dump(mode="json", exclude_unset=True),
        "not the defaults": spec.model_dump(mode="json", exclude_defaults=True, exclude_none=True),
        "fields": sorted(spec.model_fields_set),
        "a copy": repr(spec.model_copy(update={"region": "eu-west-1"})),
        "given after": sorted(spec.model_copy(update={"iam": spec.iam}).model_fields_set),
        "equal": [
            spec.network == copy.deepcopy(spec.network),
            _hashes_alike(spec.network),
            _hashes_alike(spec.iam),
            spec == spec.model_copy(update={"region": "eu-west-9"}),
            spec == spec.network,
            spec == "",
        ],
    }


def _hashes_alike(model: Any) -> object:
    try:
        return hash(model) == hash(copy.copy(model))
    except TypeError as error:
        return str(error)


def _behaviour(model: Any) -> dict[str, object]:
    fields = model.model_fields
    return {
        "fields": list(fields),
        "defaults": {name: repr(one.default) for name, one in fields.items()},
        "descriptions": {name: one.description or "" for name, one in fields.items()},
        "models": {name: sorted(_models_in(one.annotation)) for name, one in fields.items()},
        "without values": _outcome(lambda: repr(model())),
        "with a wrong key": _outcome(lambda: repr(model(nonsense=1))),
        "with its defaults": _outcome(lambda: repr(model(**dict(model())))),
        "changed": _outcome(lambda: setattr(model(), next(iter(fields), "x"), None)),
        "shortened": _outcome(lambda: delattr(model(), next(iter(fields), "x"))),
    }


def _models_in(annotation: Any) -> set[str]:
    return {one.__qualname__ for one in _classes(annotation)}


def _classes(annotation: Any) -> set[Any]:
    """The models in an annotation."""
    if isinstance(annotation, type) and not get_args(annotation):
        return {annotation} if hasattr(annotation, "model_fields") else set()
    return {one for part in get_args(annotation) for one in _classes(part)}


def _outcome(act: Any) -> str:
    from pydantic_core import ValidationError  # noqa: PLC0415 - after the choice

    try:
        return str(act())
    except ValidationError as error:
        return json.dumps(error.errors(include_url=False), default=repr)


if __name__ == "__main__":
    main(sys.argv[1])
