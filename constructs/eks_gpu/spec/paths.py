"""Where a validation error points, as a path into the file."""

from __future__ import annotations

from typing import Any

from eks_gpu.spec.network import NETWORK_KINDS

Step = str | int


def steps(loc: tuple[Step, ...]) -> tuple[Step, ...]:
    """Pydantic's location without what no user wrote: the tag of a union, the marker of a mapping's key."""
    cleaned = [
        step for index, step in enumerate(loc) if not (index == 1 and loc[0] == "network" and step in NETWORK_KINDS)
    ]
    return tuple(step for step in cleaned if step != "[key]")


def dotted(path: tuple[Step, ...]) -> str:
    """A path in the form ``gpu_node_groups[0].instance_types``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def value_at(data: Any, path: tuple[Step, ...]) -> Any:  # noqa: ANN401 - whatever the file holds
    """What the file holds at a path, or None."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
