"""Namespaces of pods that a table leaves out, and other words of the same paste name."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers import kubernetes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.doctor.answers.lenient import Answer

_NAME = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"
# The scheduler, the fields of kubelet's and controllers' logs, and kubelet's older form `NAME_NAMESPACE(UID)`.
_PLACES = re.compile(
    rf"Successfully assigned (?P<ns1>{_NAME})/(?P<pod1>{_NAME}) to|"
    rf"\b[pP]ods?\W{{1,3}}(?!pods?/)(?P<ns2>{_NAME})/(?P<pod2>{_NAME})|"
    rf"\b(?P<pod3>{_NAME})_(?P<ns3>{_NAME})\([0-9a-f-]{{8,}}\)"
)
_COMMAND = re.compile(rf"(?:^|[\s$#>`])(?:kubectl|oc|k) [^\n|]*?(?:-n|--namespace)[ =](?P<ns>{_NAME})\b[^\n|]*")
_WORD = re.compile(rf"(?<![\w./=-])(?:pods?/)?({_NAME})(?![\w/=])")
# The head of a manifest; its pods begin with its name.
_MANIFEST = re.compile(
    r"^kind: (?:Pod|Deployment|StatefulSet|DaemonSet|Job|CronJob|\w{3,40}(?:Job|Service|Set|Cluster))\s*\n"
    r"metadata:[ ]*\n(?P<lines>(?:[ ]{2,}[^\n]*\n){1,12})",
    re.MULTILINE,
)
_FIELD = re.compile(rf"^ {{2}}(name|namespace): [\"']?({_NAME})[\"']?\s*$", re.MULTILINE)


class Namespaces:
    """Namespaces that the words of a paste give to names of pods."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Read the texts when the first pod without a namespace comes.

        Args:
            texts: Everything that was pasted.
        """
        self._text = "\n".join(texts)

    def placed(self, answer: Answer) -> Answer:
        """The same object; a pod or an event about one gets its namespace if exactly one is named."""
        if isinstance(answer, kubernetes.Pod) and not answer.metadata.namespace and (found := self._of(answer.name)):
            return answer.model_copy(update={"metadata": answer.metadata.model_copy(update={"namespace": found})})
        if isinstance(answer, kubernetes.Event) and not answer.about.namespace and answer.about.kind == "Pod":
            found = self._of(answer.about.name)
            return answer.model_copy(update={"about": answer.about.model_copy(update={"namespace": found})})
        return answer

    def _of(self, name: str) -> str:
        found = self._exact.get(name) or next(
            (names for head, names in self._heads.items() if name == head or name.startswith(f"{head}-")), set()
        )
        return next(iter(found)) if len(found) == 1 else ""

    @cached_property
    def _exact(self) -> dict[str, set[str]]:
        return _named(self._text)

    @cached_property
    def _heads(self) -> dict[str, set[str]]:
        return _manifests(self._text)


def _named(text: str) -> dict[str, set[str]]:
    """Namespaces by the name of a pod, or by another word of a command: a name is looked up only if it is a pod's."""
    found: dict[str, set[str]] = {}
    for place in _PLACES.finditer(text):
        namespace, pod = (next(filter(None, place.group(*names))) for names in _GROUPS)
        found.setdefault(pod, set()).add(namespace)
    for command in _COMMAND.finditer(text):
        for word in _WORD.findall(command[0]):
            found.setdefault(word, set()).add(command["ns"])
    return found


_GROUPS = (("ns1", "ns2", "ns3"), ("pod1", "pod2", "pod3"))


def _manifests(text: str) -> dict[str, set[str]]:
    """Namespaces by the name of an object that makes pods."""
    found: dict[str, set[str]] = {}
    for manifest in _MANIFEST.finditer(text):
        fields = dict(_FIELD.findall(manifest["lines"]))
        if {"name", "namespace"} <= fields.keys():
            found.setdefault(fields["name"], set()).add(fields["namespace"])
    return found
