"""Tags of an Auto Scaling group, as the Cluster Autoscaler reads them (its `aws_manager.go` at 1.36.1).

Its functions split a key at their prefix wherever that occurs, and drop silently what they cannot parse; so does
this. Here the field `ignored` keeps those keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.autoscaler import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

PREFIX = "k8s.io/cluster-autoscaler/node-template/"
RESOURCES, LABEL, TAINT, OPTIONS = (
    f"{PREFIX}{kind}/" for kind in ("resources", "label", "taint", "autoscaling-options")
)
_TAINT_VALUE = re.compile("(.*):(?:NoSchedule|NoExecute|PreferNoSchedule)")
EFFECTS = frozenset({"NoSchedule", "NoExecute", "PreferNoSchedule"})
# GetAsgOptions reads these five names of `config/const.go`; where a value is none, that of the cluster stays.
_OPTIONS: dict[str, Callable[[str], Decimal | None]] = {
    "scaledownutilizationthreshold": values.number,
    "scaledowngpuutilizationthreshold": values.number,
    "scaledownunneededtime": values.seconds,
    "scaledownunreadytime": values.seconds,
    "ignoredaemonsetsutilization": values.truth,
}

Taint = tuple[str, str, str]
"""Key, value, effect in Kubernetes' word."""


@dataclass(frozen=True)
class Told:
    """The template from the tags; a label is None if its value is unknown before the apply."""

    resources: Mapping[str, Decimal]
    labels: Mapping[str, str | None]
    taints: frozenset[Taint]
    options: Mapping[str, Decimal]
    ignored: tuple[str, ...]


def told(tags: Mapping[str, str | None]) -> Told:
    known = {key: value for key, value in tags.items() if value is not None}
    resources, labels, taints, options = resources_of(known), _labels(tags), _taints(known), _options(known)
    # An effect that Kubernetes does not know is none, though the autoscaler would take it.
    came = (
        (RESOURCES, resources),
        (LABEL, labels),
        (TAINT, {key for key, _, effect in taints if effect in EFFECTS}),
        (OPTIONS, options),
    )
    ignored = (
        tag
        for tag in sorted(known)
        if tag.startswith(PREFIX) and not any(prefix in tag and _after(prefix, tag) in names for prefix, names in came)
    )
    return Told(resources, labels, frozenset(taints), options, tuple(ignored))


def resources_of(tags: Mapping[str, str]) -> dict[str, Decimal]:
    """extractAllocatableResourcesFromAsg, and …FromTags, which does the same with a node group's own tags."""
    parsed = {_after(RESOURCES, key): values.quantity(value) for key, value in tags.items()}
    return {name: amount for name, amount in parsed.items() if name and amount is not None}


def _labels(tags: Mapping[str, str | None]) -> dict[str, str | None]:
    """extractLabelsFromAsg: a key without the prefix is split at `eks:` instead."""
    keys = {key: _after(LABEL, key) if LABEL in key else _after("eks:", key) for key in tags}
    return {label: tags[key] for key, label in keys.items() if label}


def _taints(tags: Mapping[str, str]) -> list[Taint]:
    """extractTaintsFromAsg: the expression has no end, so an effect may be followed by anything."""
    found = []
    for tag, text in tags.items():
        if TAINT in tag and _TAINT_VALUE.search(text):
            value, effect = text.split(":", 1)
            found.append((tag.split(TAINT)[1], value, effect))
    return found


def _options(tags: Mapping[str, str]) -> dict[str, Decimal]:
    """extractAutoscalingOptionsFromTags, then GetAsgOptions."""
    named = {key.split(OPTIONS)[1]: value for key, value in tags.items() if key.startswith(OPTIONS)}
    parsed = {name: _OPTIONS[name](value) for name, value in named.items() if name in _OPTIONS}
    return {name: value for name, value in parsed.items() if value is not None}


def _after(prefix: str, key: str) -> str:
    """The result of Go's `strings.Split(key, prefix)[1]`; empty if there is no prefix."""
    parts = key.split(prefix)
    return parts[1] if len(parts) > 1 else ""
