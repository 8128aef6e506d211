"""The Kubernetes objects in files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from eks_gpu.design.charts.documents import Plain, UnreadableError, documents
from eks_gpu.design.charts.kinds import CLUSTER_KINDS
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

Identity = tuple[str, str, str]
_DEFINITION = ("apiextensions.k8s.io", "CustomResourceDefinition")


@dataclass(frozen=True)
class KubernetesObject:
    """An object.

    Attributes:
        line: Line on which its document begins.
        group: API group; empty for the core group.
        kind: Kind.
        name: Name; empty for an object without one, which Kubernetes refuses.
        namespace: Namespace that it names; None if it names none.
        plain: The object itself.
    """

    line: int
    group: str
    kind: str
    name: str
    namespace: str | None
    plain: dict[str, Plain]

    @property
    def is_definition(self) -> bool:
        """Whether it defines a kind of object."""
        return (self.group, self.kind) == _DEFINITION

    @property
    def annotations(self) -> tuple[str, ...]:
        """Keys of its annotations."""
        metadata = self.plain.get("metadata")
        found = metadata.get("annotations") if isinstance(metadata, dict) else None
        return tuple(found) if isinstance(found, dict) else ()


@dataclass(frozen=True)
class Reading:
    """The content of a file.

    Attributes:
        objects: Its objects, those of lists one by one.
        refusal: The reason why it cannot be read, in words; empty if it was read.
        line: Line that the reason is about.
    """

    objects: tuple[KubernetesObject, ...]
    refusal: str = ""
    line: int = 0


@lru_cache(maxsize=64)
def read_objects(text: str) -> Reading:
    """The objects in a file; many clusters share a file, so each text is read once."""
    try:
        return Reading(
            tuple(item for document in documents(text) for item in objects_in(document.value, document.line))
        )
    except UnreadableError as error:
        return Reading((), str(error), error.line)


def objects_in(value: Plain, line: int) -> Iterator[KubernetesObject]:
    """The objects of a document.

    Raises:
        UnreadableError: It is not an object of Kubernetes.
    """
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise UnreadableError("this is not a Kubernetes object: it has no 'kind'", line)
    version = value.get("apiVersion")
    if not isinstance(version, str) or not version:
        raise UnreadableError(f"this {value['kind']} has no 'apiVersion'", line)
    kind, items = str(value["kind"]), value.get("items")
    if kind.endswith("List") and isinstance(items, list):
        for item in items:
            yield from objects_in(item, line)
        return
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace = metadata.get("namespace")
    yield KubernetesObject(
        line=line,
        group=version.rpartition("/")[0],
        kind=kind,
        name=_text(metadata.get("name")),
        namespace=_text(namespace) or None,
        plain=value,
    )


def _text(value: Plain) -> str:
    return value if isinstance(value, str) else ""


def identity(item: KubernetesObject, namespace: str) -> Identity:
    """Kind, namespace and name of an object in a release; objects of the cluster have the namespace ''.

    The group does not count: the same kind has moved between groups (`extensions/v1beta1` and `apps/v1`).
    """
    return item.kind, "" if item.kind in CLUSTER_KINDS else item.namespace or namespace, item.name
