"""Fields that all groups of a file inherit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.declaration import read
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from eks_gpu.spec.nodes.defaults import OF_GROUPS_ONLY, DefaultsSpec, in_defaults
from eks_gpu.spec.nodes.nodes import NodesSpec
from tests.specs import changed

if TYPE_CHECKING:
    from pathlib import Path

    from eks_gpu.design import ClusterDesign

CPU = {"name": "cpu", "instance_types": ["m7i.xlarge"], "max_per_zone": 2}


def designed(defaults: dict[str, Any], gpu: dict[str, Any] | None = None, **more: Any) -> ClusterDesign:
    group = {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2, **(gpu or {})}
    spec = changed({"defaults": defaults, "gpu_node_groups": [group], "node_groups": [CPU], "workloads": [], **more})
    return design_cluster(ClusterSpec.model_validate(spec))


VALUES: dict[str, Any] = {
    "capacity": "spot",
    "zones": ("us-west-2b",),
    "os": "bottlerocket",
    "fips": True,
    "disk_gib": 321,
    "disk_throughput_mibs": 432,
    "local_storage": "raid0",
    "node_repair": False,
    "parallel_image_pull": True,
}


@pytest.mark.parametrize(("field", "value"), VALUES.items())
def test_groups_inherit_what_they_do_not_set(field: str, value: Any) -> None:
    spec = designed({field: value}).spec

    assert [getattr(group, field) for group in (*spec.gpu_node_groups, *spec.node_groups)] == [value, value]
    assert (getattr(spec.system_nodes, field) == value) is (field not in OF_GROUPS_ONLY)


def test_every_field_is_one_of_groups() -> None:
    """And the table above has all of them but those that are merged or have a form of their own."""
    merged = {"nodes", "labels", "taints", "update", "ami", "autoscaling"}

    assert DefaultsSpec.model_fields.keys() - {"ami", "autoscaling"} <= NodesSpec.model_fields.keys()
    assert VALUES.keys() == DefaultsSpec.model_fields.keys() - merged


def test_a_groups_own_field_comes_first() -> None:
    design = designed({"os": "bottlerocket", "disk_gib": 300}, {"os": "al2023", "disk_gib": 200})
    (gpu,), (cpu,) = design.spec.gpu_node_groups, design.spec.node_groups

    assert (gpu.os, gpu.disk_gib) == ("al2023", 200)
    assert (cpu.os, cpu.disk_gib) == ("bottlerocket", 300)
    assert design.gpu_groups[0].ami_type.startswith("AL2023")
    assert design.cpu_groups[0].ami_type.startswith("BOTTLEROCKET")


def test_labels_are_merged_and_taints_are_not() -> None:
    team, other = ({"key": key, "value": "a", "effect": "NoSchedule"} for key in ("team", "other"))
    defaults = {"labels": {"a": "1", "b": "1"}, "taints": [team]}
    spec = designed(defaults, {"labels": {"b": "2"}, "taints": [other]}).spec
    (gpu,), (cpu,) = spec.gpu_node_groups, spec.node_groups

    assert gpu.labels == {"a": "1", "b": "2"}
    assert cpu.labels == spec.system_nodes.labels == {"a": "1", "b": "1"}
    assert [taint.key for taint in gpu.taints] == ["other"]
    assert [taint.key for taint in cpu.taints] == ["team"]
    assert spec.system_nodes.taints == ()


def test_a_group_without_taints_says_so() -> None:
    taint = {"key": "team", "value": "a", "effect": "NoSchedule"}

    assert designed({"taints": [taint]}, {"taints": []}).spec.gpu_node_groups[0].taints == ()


def test_autoscaling_is_merged_field_by_field() -> None:
    spec = designed(
        {"autoscaling": {"scale_down_unneeded": "20m"}}, {"autoscaling": {"gpu_utilization_threshold": 0.3}}
    ).spec
    own = designed({"autoscaling": {"scale_down_unneeded": "20m"}}, {"autoscaling": {"scale_down_unneeded": "5m"}}).spec

    assert spec.gpu_node_groups[0].autoscaling.scale_down_unneeded == "20m"
    assert spec.gpu_node_groups[0].autoscaling.gpu_utilization_threshold == 0.3
    assert own.gpu_node_groups[0].autoscaling.scale_down_unneeded == "5m"


@pytest.mark.parametrize(("release", "pinned"), [("1.35.2-20260714", {"system", "cpu"}), ("1.62.1-9a1b2c3d", {"gpu"})])
def test_a_release_reaches_the_groups_of_its_operating_system(release: str, pinned: set[str]) -> None:
    spec = designed({"ami": {"release_version": release}}, {"os": "bottlerocket"}).spec
    releases = {
        "system": spec.system_nodes.ami and spec.system_nodes.ami.release_version,
        **{group.name: group.ami and group.ami.release_version for group in (*spec.gpu_node_groups, *spec.node_groups)},
    }

    assert {name for name, found in releases.items() if found == release} == pinned


def test_a_group_with_an_ami_of_its_own_keeps_it() -> None:
    spec = designed({"ami": {"release_version": "1.35.2-20260714"}}, {"ami": {"id": "ami-0a1b2c3d"}}).spec

    (gpu,) = spec.gpu_node_groups
    assert gpu.ami
    assert (gpu.ami.id, gpu.ami.release_version) == ("ami-0a1b2c3d", None)


def test_an_existing_cluster_has_no_system_nodes_that_inherit() -> None:
    network = {"private_subnets": {"us-west-2b": "subnet-0a1b2c3d"}}
    design = designed({"os": "bottlerocket"}, existing_cluster=True, network=network)

    assert "system_nodes" not in design.spec.model_fields_set
    assert design.spec.gpu_node_groups[0].os == "bottlerocket"


def test_a_file_without_the_fields_is_left_alone() -> None:
    spec = ClusterSpec.model_validate(changed({"defaults": {"nodes": {"tags": {"a": "1"}}}}))

    assert design_cluster(spec).spec is spec


def test_a_finding_points_at_the_line_of_defaults(tmp_path: Path) -> None:
    """The group itself does not name the field."""
    file = tmp_path / "cluster.yaml"
    file.write_text(
        "name: a\nregion: us-west-2\nkubernetes_version: '1.35'\nnetwork: {zones: [us-west-2a, us-west-2b]}\n"
        "access: {runner: vpc}\ndefaults:\n  fips: true\n"
        "gpu_node_groups:\n  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 1}\n",
        encoding="utf-8",
    )
    found = [problem for problem in read(file).problems if "fips" in problem.where]

    assert found
    assert {problem.position.line for problem in found if problem.position} == {7}


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("gpu_node_groups[12].os", "defaults.os"),
        ("node_groups[0].labels.team", "defaults.labels.team"),
        ("system_nodes.ami.release_version", "defaults.ami.release_version"),
        ("gpu_node_groups[0]", None),
        ("workloads[0].os", None),
    ],
)
def test_paths_below_defaults(path: str, below: str | None) -> None:
    assert in_defaults(path) == below
