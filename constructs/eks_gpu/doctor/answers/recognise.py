"""Recognise texts by their content, not by their name: JSON, YAML, several of them, tables, descriptions, logs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from eks_gpu.doctor import signatures
from eks_gpu.doctor.answers import amazon, kubernetes, logs, plain
from eks_gpu.doctor.answers.cleaned import cleaned, fences
from eks_gpu.doctor.answers.forms import described, tables
from eks_gpu.doctor.answers.forms.documents import Part, is_transcript, parts
from eks_gpu.doctor.answers.kinds import ANSWERS, KINDS, MARKS, WORDS
from eks_gpu.doctor.answers.large import Large
from eks_gpu.doctor.answers.lenient import Answer, filled, read_as
from eks_gpu.doctor.answers.messages import as_evidence, in_words, said, strings, together, unknown
from eks_gpu.doctor.answers.namespaces import Namespaces
from eks_gpu.doctor.answers.observations import Line, Observations
from eks_gpu.doctor.answers.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.doctor.signatures import Match

# The name of a text that came from standard input, and not from a command that was asked.
PASTED = "standard input"
_DEEPEST = 6
_MOST_ALIASES = 20
# Keys of an object that only names another one.
_REFERENCE = frozenset({"kind", "name", "namespace", "uid", "apiVersion", "resourceVersion", "fieldPath"})
_YAML_KEY = re.compile(r"\A(?:[ \t]*(?:#.*)?\n)*(?:---|- |\"?[\w./-]+\"?:(?:\s|$))")
# Output of `kubectl cluster-info`, and of `kubectl config view` if it prints only the address.
_SERVER = re.compile(r"control plane is running at (https://\S+)|\A\s*(https://\S+\.eks\.amazonaws\.com\S*)\s*\Z")
_TROUBLES = (ValueError, RecursionError, YAMLError, ArithmeticError, LookupError, TypeError, AttributeError)


@dataclass
class _Found:
    """Objects that were recognised in the texts so far."""

    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    logs: list[Line] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    server: str = ""
    listed: set[str] = field(default_factory=set)
    said: list[Match] = field(default_factory=list)
    pastes: list[str] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)
    taken: int = 0
    parts: int = 0

    @property
    def amount(self) -> int:
        """Grows with everything that is recognised."""
        return self.taken + len(self.logs) + len(self.said)

    def heard(self, name: str, text: str, *, is_log: bool) -> None:
        """Look for signatures in a text."""
        self.parts += 1
        self.said += said(name, text, self.parts, is_log=is_log)

    def looked_at(self, kind: str) -> dict[str, Answer]:
        self.taken += 1
        return self.answers.setdefault(kind, {})

    def add(self, kind: str, model: type[Answer], value: object) -> None:
        """Keep an answer; two answers about one object are merged, the more complete one first."""
        known, answer = self.looked_at(kind), read_as(model, value)
        if answer is None:
            return
        answer = self.shared.model(answer)
        name = answer.full_name if isinstance(answer, kubernetes.KubernetesObject) else ""
        key = name or repr(answer)
        known[key] = filled(answer, known[key]) if name and key in known else answer


def observe(texts: Iterable[tuple[str, str | Large]]) -> Observations:
    """Everything that texts say.

    Args:
        texts: Names and contents, of files or of what commands printed.
    """
    found, pasted = _Found(), list[str]()
    for name, text in texts:
        before, server = found.amount, found.server
        is_paste = name == PASTED and isinstance(text, str)
        pasted += [str(text)] if is_paste else []
        trouble, is_whole = _take_pasted(str(text), found) if is_paste else (_take_any(name, text, found), True)
        if before != found.amount:
            found.read.append(name)
        elif not trouble:
            trouble = "holds nothing that is known here"
        if trouble:
            found.unread.append(f"{name}: {trouble}")
        elif is_whole and server == found.server:
            # The address of the API by itself shows nothing about the cluster.
            found.whole.append(name)
    if "Event" not in found.answers:
        for event in logs.events_in(found.logs):
            found.add("Event", kubernetes.Event, event)
    words = Namespaces(pasted)
    answers = {kind: tuple(map(words.placed, known.values())) for kind, known in found.answers.items()}
    if "Pod" in answers:
        answers["Pod"] = tuple(_without_doubles(answers["Pod"]))
    return Observations(
        answers=answers,
        logs=tuple(found.logs),
        said=tuple(found.said),
        beside=signatures.evidence(found.pastes),
        read=tuple(found.read),
        unread=tuple(found.unread),
        server=found.server,
        listed=frozenset(found.listed),
        whole=tuple(found.whole),
    )


def _take_pasted(text: str, found: _Found) -> tuple[str, bool]:
    """Add what a paste says, and return its trouble, and whether all of it was read."""
    before, heard, taken, logged = found.amount, len(found.said), found.taken, len(found.logs)
    trouble, is_whole = _take_any(PASTED, text, found), True
    if taken == found.taken and _take_fences(text, found):
        # The text around them is not understood, so a healthy part says nothing about the rest.
        trouble, is_whole = "", not trouble
    # No rule reads a log of the node's programs as a whole, so it answers nothing by itself.
    before += sum(line.of == logs.NODE for line in found.logs[logged:])
    return ("" if _take_paste(text, found, before, heard) else trouble), is_whole


def _take_paste(text: str, found: _Found, before: int, heard: int) -> bool:
    """Add what a paste says as a whole, and return whether a line of it is all that is known.

    Its outputs, files and prose are about one failure. If they give no reason, a line that looks like one is better
    than silence.
    """
    known = {one.signature.id for one in found.said[heard:]}
    # A cause that only the whole paste gives away comes before the messages of its parts.
    plain_text = cleaned(text)
    evidence = as_evidence(plain_text)
    also = together(PASTED, evidence, 0)
    found.said += [one for one in also if one.signature.id not in known]
    found.pastes.append(evidence)
    gives_reason = not _says_no_reason(found, before, heard)
    if not gives_reason:
        found.said += unknown(PASTED, text, found.parts)
    found.said += in_words(PASTED, plain_text)
    return not gives_reason and before != found.amount


def _take_fences(text: str, found: _Found) -> bool:
    """Read each fence of a paste by itself, and return whether one holds something: prose between them hides it."""
    before = found.amount
    for block in fences(text):
        _take(PASTED, block, found)
    return before != found.amount


def _says_no_reason(found: _Found, before: int, heard: int) -> bool:
    """Whether a text gave no answer, and at most lines that only say that something failed."""
    new = found.said[heard:]
    return found.amount - before == len(new) and all(one.signature.is_echo for one in new)


def _without_doubles(pods: Iterable[Answer]) -> Iterator[Answer]:
    """Without the pods of a table of one namespace that are known with their namespace too."""
    known = [pod for pod in pods if isinstance(pod, kubernetes.Pod)]
    placed = {pod.name for pod in known if pod.metadata.namespace}
    return (pod for pod in known if pod.metadata.namespace or pod.name not in placed)


def _take_any(name: str, text: str | Large, found: _Found) -> str:
    before = found.amount
    trouble = _take_large(name, text, found) if isinstance(text, Large) else ""
    if isinstance(text, Large) and before != found.amount:
        return trouble
    whole = text if isinstance(text, str) else text.text
    return _take(name, cleaned(whole), found)


def _take_large(name: str, large: Large, found: _Found) -> str:
    """Add the objects of a large list one by one, and return the error that ended the reading."""
    kind, count = "", 0
    try:
        for key, value, text in large.elements():
            count += bool(text) and isinstance(value, dict)
            if key == "kind" and isinstance(value, str):
                kind = value
            elif key == "items":
                # The list itself comes first, without text; then each of its objects.
                _take_list(name, kind, [value] if text else [], found)
            elif key in ANSWERS and value is not None:
                _take_answers(name, {key: [value] if text else value}, found, 0)
    except _TROUBLES as error:
        return f"is cut off or not JSON ({str(error)[:120]}); {count} complete objects before it were read"
    return ""


def _take(name: str, text: str, found: _Found) -> str:
    """Add the objects of a text to the observations, and return the text's errors."""
    if not text.strip():
        return "is empty"
    refused, rest = plain.refusals(text)
    if refused and (rest.strip() or name == PASTED):
        found.heard(name, "\n".join(refused), is_log=True)
    if refused and not rest.strip():
        # In a paste, they are what is examined.
        return "" if name == PASTED else f"the command answered {refused[0][:200]!r}"
    if not is_transcript(rest) and (whole := logs.lines(name, rest)):
        found.logs += whole
        found.heard(name, rest, is_log=True)
        return ""
    troubles = [f"the command answered {refusal[:200]!r}" for refusal in refused if name != PASTED]
    began, unreadable = found.amount, list[str]()
    for part in parts(name, rest):
        try:
            before = found.taken
            troubles.append(_heard_broken(part, found))
            _take_value(part.name, part.document, found, 0)
            if part.document is not None and before == found.taken:
                found.heard(part.name, strings(part.document), is_log=True)
            _take_text(part.name, part.text, found)
        except _TROUBLES as error:
            reason = str(error).splitlines()[0][:120] if str(error) else "depth"
            unreadable.append(f"is not whole, or neither JSON nor YAML ({reason})")
    # Prose and code between the outputs of a paste may look like YAML.
    if name != PASTED or began == found.amount:
        troubles += unreadable
    return "; ".join(dict.fromkeys(filter(None, troubles)))


def _heard_broken(part: Part, found: _Found) -> str:
    """Look for signatures in a document that is not whole, and return its trouble if it shows nothing."""
    heard = len(found.said)
    if part.broken:
        found.heard(part.name, part.broken, is_log=True)
    return part.trouble if len(found.said) == heard else ""


def _take_text(name: str, text: str, found: _Found) -> None:
    """Plain text: a log, tables, descriptions, YAML, or at least some words that are known."""
    server = _SERVER.search(text)
    if server:
        found.server, found.taken = (server[1] or server[2]).rstrip("/"), found.taken + 1
        return
    lines = logs.lines(name, text)
    if lines:
        found.logs += lines
        found.heard(name, text, is_log=True)
        return
    rows = [*tables.rows(name, text)]
    found.listed |= {str(row["kind"]) for row in rows}
    objects = [*rows, *described.objects(text)]
    for item in objects:
        _take_object(name, item, found)
    looks_like_yaml = bool(_YAML_KEY.match(text))
    if text.strip() and (objects or not looks_like_yaml):
        found.heard(name, text, is_log=not objects)
    if not (objects or tables.HEAD.search(text) or _take_words(text, found)) and looks_like_yaml:
        _take_yaml(name, text, found)


def _take_yaml(name: str, text: str, found: _Found) -> None:
    """YAML documents; a log may look like them, and is then looked through for signatures."""
    before, trouble = found.amount, None
    try:
        for document in _yaml_documents(text):
            _take_value(name, document, found, 0)
    except _TROUBLES as error:
        trouble = error
    if before == found.amount:
        found.heard(name, text, is_log=True)
    if trouble and before == found.amount:
        raise trouble


def _take_words(text: str, found: _Found) -> bool:
    """Scaling activities of which only the words are left, as `--output text` and `--query` leave them."""
    activities = [*plain.activities(text)]
    for activity in activities:
        found.add("Activity", amazon.Activity, activity)
    return bool(activities)


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
        if value and all(item is None or isinstance(item, str) for item in value):
            _take_words("\t".join(filter(None, value)), found)
        for item in value:
            _take_value(name, item, found, depth + 1)
    elif isinstance(value, dict):
        _take_mapping(name, {str(key): item for key, item in value.items()}, found, depth)


def _take_mapping(name: str, value: dict[str, object], found: _Found, depth: int) -> None:
    kind, items = value.get("kind"), value.get("items")
    if isinstance(items, list):
        _take_list(name, str(kind or ""), items, found)
        return
    if isinstance(kind, str) and kind in KINDS:
        # An object that another one names, as an event does, shows nothing about itself.
        if not (depth and value.keys() <= _REFERENCE):
            _take_object(name, value, found)
        return
    for marks, known, model in MARKS:
        if all(mark in value for mark in marks):
            found.add(known, model, value)
            return
    health = plain.node_group_of(value)
    if health:
        found.add("NodeGroup", amazon.NodeGroup, health)
        return
    _take_answers(name, value, found, depth)


def _take_answers(name: str, value: dict[str, object], found: _Found, depth: int) -> None:
    """Answers of AWS, and mappings that contain several answers."""
    for key, item in value.items():
        known = ANSWERS.get(key)
        if known is None:
            if key == "Output" and "InstanceId" in value and isinstance(item, str):
                found.logs += logs.lines("console", item)
            elif isinstance(item, dict | list):
                _take_value(key if key.lower() in WORDS else name, item, found, depth + 1)
            continue
        kind, model = known
        several = item if isinstance(item, list) else [item]
        if kind == "AccessEntry":
            several = [{"principalArn": one} if isinstance(one, str) else one for one in several]
        # `list-nodegroups` and `list-clusters` name them, and no more.
        whole = [one for one in several if isinstance(one, dict)]
        if whole or item == []:
            found.looked_at(kind)
        for one in whole:
            found.add(kind, model, one)


def _take_list(name: str, kind: str, items: list[object], found: _Found) -> None:
    """A list of Kubernetes; one that is empty was asked for by the name of its file."""
    single = kind.removesuffix("List")
    for asked in {single} if single in KINDS else _asked(name):
        found.looked_at(asked)
    found.listed |= {str(item.get("kind", single)) for item in items if isinstance(item, dict)} | {single}
    for item in items:
        if isinstance(item, dict):
            _take_object(name, {"kind": single, **{str(key): value for key, value in item.items()}}, found)


def _asked(name: str) -> set[str]:
    parts = re.split(r"[^a-z]+", name.rpartition("/")[2].lower())
    return {WORDS[word] for word in parts if word in WORDS}


def _take_object(name: str, value: dict[str, object], found: _Found) -> None:
    kind = value.get("kind")
    if kind == "List":
        _take_mapping(name, value, found, 1)
    elif isinstance(kind, str) and kind in KINDS:
        found.add(kind, KINDS[kind], value)
