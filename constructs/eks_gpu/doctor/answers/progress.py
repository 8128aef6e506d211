"""Events that a pod has behind it, once it has come further."""

from __future__ import annotations

# Reasons of events that a pod with a node has behind it, and of those that one with a container on its way has.
BEFORE_NODE = frozenset({"FailedScheduling", "NotTriggerScaleUp", "TriggeredScaleUp", "Nominated"})
_BEFORE_START = frozenset({"FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "NetworkNotReady"})
_MADE = frozenset({"Pulling", "Pulled", "Created", "Started"})


def behind(reason: str) -> frozenset[str]:
    """Reasons of events that are over when an event with this reason comes."""
    if reason in _MADE:
        return BEFORE_NODE | _BEFORE_START
    return BEFORE_NODE if reason == "Scheduled" else frozenset()
