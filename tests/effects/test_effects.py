"""The table of effects has an entry for every field of the cluster file, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from eks_gpu import effects
from eks_gpu.effects import FIELDS, Edits, Effect
from eks_gpu.effects.effect import AS_ITS_FIELDS
from eks_gpu.spec import ClusterSpec
from tools.edits.fields import EDITS
from tools.edits.workloads import WORKLOAD_EDITS

if TYPE_CHECKING:
    from collections.abc import Iterator

# Fields that no edit of the tables shows by itself.
_NODES_SETTINGS = [path.removeprefix("node_groups[]") for path in FIELDS if path.startswith("node_groups[].nodes")]
NOT_EDITED = {
    **{
        f"{holder}{path}": "the same settings of node_groups are edited, by the same code"
        for holder in ("gpu_node_groups[]", "system_nodes", "defaults")
        for path in _NODES_SETTINGS
        if f"{holder}{path}" not in {edit.path for edit in EDITS} and FIELDS[f"{holder}{path}"] is not AS_ITS_FIELDS
    },
    "backend.local": "the edits of backend.s3 and backend.cloud begin with it",
    "workloads": "an item is a workload, whose fields are edited",
    "workloads[].expose.kind": "one way deletes the Ingress and the other creates it; both are in tests/changes",
    "workloads[].fail_on_exit_codes": "only of a training job; its edits are in tests/changes",
    "workloads[].gpu_profile": "only where GPUs are partitioned; another profile is another resource of the pod",
    "workloads[].start_within": "only of a training job; its edits are in tests/kubernetes",
    "workloads[].nodes": "only of a training job; its edits are in tests/changes",
    "workloads[].volumes[].claim": "only of a stateful set; its edits are in tests/changes",
}


def schema_paths(model: type[BaseModel] = ClusterSpec, prefix: str = "") -> Iterator[str]:
    """Every field of the cluster file, as the table writes it."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        yield path
        for part, many in _models(field.annotation):
            yield from schema_paths(part, f"{path}{'[]' if many else ''}.")


def _models(annotation: Any, *, many: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation, many
        return
    for part in get_args(annotation):
        yield from _models(part, many=many or get_origin(annotation) is tuple)


@pytest.mark.parametrize("path", list(schema_paths()))
def test_every_field_says_what_an_edit_does(path: str) -> None:
    section = path.partition(".")[0].removesuffix("[]")
    file = {
        "gpu_node_groups": "nodes",
        "node_groups": "nodes",
        "system_nodes": "nodes",
        "defaults": "nodes",
        "manifests": "charts",
        "namespaces": "storage",
    }.get(section, section)
    file = file if file in {"charts", "network", "nodes", "monitoring", "storage", "workloads"} else "cluster"
    line = f'"{path}": always(Effect.…, "why"),'

    assert path in FIELDS, f"add a line to constructs/eks_gpu/effects/{file}.py: {line}"


def test_no_entry_is_about_a_field_that_does_not_exist() -> None:
    assert set(FIELDS) - set(schema_paths()) == set()


@pytest.mark.parametrize("path", sorted(FIELDS))
def test_every_entry_is_held_against_an_edit(path: str) -> None:
    """Each of its exceptions too; a block whose fields have entries of their own needs none."""
    edits = FIELDS[path]
    shown = {(edit.path, edit.case) for edit in EDITS} | {(edit.path, "") for edit in WORKLOAD_EDITS}
    cases = [""] if path.startswith("workloads") else [*([""] if _says_something(edits) else []), *edits.cases]
    wanted = {(path, case) for case in cases} if path not in NOT_EDITED and [*edits.effects()] else set()

    missing = wanted - shown
    assert not missing, f"add an edit to tools/edits/ for {sorted(missing)}: Edit({path!r}, one value, another value)"


def _says_something(edits: Edits) -> bool:
    return bool(edits.set or edits.change or edits.unset)


def test_every_edit_is_about_an_entry() -> None:
    assert [
        edit for edit in EDITS if edit.path not in FIELDS or (edit.case and edit.case not in FIELDS[edit.path].cases)
    ] == []
    assert [edit for edit in WORKLOAD_EDITS if edit.path not in FIELDS] == []


def test_what_replaces_nodes_or_more_has_a_reason() -> None:
    severe = {*list(Effect)[list(Effect).index(Effect.REPLACES_NODES) :]}
    entries = [(path, one) for path, edits in FIELDS.items() for one in (edits, *edits.cases.values())]

    assert [path for path, one in entries if {one.set, one.change, one.unset} & severe and not one.why] == []


def test_effects_are_ordered_and_named_once() -> None:
    assert Effect.NOTHING < Effect.IN_PLACE < Effect.REPLACES_NODES < Effect.REPLACES_CLUSTER
    assert len({one.value for one in Effect}) == len(Effect)


def test_the_fields_of_a_group_that_replace_its_nodes_are_known() -> None:
    found = effects.below("gpu_node_groups[]", Effect.REPLACES_NODES)

    assert {"efa", "sharing", "ami", "labels", "capacity_reservation"} <= set(found)
    assert "max" not in found
    assert (
        effects.why("gpu_node_groups[].labels", Effect.REPLACES_NODES) == "labels are in the user data of your own AMI"
    )
