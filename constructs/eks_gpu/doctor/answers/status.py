"""The autoscaler's status ConfigMap: YAML since 1.30 (kubernetes/autoscaler#6375), before that a text for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from eks_gpu.doctor.answers.lenient import Answer, read_as

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.doctor.answers.observations import Observations

_TIME = re.compile(r"^(?:time:|Cluster-autoscaler status at) ['\"]?([^'\"\n]+?)['\"]?:?$", re.MULTILINE)
_OLD_NAME = re.compile(r"^ +Name: +(\S+)", re.MULTILINE)
_OLD_BACKOFF = re.compile(r"Name: +(\S+)(?:(?!Name:).)*?(ScaleUp: +Backoff[^\n]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Status:
    """The autoscaler's status, as it reports it.

    Attributes:
        time: When it wrote this.
        groups: Names of all Auto Scaling groups that it knows.
        backoff: Groups in back-off, with the reason.
        complete: Whether the list of groups could be read.
    """

    time: str
    groups: tuple[str, ...]
    backoff: Mapping[str, str]
    complete: bool


class _Backoff(Answer):
    errorCode: str = ""  # noqa: N815 - the autoscaler's own key
    errorMessage: str = ""  # noqa: N815 - as above


class _ScaleUp(Answer):
    status: str = ""
    backoffInfo: _Backoff = _Backoff()  # noqa: N815 - as above


class _Group(Answer):
    name: str = ""
    scaleUp: _ScaleUp = _ScaleUp()  # noqa: N815 - as above


class _Document(Answer):
    nodeGroups: tuple[_Group, ...] | None = None  # noqa: N815 - as above


def autoscaler_status(seen: Observations) -> Status | None:
    """The status; None if it was not gathered."""
    maps = [config_map for config_map in seen.config_maps if config_map.name == "cluster-autoscaler-status"]
    text = maps[0].data.get("status", "") if maps else ""
    if not text:
        return None
    found = _TIME.search(text)
    # The time after ` m=` is the age of the process.
    time = found[1].strip() if found else ""
    document = _document(text)
    if document and (document.nodeGroups is not None or "clusterWide:" in text):
        groups = document.nodeGroups or ()
        held = {
            group.name: f"Backoff {group.scaleUp.backoffInfo.errorCode}: {group.scaleUp.backoffInfo.errorMessage}"
            for group in groups
            if group.scaleUp.status == "Backoff"
        }
        return Status(time, tuple(group.name for group in groups), held, complete=True)
    names = tuple(_OLD_NAME.findall(text))
    return Status(time, names, dict(_OLD_BACKOFF.findall(text)), complete="NodeGroups:" in text or bool(names))


def _document(text: str) -> _Document | None:
    try:
        return read_as(_Document, YAML(typ="safe", pure=True).load(text))
    except (YAMLError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        return None
