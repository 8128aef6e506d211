"""What a text is, by what it holds and not by its name: JSON, YAML, several of them, tables, descriptions, logs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from eks_gpu.doctor import amazon, kubernetes, plain
from eks_gpu.doctor._lenient import Answer, read_as
from eks_gpu.doctor.observations import Line, Observations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KINDS: dict[str, type[Answer]] = {
    "Node": kubernetes.Node,
    "Pod": kubernetes.Pod,
    "Event": kubernetes.Event,
    "DaemonSet": kubernetes.Controller,
    "Deployment": kubernetes.Controller,
    "ConfigMap": kubernetes.ConfigMap,
    "ClusterRole": kubernetes.Role,
}
# Keys under which AWS answers: the kind, and the model of what stands there, alone or in a list.
_ANSWERS: dict[str, tuple[str, type[Answer]]] = {
    "cluster": ("Cluster", amazon.Cluster),
    "addon": ("Addon", amazon.Addon),
    "nodegroup": ("NodeGroup", amazon.NodeGroup),
    "nodegroups": ("NodeGroup", amazon.NodeGroup),
    "AutoScalingGroups": ("AutoScalingGroup", amazon.AutoScalingGroup),
    "Activities": ("Activity", amazon.Activity),
    "Quota": ("Quota", amazon.QuotaValue),
    "Quotas": ("Quota", amazon.QuotaValue),
    "associations": ("Association", amazon.Association),
}
# Keys by which an object is known that stands by itself, as after `--query`.
_MARKS: tuple[tuple[str, str, type[Answer]], ...] = (
    ("nodegroupName", "NodeGroup", amazon.NodeGroup),
    ("ActivityId", "Activity", amazon.Activity),
    ("AutoScalingGroupName", "AutoScalingGroup", amazon.AutoScalingGroup),
    ("QuotaCode", "Quota", amazon.QuotaValue),
    ("PolicyDocument", "RolePolicy", amazon.RolePolicy),
    ("addonName", "Addon", amazon.Addon),
)
# Words in the name of a file, or of a list that holds nothing, which say what was asked for.
_WORDS = {
    "node": "Node",
    "nodes": "Node",
    "pod": "Pod",
    "pods": "Pod",
    "event": "Event",
    "events": "Event",
    "daemonset": "DaemonSet",
    "daemonsets": "DaemonSet",
    "ds": "DaemonSet",
    "deployment": "Deployment",
    "deployments": "Deployment",
}
_DEEPEST = 6
_MOST_ALIASES = 20


@dataclass
class _Found:
    """What was taken out of texts so far."""

    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    logs: list[Line] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    taken: int = 0

    def looked_at(self, kind: str) -> dict[str, Answer]:
        self.taken += 1
        return self.answers.setdefault(kind, {})

    def add(self, kind: str, model: type[Answer], value: object) -> None:
        """Keep an answer; of two about one object the one that says more."""
        known, answer = self.looked_at(kind), read_as(model, value)
        if answer is None:
            return
        full = repr(answer)
        name = answer.full_name if isinstance(answer, kubernetes.KubernetesObject) else ""
        key = name or full
        if key not in known or len(full) > len(repr(known[key])):
            known[key] = answer


def observe(texts: Iterable[tuple[str, str]]) -> Observations:
    """Everything that texts say.

    Args:
        texts: Names and contents, of files or of what commands printed.
    """
    found = _Found()
    for name, text in texts:
        before = found.taken + len(found.logs)
        trouble = _take(name, text, found)
        if trouble:
            found.unread.append(f"{name}: {trouble}")
        elif before == found.taken + len(found.logs):
            found.unread.append(f"{name}: holds nothing that is known here")
        else:
            found.read.append(name)
    answers = {kind: tuple(known.values()) for kind, known in found.answers.items()}
    return Observations(answers, tuple(found.logs), tuple(found.read), tuple(found.unread))


def _take(name: str, text: str, found: _Found) -> str:
    """Put what a text says where it belongs; returns what is wrong with it."""
    if not text.strip():
        return "is empty"
    if plain.is_refusal(text):
        return _refused(text)
    # With `2>&1` a warning may stand before the answer. The prefix of a log line is no list.
    json_text = re.search(r"\A\s*[{\[](?!pod/)|^[{\[]\s*$", text, re.MULTILINE)
    if json_text:
        return _take_all(name, _json_documents(text[json_text.start() :].lstrip()), found)
    lines = plain.log_lines(text, name)
    if lines:
        found.logs += lines
        return ""
    objects = plain.objects(text)
    if objects:
        for one in objects:
            _take_object(name, one, found)
        return ""
    return _take_all(name, _yaml_documents(text), found)


def _refused(text: str) -> str:
    first = text.strip().splitlines()[0]
    return f"the command answered {first[:200]!r}"


def _take_all(name: str, documents: Iterator[object], found: _Found) -> str:
    try:
        for document in documents:
            _take_value(name, document, found, 0)
    except (ValueError, RecursionError, YAMLError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        return f"is not whole, or neither JSON nor YAML ({str(error).splitlines()[0][:120] if str(error) else 'depth'})"
    return ""


def _json_documents(text: str) -> Iterator[object]:
    """One JSON document after another: files are often made with `>>`."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        at += len(text[at:]) - len(text[at:].lstrip().lstrip(",").lstrip())


def _yaml_documents(text: str) -> Iterator[object]:
    # kubectl and aws write none; a few aliases of aliases can stand for billions of values.
    if len(re.findall(r"(?m)(?:^|[\s\[,])\*[\w-]+", text)) > _MOST_ALIASES:
        msg = "it is full of aliases"
        raise ValueError(msg)
    # Times stay texts, as JSON has them.
    loader = YAML(typ="safe", pure=False)
    yield from loader.load_all(re.sub(r"(?m)^(\s*[\w-]*(?:[tT]ime|Timestamp)): (\d{4}-[^'\"\n]+)$", r'\1: "\2"', text))


def _take_value(name: str, value: object, found: _Found, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            _take_value(name, item, found, depth + 1)
    elif isinstance(value, dict):
        _take_mapping(name, {str(key): item for key, item in value.items()}, found, depth)


def _take_mapping(name: str, value: dict[str, object], found: _Found, depth: int) -> None:
    kind, items = value.get("kind"), value.get("items")
    if isinstance(items, list):
        _take_list(name, str(kind or ""), items, found)
        return
    if isinstance(kind, str) and kind in _KINDS:
        _take_object(name, value, found)
        return
    for mark, known, model in _MARKS:
        if mark in value:
            found.add(known, model, value)
            return
    _take_answers(name, value, found, depth)


def _take_answers(name: str, value: dict[str, object], found: _Found, depth: int) -> None:
    """Answers of AWS, and mappings that somebody put answers into."""
    for key, item in value.items():
        known = _ANSWERS.get(key)
        if known is None:
            if isinstance(item, dict | list):
                _take_value(key if key.lower() in _WORDS else name, item, found, depth + 1)
            continue
        kind, model = known
        # `list-nodegroups` and `list-clusters` name them, and no more.
        whole = [one for one in (item if isinstance(item, list) else [item]) if isinstance(one, dict)]
        if whole or item == []:
            found.looked_at(kind)
        for one in whole:
            found.add(kind, model, one)


def _take_list(name: str, kind: str, items: list[object], found: _Found) -> None:
    """A list of Kubernetes; one that is empty was asked for by the name of its file."""
    single = kind.removesuffix("List")
    for asked in {single} if single in _KINDS else _asked(name):
        found.looked_at(asked)
    for item in items:
        if isinstance(item, dict):
            _take_object(name, {"kind": single, **{str(key): value for key, value in item.items()}}, found)


def _asked(name: str) -> set[str]:
    words = re.split(r"[^a-z]+", name.rpartition("/")[2].lower())
    return {_WORDS[word] for word in words if word in _WORDS}


def _take_object(name: str, value: dict[str, object], found: _Found) -> None:
    kind = value.get("kind")
    if kind == "List":
        _take_mapping(name, value, found, 1)
    elif isinstance(kind, str) and kind in _KINDS:
        found.add(kind, _KINDS[kind], value)
