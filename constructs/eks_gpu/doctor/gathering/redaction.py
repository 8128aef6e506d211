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
    kubernetes.QueuedWork,
    kubernetes.ClusterQueue,
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
# The keys that rules read of mappings with any keys.
_ONLY = {
    "data.*": ("data.status",),
    "PolicyDocument.*": tuple(f"PolicyDocument.Statement.{key}" for key in ("Effect", "Action", "Condition.*")),
}
# Keys without a model: access entries are a list of names.
_OTHERS = ("kind", "apiVersion", "accessEntries")


def program(name: str) -> str:
    """The text of `redact.awk` or `redact.sed`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def kept() -> tuple[str, ...]:
    """Paths of the kept fields: keys from the root, joined by dots; ``*`` stands for any key."""
    return tuple(sorted({path for paths in kept_of().values() for path in paths}))


def kept_of() -> dict[str, tuple[str, ...]]:
    """Paths of the kept fields, by the kind of the answer that has them."""
    models = ((model.__name__, model, "") for model in _OBJECTS)
    answers = ((model.__name__, model, key) for key, model in _ANSWERS)
    found = {name: tuple(sorted({*_read_paths(model, key)})) for name, model, key in (*models, *answers)}
    return {**found, "any answer": _OTHERS}


def blanked() -> tuple[str, ...]:
    """The secrets that the script blanks in texts: the comments of `redact.sed` that begin with two signs."""
    found: list[str] = []
    lines = program("redact.sed").splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("## ") and before.startswith("## "):
            found[-1] += f" {line[3:]}"
        elif line.startswith("## "):
            found.append(line[3:])
    return tuple(found)


def explanation() -> str:
    """The fields that the script keeps of each answer, and the secrets that it blanks in their texts."""
    parts = ["The script writes only these fields of each answer, by the path of their keys; `*` stands for any key."]
    for name, paths in kept_of().items():
        parts += ["", f"{name}:", *(f"  {path}" for path in paths)]
    parts += [
        "",
        "The script keeps the names of options in commands and arguments, and values that are switches, numbers or",
        "the autoscaler's own; of tags, those of Kubernetes and EKS. It keeps the message with which a container",
        "ended only if the container never started, and of a permission's conditions only that there are any.",
        "",
        "In the texts that it keeps, and in logs and error messages, it writes `blanked` in place of",
        *(f"  - {one}" for one in blanked()),
        "",
        "Names, labels and images stay. No list of formats is complete: read the files before you hand them on.",
    ]
    return "\n".join(parts)


def _read_paths(model: type[Answer], prefix: str) -> Iterator[str]:
    for path in _paths(model, prefix):
        yield from _ONLY.get(path, (path,))


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
