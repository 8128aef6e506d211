"""What a user's own part of the user data says once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def told_twice(ours: Mapping[str, object], theirs: Mapping[str, object], path: str) -> tuple[str, str] | None:
    """What the group's fields write already, and the edit; None for nothing.

    Args:
        ours: What follows from the group's fields.
        theirs: The user's own.
        path: Where both stand.
    """
    twice = list(_both(ours, theirs, path))
    if not twice:
        return None
    fix = "remove it; 'sharing', 'local_storage' or 'parallel_image_pull' of the group writes it"
    return f"{', '.join(twice)} is written for it already", fix


def _both(ours: Mapping[str, object], theirs: Mapping[str, object], path: str) -> Iterator[str]:
    """Paths of values that both have; of two tables, those within."""
    for key in ours:
        if key not in theirs:
            continue
        mine, other = ours[key], theirs[key]
        if isinstance(mine, Mapping) and isinstance(other, Mapping):
            yield from _both(mine, other, f"{path}.{key}")
        else:
            yield f"{path}.{key}"
