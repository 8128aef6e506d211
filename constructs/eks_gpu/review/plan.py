"""A plan in plain values: the changes to each object, as far as a review needs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.review.document import Document
    from eks_gpu.review.outcome import Outcome

CLUSTER_TAG = "eks-gpu.io/cluster"
SENSITIVE = "(sensitive)"
Values = dict[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A sensitive value, which can be compared but not shown."""

    _value: object

    def __repr__(self) -> str:
        """A representation without the value, which may be a secret."""
        return SENSITIVE

    __str__ = __repr__


class Change(NamedTuple):
    """The change that a plan makes to one object.

    Attributes:
        address: Address of the resource in Terraform.
        kind: Its type, such as ``aws_subnet``.
        name: Its name within the type, without a key of `for_each`.
        module: Address of the module it is in; empty for the root.
        managed: False for a data source, which is only read.
        actions: Terraform's actions: ``("create", "delete")`` creates the new object first.
        before: Its values; none for a new resource. A sensitive one is a `Secret`, so that nothing can print it.
        after: Its values, as far as they are known; none for a deleted resource.
        unknown: A shadow of `after`: True where a value is known after the apply only.
        replace_paths: The fields that cannot be changed in place.
        reason: The reason, if Terraform gives one.
        previous_address: Where it was, if a `moved` block moved it.
        deposed: Key of a leftover of an earlier replacement; empty for the object itself.
        imported: Whether it is taken over from outside.
        deferred: Why nothing is planned for it yet; empty otherwise.
        plan: Which of several plans it is in, counted from 0.
        outcome: The outcome for it, if that was judged while all of its values were there.
    """

    address: str
    kind: str
    name: str
    module: str
    managed: bool
    actions: tuple[str, ...]
    before: Values
    after: Values
    unknown: object
    replace_paths: tuple[tuple[object, ...], ...] = ()
    reason: str = ""
    previous_address: str = ""
    deposed: str = ""
    imported: bool = False
    deferred: str = ""
    plan: int = 0
    outcome: Outcome | None = None

    @property
    def values(self) -> Values:
        """The values after the change, or, if there are none, before it."""
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class Output:
    """An output that changes."""

    name: str
    actions: tuple[str, ...]
    before: object
    after: object
    unknown: object


@dataclass(frozen=True, slots=True)
class Check:
    """A condition of the configuration that did not hold, or could not be evaluated."""

    address: str
    status: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of one stack.

    Attributes:
        file: The file, as the user named it.
        changes: Everything that it lists, no-ops and data sources included.
        drift: Changes made outside Terraform since the last apply.
        deferred: Changes that it defers to a later plan.
        outputs: Outputs that change.
        checks: Failed conditions.
        invoked: Actions that it runs besides (Terraform 1.14).
        errored: Terraform stopped with an error: the plan is a part, and cannot be applied.
        complete: False where a target, or something deferred, leaves something out.
    """

    file: str
    changes: tuple[Change, ...]
    drift: tuple[Change, ...] = ()
    deferred: tuple[Change, ...] = ()
    outputs: tuple[Output, ...] = ()
    checks: tuple[Check, ...] = ()
    invoked: tuple[str, ...] = ()
    errored: bool = False
    complete: bool = True


def plan(document: Document, file: str = "", number: int = 0) -> Plan:
    """The plan in a document; parts with an unexpected shape are treated as absent.

    Args:
        document: As `terraform show -json` writes it.
        file: The file, as the user named it.
        number: Which of several plans it is.
    """
    return Plan(
        file=file,
        changes=tuple(_changes(document.get("resource_changes"), number)),
        drift=tuple(_changes(document.get("resource_drift"), number)),
        deferred=tuple(_changes(document.get("deferred_changes"), number)),
        outputs=tuple(_outputs(_mapping(document.get("output_changes")))),
        checks=tuple(_checks(document.get("checks"))),
        invoked=tuple(_text(mapping.get("address")) for mapping in _mappings(document.get("action_invocations"))),
        errored=document.get("errored") is True,
        complete=document.get("complete") is not False,
    )


def _changes(found: object, number: int) -> Iterator[Change]:
    """The changes of a list; each may have become one while the document was read."""
    for one in _list(found):
        if isinstance(one, Change):
            yield one
        elif isinstance(one, dict):
            yield change_of(one, number)


def change_of(found: Values, number: int = 0) -> Change:
    """The change in a document's entry, which may be wrapped in the reason why it is deferred.

    Args:
        found: The entry.
        number: Which of several plans it is in.
    """
    if "resource_change" in found:
        return _change(_mapping(found["resource_change"]), number, _text(found.get("reason")) or "unknown")
    return _change(found, number)


def _change(one: Values, number: int, deferred: str = "") -> Change:
    change = _mapping(one.get("change"))
    secret = marks(change.get("before_sensitive")) or marks(change.get("after_sensitive"))
    # A long plan has few types, names and modules: equal ones are one text.
    kind, name = intern(_text(one.get("type"))), intern(_text(one.get("name")))
    return Change(
        address=_text(one.get("address")) or f"{kind or 'unknown'}.{name or 'unknown'}",
        kind=kind,
        name=name,
        module=intern(_text(one.get("module_address"))),
        managed=one.get("mode") != "data",
        actions=_actions(change),
        before=_values(change, "before", secret=secret),
        after=_values(change, "after", secret=secret),
        unknown=change.get("after_unknown"),
        replace_paths=tuple([tuple(path) for path in _list(change.get("replace_paths")) if isinstance(path, list)]),
        reason=_text(one.get("action_reason")),
        previous_address=_text(one.get("previous_address")),
        deposed=_text(one.get("deposed")),
        imported=change.get("importing") is not None,
        deferred=deferred,
        plan=number,
    )


def _outputs(changes: Values) -> Iterator[Output]:
    for name, found in sorted(changes.items()):
        change = _mapping(found)
        actions = _actions(change)
        if actions not in {(), ("no-op",)}:
            before, after = (_hidden(change.get(side), *_shadows(change, side)) for side in ("before", "after"))
            yield Output(name, actions, before, after, change.get("after_unknown"))


def _checks(found: object) -> Iterator[Check]:
    """Those that failed; one that is unknown is asked again by the apply."""
    for mapping in _mappings(found):
        if (status := mapping.get("status")) in {"fail", "error"}:
            instances = _mappings(mapping.get("instances"))
            messages = (
                _text(problem.get("message")) for each in instances for problem in _mappings(each.get("problems"))
            )
            yield Check(
                _text(_mapping(mapping.get("address")).get("to_display")), str(status), tuple(filter(None, messages))
            )


def _values(change: Values, side: str, *, secret: bool) -> Values:
    if not secret:
        return _mapping(change.get(side))
    own, other = _shadows(change, side)
    return {
        key: _hidden(value, below(own, key), below(other, key)) for key, value in _mapping(change.get(side)).items()
    }


def _shadows(change: Values, side: str) -> tuple[object, object]:
    """The marks of one side, then those of the other: a value is as secret as it ever was."""
    other = "after" if side == "before" else "before"
    return change.get(f"{side}_sensitive"), change.get(f"{other}_sensitive")


def hidden_like(value: object, model: object) -> object:
    """A value of one plan with everything out of sight that another plan hides in the same place."""
    return _hidden(value, None, _shadow_of(model))


def _shadow_of(value: object) -> object:
    """The marks that would hide the hidden parts of a value."""
    if isinstance(value, dict):
        return {key: _shadow_of(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shadow_of(element) for element in value]
    return isinstance(value, Secret)


def _hidden(value: object, own: object, other: object = None) -> object:
    """A value without anything that its own marks or the marks of its counterpart call sensitive.

    Args:
        value: The value from the plan.
        own: Terraform's marks for the value.
        other: Terraform's marks for its counterpart, before or after the change.
    """
    if own is True or other is True:
        # A missing value is not a secret.
        return value if value is None or isinstance(value, Secret) else Secret(value)
    shadows = [shadow for shadow in (own, other) if marks(shadow)]
    if isinstance(value, dict) and all(isinstance(shadow, dict) for shadow in shadows):
        return {key: _hidden(one, below(own, key), below(other, key)) for key, one in value.items()}
    if isinstance(value, list) and all(isinstance(shadow, list) for shadow in shadows):
        beside = _beside(own, other, len(value))
        return [_hidden(one, below(own, at), beside[at]) for at, one in enumerate(value)]
    # Terraform never writes a shadow with another shape than its value; in that case hide too much rather than too
    # little.
    return Secret(value) if shadows else value


def _beside(own: object, other: object, length: int) -> list[object]:
    """For each element of a list the marks of the other list's elements.

    The elements of a set have no fixed place. A list without marks of its own is therefore hidden wherever any element
    of the other list is; in a list with marks, those of the other list are added place by place.
    """
    if not isinstance(other, list) or not marks(other):
        return [None] * length
    if not marks(own):
        return [reduce(_union, other)] * length
    return other if len(other) == length else [None] * length


def _union(one: object, other: object) -> object:
    """The marks of two shadows together."""
    if not marks(one) or not marks(other):
        return one if marks(one) else other
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _union(one.get(key), other.get(key)) for key in one.keys() | other.keys()}
    if isinstance(one, list) and isinstance(other, list):
        return [_union(*pair) for pair in zip_longest(one, other)]
    return True


def below(shadow: object, step: str | int) -> object:
    """The marks one level below; a value that is marked as a whole stays marked."""
    if shadow is True:
        return True
    if isinstance(shadow, dict):
        return shadow.get(step)
    if isinstance(shadow, list) and isinstance(step, int) and step < len(shadow):
        return shadow[step]
    return None


def marks(shadow: object) -> bool:
    """Whether a shadow marks anything."""
    if not isinstance(shadow, dict | list):
        return shadow is True
    for element in shadow.values() if isinstance(shadow, dict) else shadow:
        # Nearly all are empty, and a call for each takes longer than the rest of the plan.
        if element is True or (element and marks(element)):
            return True
    return False


def _actions(change: Values) -> tuple[str, ...]:
    return tuple(map(str, _list(change.get("actions"))))


def _mapping(value: object) -> Values:
    return value if isinstance(value, dict) else {}


def _mappings(value: object) -> Iterator[Values]:
    return (one for one in _list(value) if isinstance(one, dict))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """The value as text on one line."""
    if not isinstance(value, str):
        return ""
    return " ".join(value.split()) if not value.isprintable() or " " in value else value
