"""Settings in custom user data that repeat what eks-gpu writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def repeated(ours: Mapping[str, object], theirs: Mapping[str, object], path: str) -> tuple[str, str] | None:
    """The settings that eks-gpu writes already, and the edit; None if there are none.

    Args:
        ours: The settings that follow from the group's fields.
        theirs: The settings in the custom user data.
        path: The path of both.
    """
    twice = list(_both(ours, theirs, path))
    if not twice:
        return None
    fix = "remove it here; the group's 'sharing', 'local_storage', 'parallel_image_pull' or 'nodes' sets it"
    return f"eks-gpu already writes {', '.join(twice)} for this group", fix


def _both(ours: Mapping[str, object], theirs: Mapping[str, object], path: str) -> Iterator[str]:
    """Paths of values that both have; for two tables, the paths inside them."""
    for key in ours:
        if key not in theirs:
            continue
        mine, other = ours[key], theirs[key]
        if isinstance(mine, Mapping) and isinstance(other, Mapping):
            yield from _both(mine, other, f"{path}.{key}")
        else:
            yield f"{path}.{key}"
