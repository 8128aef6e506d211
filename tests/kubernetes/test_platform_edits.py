"""Edits of storage, namespaces, monitoring and groups, as the platform and workloads stacks plan them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import changes
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from eks_gpu.templates import for_terraform
from tests.kubernetes.edits import declaration
from tests.kubernetes.outcome import outcome
from tests.synthesized import Synthesized

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from tests.kubernetes.outcome import Outcome
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine
WEB = {"kind": "deployment", "volumes": [{"mount_path": "/data", "storage": "data"}]}
SLICED = {"time_slicing": {"replicas": 4}}
MPS = {"mps": {"replicas": 4}}


def _bucket(**more: Any) -> dict[str, Any]:
    return {"storage": [{"name": "data", "s3_mount": {"bucket": "acme-data", **more}}]}


def _lustre(size: int) -> dict[str, Any]:
    return {"storage": [{"name": "data", "fsx_lustre": {"size_gib": size, "zone": "us-west-2a"}}]}


def _groups(**more: Any) -> dict[str, Any]:
    return {"gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"], "max": 2, **more}]}


@dataclass(frozen=True)
class Edit:
    """Two values of one part of a file, and what the plan changes in place, by paths that it must name."""

    name: str
    old: dict[str, Any]
    new: dict[str, Any]
    changes: tuple[str, ...] = ()
    says: str | None = None

    def __str__(self) -> str:
        return self.name


_CLAIM = "spec.access_modes"
EDITS = [
    Edit(
        "writable",
        _bucket(),
        _bucket(writable=True),
        (_CLAIM, "spec.mount_options", "annotations"),
        "change-storage-mount",
    ),
    Edit(
        "read-only",
        _bucket(writable=True),
        _bucket(),
        (_CLAIM, "spec.mount_options", "annotations"),
        "change-storage-mount",
    ),
    Edit("prefix", _bucket(), _bucket(prefix="a/"), ("spec.mount_options", "annotations"), "change-storage-mount"),
    Edit("size", _lustre(1200), _lustre(2400), ("spec.capacity",)),
    Edit("shared", _groups(), _groups(sharing=SLICED), ("annotations", "service_account_name"), "change-sharing"),
    Edit(
        "no longer shared",
        _groups(sharing=SLICED),
        _groups(),
        ("annotations", "service_account_name"),
        "change-sharing",
    ),
    Edit("mps", _groups(sharing=SLICED), _groups(sharing=MPS), ("annotations",)),
    Edit("no longer mps", _groups(sharing=MPS), _groups(sharing=SLICED), ("annotations",)),
    Edit("exporter", {}, {"monitoring": {"dcgm_exporter": True}}),
    Edit("no exporter", {"monitoring": {"dcgm_exporter": True}}, {}),
    Edit("quota", {"namespaces": [{"name": "a"}]}, {"namespaces": [{"name": "a", "gpu_quota": 1}]}),
    Edit(
        "another quota",
        {"namespaces": [{"name": "a", "gpu_quota": 1}]},
        {"namespaces": [{"name": "a", "gpu_quota": 2}]},
        ("spec.hard",),
    ),
    Edit("prepull", _groups(), _groups(prepull=["registry.example/a:1"])),
    Edit(
        "other images",
        _groups(prepull=["registry.example/a:1"]),
        _groups(prepull=["registry.example/b:1"]),
        ("init_container.image",),
    ),
    Edit(
        "priorities", _groups(), {**_groups(priority=10), "autoscaler": {"expander": "priority"}}, ("container.args",)
    ),
    Edit("taint", _groups(), _groups(taints=[{"key": "a", "value": "b", "effect": "NoSchedule"}]), ("toleration",)),
]


def spec(part: dict[str, Any], name: str) -> ClusterSpec:
    """A cluster with this part; without storage of its own it has a file system."""
    return ClusterSpec.model_validate({**declaration(WEB), **part, "name": name})


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resources]:
    """The Kubernetes resources of every part, all of one synthesis."""
    from eks_gpu.stacks.app import build  # noqa: PLC0415 - the engine takes a second to start

    parts = list(dict.fromkeys(json.dumps(part) for edit in EDITS for part in (edit.old, edit.new)))
    folder = tmp_path_factory.mktemp("platform-edits")
    designs = [for_terraform(design_cluster(spec(json.loads(part), f"c{i}"))) for i, part in enumerate(parts)]
    build(designs, str(folder)).synth()
    made = Synthesized(folder)
    return {part: _objects(made, f"c{number}") for number, part in enumerate(parts)}


def _objects(made: Synthesized, cluster: str) -> Resources:
    found: Resources = {}
    for stack in ("platform", "workloads"):
        for kind, named in made.stack(f"{cluster}-{stack}").get("resource", {}).items():
            found.setdefault(kind, {}).update(named)
    return found


def planned(edit: Edit, stacks: dict[str, Resources]) -> Outcome:
    return outcome(stacks[json.dumps(edit.old)], stacks[json.dumps(edit.new)])


def design(part: dict[str, Any]) -> ClusterDesign:
    return design_cluster(spec(part, "same"))


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_an_edit_is_carried_out_in_place(edit: Edit, stacks: dict[str, Resources]) -> None:
    done = planned(edit, stacks)
    ids = {problem.id for problem in changes.run(design(edit.old), design(edit.new))}

    assert (done.replaced, done.kept, done.unsent) == ([], [], [])
    assert [part for part in edit.changes if not any(part in path for path in done.changed)] == []
    assert edit.says is None or edit.says in ids


@pytest.mark.parametrize(
    "edit", [edit for edit in EDITS if "_bucket" in edit.name or edit.name in {"writable", "size"}], ids=str
)
def test_a_claim_is_left_as_it_is(edit: Edit, stacks: dict[str, Resources]) -> None:
    """Pods hold on to it: replaced, it would stay Terminating; and what is static cannot be resized."""
    done = planned(edit, stacks)

    assert not [path for path in done.changed if path.startswith("kubernetes_persistent_volume_claim_v1")]
    assert [path for path in done.left if path.startswith("kubernetes_persistent_volume_claim_v1")]


def test_another_bucket_is_planned_and_never_sent(stacks: dict[str, Resources]) -> None:
    """Why `change-storage-source` is an error."""
    old = stacks[json.dumps(_bucket())]
    text = json.dumps({kind: old[kind] for kind in ("kubernetes_persistent_volume_v1",)})
    new = json.loads(text.replace("acme-data", "other-data"))
    done = outcome({"kubernetes_persistent_volume_v1": old["kubernetes_persistent_volume_v1"]}, new)

    assert done.replaced == []
    assert [path.rpartition(".")[2] for path in done.unsent] == ["volume_attributes"]
    rule = changes.by_id()["change-storage-source"]
    found = list(rule.check(design(_bucket()), design(_bucket(bucket="other-data"))))
    assert [problem.severity for problem in found] == ["error"]
