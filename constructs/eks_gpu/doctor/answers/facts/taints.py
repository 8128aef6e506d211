"""Taints of the nodes of a paste that its pods do not tolerate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from eks_gpu.doctor.answers.facts.pieces import gpus_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.facts.pieces import Pieces

_EFFECT = r"(?:NoSchedule|NoExecute|NO_SCHEDULE|NO_EXECUTE)"
# A taint of a group: a key, mostly a value, and an effect.
_OF_GROUP = re.compile(
    r"(?:-[ \t]+|\{\s*|^[ \t]*)\"?key\"?\s*[:=]\s*\"?(?P<key>[\w./-]+)\"?,?\s*"
    r"(?:\"?value\"?\s*[:=]\s*[\"']?(?P<value>[\w.-]*)[\"']?,?\s*)?"
    rf"\"?effect\"?\s*[:=]\s*\"?{_EFFECT}",
    re.MULTILINE,
)
_TAINTED = re.compile(r"\btaints?\"?\s*[:=]")
# A taint in the form of kubectl and the kubelet; `op=` follows a toleration.
_SHORT = re.compile(
    r"(?<![\w./-])(?P<key>[A-Za-z][\w.-]*(?:/[\w.-]+)?)=(?P<value>[\w.-]*):No(?:Schedule|Execute)\b(?![^\n]{0,12} op=)"
)
_WITHOUT_VALUE = re.compile(r"^[ \t]*Taints:[ \t]+(?P<key>[\w./-]+):No(?:Schedule|Execute)\b", re.MULTILINE)
# A taint in the scheduler's words.
_REFUSED = re.compile(r"untolerated taint(?:\(s\))? \{(?P<key>[\w./-]+): ?(?P<value>[\w.-]*)\}")
# Taints that the cluster's own programs set and take away.
_PASSING = re.compile(r"(?:^|\.)(?:kubernetes\.io|karpenter\.sh|k8s\.io|ebs\.csi\.aws\.com|cilium\.io)/|Autoscaler$")
_TOLERATIONS = re.compile(
    r"^(?P<by>[ \t]*)tolerations:[^\n]*\n(?P<items>(?:(?P=by)[ \t]*(?:- |[ \t]+)[^\n]*\n?){1,60})", re.MULTILINE
)
_FLOW = re.compile(r"\"?tolerations\"?\s*[:=]\s*\[(?P<items>[^\]]{0,2000})\]")
_FIELD = re.compile(r"\"?(key|value|operator)\"?\s*[:=]\s*[\"']?([\w./-]+)")

_NONE = "none"


class _Toleration(NamedTuple):
    """The key that is tolerated, empty for each, and its value, None for each."""

    key: str
    value: str | None


def facts(pieces: Pieces) -> Iterator[str]:
    """Taints of groups and nodes, for the pods of the same paste."""
    if not pieces.demanding:
        return
    of_groups = {
        (found["key"], found["value"] or "")
        for piece in pieces.others
        if _TAINTED.search(piece)
        for found in _OF_GROUP.finditer(piece)
    }
    for key, value in sorted(of_groups):
        yield from _untolerated(pieces, key, value)
    stated = {taint for piece in pieces.others for taint in _stated(piece) if not _PASSING.search(taint[0])}
    every = [one for piece in pieces.demanding for one in _tolerations(piece)]
    # Nodes of several kinds are in one paste: where the pods tolerate one taint, the others are not theirs.
    is_of_gpus = any(map(gpus_of, pieces.pods)) or not pieces.pods
    if is_of_gpus and not any(_fits(one, key, value) for one in every for key, value in stated):
        for key, value in sorted(stated - of_groups):
            yield from _untolerated(pieces, key, value)


def _stated(piece: str) -> list[tuple[str, str]]:
    """Taints in the form of kubectl, with their values."""
    bare = [(found["key"], "") for found in _WITHOUT_VALUE.finditer(piece)]
    return [*bare, *((found["key"], found["value"]) for form in (_SHORT, _REFUSED) for found in form.finditer(piece))]


def _untolerated(pieces: Pieces, key: str, value: str) -> Iterator[str]:
    every = {piece: _tolerations(piece) for piece in pieces.demanding}
    named = [one for ones in every.values() for one in ones if one.key in ("", key)]
    if any(_fits(one, key, value) for one in named):
        bare = [piece for piece, ones in every.items() if kind_of(piece) == "DaemonSet" and not ones]
        yield from [f"taint {key} not tolerated by the DaemonSet"] if bare else []
    elif named:
        yield f"toleration of {key} with value {named[0].value or _NONE} and taint with {value or _NONE}"
    elif not any(_may_tolerate(piece, key) for piece in pieces.demanding):
        yield f"taint {key} not tolerated"


def _may_tolerate(piece: str, key: str) -> bool:
    """Whether a pod requests the resource of that name, or has tolerations of a form that is not read here."""
    # EKS gives pods that request a resource a toleration for a taint of its name (ExtendedResourceToleration).
    is_resource = re.search(rf"(?<![\w./-]){re.escape(key)}\"?\s*[:=]\s*[\"']?\d", piece)
    return bool(is_resource) or ("toleration" in piece and not _tolerations(piece))


def _tolerations(piece: str) -> list[_Toleration]:
    items = (_TOLERATIONS.search(piece) or _FLOW.search(piece) or {"items": ""})["items"]
    found: list[_Toleration] = []
    for item in re.split(r"^[ \t]*- |\{", items, flags=re.MULTILINE):
        fields = dict(_FIELD.findall(item))
        if fields:
            exists = fields.get("operator") == "Exists"
            found.append(_Toleration(fields.get("key", ""), None if exists else fields.get("value", "")))
    return found


def _fits(one: _Toleration, key: str, value: str) -> bool:
    return one.key in ("", key) and (one.value is None or one.value == value)
