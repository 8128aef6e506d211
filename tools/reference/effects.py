"""Effects of edits of a field on a running cluster, as list items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.effects import FIELDS, Edits, Effect
from eks_gpu.effects.effect import AS_ITS_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

# A block, a list and a map are edited by their entries.
_VALUE = ("set", "changed", "unset")
_ENTRY = ("entry added", "entry changed", "entry removed")


def lines(path: str, *, has_entries: bool, is_required: bool) -> Iterator[str]:
    """The list item of a field, and one below it for each exception.

    Args:
        path: Path of the field.
        has_entries: It is a list or a map.
        is_required: It can be changed, but not be missing.
    """
    edits = FIELDS[path]
    if edits == AS_ITS_FIELDS:
        yield "- **On a running cluster**: each field below has its own effect."
        return
    verbs = _ENTRY if has_entries else ("", "changed", "") if is_required else _VALUE
    own = list(_groups(edits, verbs))
    yield f"- **On a running cluster**: {_sentence(own, edits.why)}"
    for condition, case in edits.cases.items():
        yield f"  - Exception ({condition}): {_sentence(list(_groups(case, verbs)), case.why)}"


def worst(path: str) -> str:
    """The most disruptive effect of any edit of a field; a refusal disrupts nothing, so it is the last choice."""
    found = list(FIELDS[path].effects())
    done = [effect for effect in found if effect is not Effect.REFUSED]
    return max(done or found).value if found else "see its fields"


def _groups(edits: Edits, verbs: tuple[str, str, str]) -> Iterator[tuple[str, Effect]]:
    """Edits with the same effect together: `set or changed`, `entry added or removed`."""
    done = [
        (verb, one) for verb, one in zip(verbs, (edits.set, edits.change, edits.unset), strict=True) if verb and one
    ]
    for effect in dict.fromkeys(one for _, one in done):
        first, *others = [verb for verb, one in done if one is effect]
        *listed, last = first, *(verb.rpartition(" ")[2] for verb in others)
        yield f"{', '.join(listed)} or {last}" if listed else last, effect


def _sentence(groups: list[tuple[str, Effect]], why: str) -> str:
    text = "; ".join(f"{verbs}: *{effect.value}*" for verbs, effect in groups)
    return f"{text}. {why[:1].upper()}{why[1:]}." if why else f"{text}."
