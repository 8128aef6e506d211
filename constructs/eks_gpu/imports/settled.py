"""Fit an imported cluster into the fields that a cluster file has: names, system nodes, defaults, fields to come."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.imports.imported import Note, Part
from eks_gpu.imports.scalars import flow
from eks_gpu.imports.shapes import is_default, model_for, ordered
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec import ClusterSpec
from eks_gpu.spec.names import file_name_of, is_eks_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.imports.imported import Group, Imported, Values
    from eks_gpu.spec.model import SpecModel

GPU_GROUPS, CPU_GROUPS, SYSTEM = "gpu_node_groups", "node_groups", "system_nodes"
EXISTING = "existing_cluster"
# Fields that others decide, if they made the cluster.
_OTHERS = frozenset(
    (
        *(
            "access",
            "addons",
            "control_plane",
            "deletion_protection",
            "ebs_driver_scope",
            "encryption",
            "upgrade_policy",
        ),
        SYSTEM,
    )
)
# No GPU group may have this name.
_RESERVED = "system"
# As in eks_gpu.spec.model.GroupName.
_LONGEST_NAME = 16
_NAME = re.compile(r"[a-z]([a-z0-9-]{0,14}[a-z0-9])?")
# System nodes are in the control plane's zones, unless a file says otherwise.
_SYSTEM_ZONES = 2
# Characters of a value that a note about a missing field repeats.
_LONGEST_VALUE = 120


@dataclass
class Settled:
    """The content of a cluster file.

    Attributes:
        values: Fields in the order of the schema, without defaults.
        notes: Notes by the path that they belong to; an empty path is the end of the file.
    """

    values: Values
    notes: dict[str, list[Note]] = field(default_factory=dict)

    @property
    def all_notes(self) -> list[Note]:
        """Every note, in the order of the file; those that belong nowhere in particular last."""
        last = self.notes.get("", [])
        return [*(note for at, notes in self.notes.items() if at for note in notes), *last]


def settled(imported: Imported) -> Settled:
    """The content of the cluster file for an imported cluster; the model itself stays as it is."""
    whole = Part(dict(imported.fields), list(imported.notes))
    notes: dict[str, list[Note]] = {}
    names: dict[str, int] = {}
    network = imported.get("network.zones") or imported.get("network.private_subnets")
    zones = list(network) if isinstance(network, list | dict) else []
    others = _leave_to_others(whole, _OTHERS - imported.added)
    _settle_name(whole)
    system = None if others else _system(imported.groups)
    lists: dict[str, list[Values]] = {GPU_GROUPS: [], CPU_GROUPS: []}
    for group in imported.groups:
        part = Part(dict(group.fields), list(group.notes))
        _settle_zones(part, zones[:_SYSTEM_ZONES] if group is system else zones)
        if group is system:
            _be_system(group, part)
            values, at = _pruned(_model(SYSTEM), part.fields, part, SYSTEM), SYSTEM
            whole.fields[SYSTEM] = values
        else:
            key = GPU_GROUPS if group.gpu else CPU_GROUPS
            if not part.fields.get("min"):
                part.fields.pop("min", None)
            part.fields = {"name": _name(group, part, names), **part.fields}
            at = f"{key}[{len(lists[key])}]"
            lists[key].append(_pruned(_model(key), part.fields, part, at))
        notes[at] = part.notes
    if whole.fields.get("network") == {}:
        del whole.fields["network"]
    whole.fields |= {key: found for key, found in lists.items() if found}
    values = _pruned(ClusterSpec, whole.fields, whole, "", groups=frozenset((GPU_GROUPS, CPU_GROUPS, SYSTEM)))
    for note in whole.notes:
        key = note.at.partition(".")[0].partition("[")[0]
        notes.setdefault(key if key in values else "", []).append(note)
    order = [*(one for key in values for one in notes if one.partition("[")[0] == key), ""]
    rest = [note for at, found in notes.items() if at not in order for note in found]
    return Settled(values, {at: notes.get(at, []) + (rest if not at else []) for at in order})


def _settle_name(whole: Part) -> None:
    """A name that the file may have, for an existing cluster whose own is longer or has other letters."""
    name = whole.fields.get("name")
    if not whole.fields.get("existing_cluster") or not isinstance(name, str) or not is_eks_name(name):
        return
    short = file_name_of(name)
    if short == name:
        return
    whole.fields = {"name": short, **{key: one for key, one in whole.fields.items() if key != "name"}, "eks_name": name}
    reason = f"stacks and roles get the name {short!r}, because {name!r} is too long or has other letters"
    whole.changed("name", reason, "name")


def _settle_zones(part: Part, usual: list[object]) -> None:
    """Leave out what a file means without these words: the usual zones, or the only zone of a reservation."""
    zones, reserved = part.fields.get("zones"), part.fields.get("capacity_reservation")
    if not isinstance(zones, list):
        return
    if isinstance(reserved, dict) and reserved and len(zones) == 1:
        del part.fields["zones"]
        part.fields["capacity_reservation"] = {**reserved, "zone": zones[0]}
    elif set(zones) == set(usual):
        del part.fields["zones"]


def _model(key: str) -> type[SpecModel]:
    found = model_for(ClusterSpec.model_fields[key].annotation)
    assert found is not None, key
    return found


def _leave_to_others(whole: Part, decided: frozenset[str]) -> bool:
    """Leave out what somebody else decides about an existing cluster; whether it is one.

    Args:
        whole: The cluster.
        decided: Fields that somebody else decides.
    """
    if not (whole.fields.get(EXISTING) and EXISTING in ClusterSpec.model_fields):
        return False
    for key in decided:
        whole.fields.pop(key, None)
    whole.notes = [note for note in whole.notes if note.at not in decided]
    network = whole.fields.get("network")
    if isinstance(network, dict) and "zones" in network:
        del whole.fields["network"]
        whole.notes = [note for note in whole.notes if note.at != "network"]
        reason = "the ids of the subnets are not in the original; write `network` with the nodes' `private_subnets`"
        whole.left("network", reason, "network")
    return True


def _system(groups: list[Group]) -> Group | None:
    """The group that becomes the system nodes: one that anything can run on and that never goes away."""
    cpu = [group for group in groups if not group.gpu]

    def rank(group: Group) -> tuple[bool, bool, bool]:
        least = group.fields.get("min")
        return not group.system, bool(group.fields.get("taints")), not (isinstance(least, int) and least)

    return min(cpu, key=rank, default=None)


def _be_system(group: Group, part: Part) -> None:
    least, most = part.fields.get("min"), part.fields.get("max")
    if least == 0:
        part.fields["min"] = 1
        if not group.system:
            part.changed(group.source, "its minimum of 0 becomes 1, because system nodes never go away")
    if isinstance(most, int) and not most:
        part.fields["max"] = 1
    if not group.system:
        part.changed(group.source, f"the group {group.name!r} becomes the system nodes, for everything except GPU work")


def _name(group: Group, part: Part, taken: dict[str, int]) -> str:
    """A name that the spec allows, and that no other group has.

    Args:
        group: The group.
        part: Where a note about another name goes.
        taken: How often each name was wanted so far.
    """
    name = group.name
    if not _NAME.fullmatch(name):
        name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        name = name if name[:1].isalpha() else f"g{name}"
        name = name[:_LONGEST_NAME].rstrip("-")
    base, count = name, taken.get(name, 1)
    while name in taken or name == _RESERVED:
        count += 1
        name = f"{base[: _LONGEST_NAME - len(str(count)) - 1].rstrip('-')}-{count}"
    taken |= {base: count, name: taken.get(name, 1)}
    if name != group.name:
        allowed = f"names have at most {_LONGEST_NAME} lower-case letters, digits and '-'"
        why = "it is in use" if _NAME.fullmatch(group.name) else allowed
        reason = f"the name {group.name!r} becomes {name!r}, because {why}"
        part.changed(group.source, f"{reason}; selectors of pods on the old name match no more")
    return name


def _pruned(
    model: type[SpecModel], values: Mapping[str, object], part: Part, path: str, groups: frozenset[str] = frozenset()
) -> Values:
    """Values that the model has and that differ from its defaults, in its order; others are noted.

    Args:
        model: The model of these values.
        values: Values in the words of a cluster file.
        part: Where a note goes if there is no such field yet.
        path: Path of the values in the result.
        groups: Keys whose values are pruned already.
    """
    for name, value in values.items():
        if name not in model.model_fields and not _means_nothing(name, value):
            _note_missing(name, value, part, path)
    kept: Values = {}
    for name, value in ordered(model, values).items():
        field = model.model_fields[name]
        found = value if name in groups else _inside(field.annotation, value, part, f"{path}.{name}".lstrip("."))
        # A mapping with nothing but defaults says nothing; one that is empty from the start does, as `efs: {}`.
        empty = found in ({}, []) and value not in ({}, []) and not field.is_required()
        if not empty and not is_default(field, found):
            kept[name] = found
    return kept


def _inside(annotation: object, value: object, part: Part, path: str) -> object:
    if isinstance(value, dict):
        model = model_for(annotation, frozenset(value))
        return value if model is None else _pruned(model, value, part, path)
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return [_inside(annotation, one, part, path) for one in value]
    return value


def _means_nothing(name: str, value: object) -> bool:
    """Whether a field that a part of the file lacks has the value that GPU groups have anyway."""
    known = _model(GPU_GROUPS).model_fields.get(name)
    return known is not None and is_default(known, value)


def _note_missing(name: str, value: object, part: Part, path: str) -> None:
    shown = flow({name: value})[1:-1]
    shown = shown if len(shown) <= _LONGEST_VALUE else f"{shown[: _LONGEST_VALUE - 1]}…"
    where = f" of {path.partition('[')[0]}" if path else ""
    part.left(shown, f"this version of eks-gpu has no field {name!r}{where}", path)
