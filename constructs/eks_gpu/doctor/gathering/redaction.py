"""Redaction of gathered answers: they keep the fields that the doctor reads, and no others.

The models of answers define which fields are read, so they also define which fields the script of `--commands` keeps.
Fields that nobody reads (environments of containers, annotations with whole manifests, attributes of volumes) never
reach a file. Free text that is read, such as events and logs, passes through a list of formats of secrets.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, get_args

from pydantic import AliasChoices

from eks_gpu.doctor.answers import amazon, kubernetes
from eks_gpu.doctor.answers.lenient import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

# Models of Kubernetes objects, which an answer contains by themselves or in a list.
_OBJECTS: tuple[type[Answer], ...] = (
    kubernetes.Node,
    kubernetes.Pod,
    kubernetes.Event,
    kubernetes.Controller,
    kubernetes.ConfigMap,
    kubernetes.Role,
    kubernetes.Budget,
    kubernetes.Provisioning,
)
# Models of AWS answers, with their key; an empty key for an answer that has its fields at the root.
_ANSWERS: tuple[tuple[str, type[Answer]], ...] = (
    ("cluster", amazon.Cluster),
    ("nodegroup", amazon.NodeGroup),
    ("addon", amazon.Addon),
    ("update", amazon.Update),
    ("AutoScalingGroups", amazon.AutoScalingGroup),
    ("Activities", amazon.Activity),
    ("Quota", amazon.QuotaValue),
    ("associations", amazon.Association),
    ("Subnets", amazon.Subnet),
    ("LaunchTemplateVersions", amazon.TemplateVersion),
    ("", amazon.RolePolicy),
)
# Keys without a model: access entries are a list of names.
_OTHERS = ("kind", "apiVersion", "accessEntries")


def program(name: str) -> str:
    """The text of `redact.awk` or `redact.sed`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def kept() -> tuple[str, ...]:
    """Paths of the kept fields: keys from the root, joined by dots; ``*`` stands for any key."""
    found = {path for model in _OBJECTS for path in _paths(model, "")}
    found |= {path for key, model in _ANSWERS for path in _paths(model, key)}
    return tuple(sorted({*found, *_OTHERS}))


def _paths(model: type[Answer], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        for key in _keys(name, field):
            path = f"{prefix}.{key}".lstrip(".")
            inner = next(_models(field.annotation), None)
            if path.endswith("metadata.annotations"):
                yield from (f"{path}.{annotation}" for annotation in kubernetes.ANNOTATIONS)
            elif inner:
                yield from _paths(inner, path)
            else:
                yield f"{path}.*" if _is_mapping(field.annotation) else path


def _keys(name: str, field: FieldInfo) -> Iterator[str]:
    """The keys that a field can have in an answer."""
    if isinstance(field.validation_alias, AliasChoices):
        yield from (str(choice) for choice in field.validation_alias.choices)
    else:
        yield field.alias or name


def _models(annotation: object) -> Iterator[type[Answer]]:
    """The models in an annotation such as ``tuple[Container, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, Answer):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _is_mapping(annotation: object) -> bool:
    origins = [annotation, *get_args(annotation)]
    return any(str(origin).startswith("dict[") for origin in origins)
