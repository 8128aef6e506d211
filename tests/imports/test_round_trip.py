"""Plans of what eks-gpu itself made give the cluster files that they were made from, but for what nobody keeps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from eks_gpu.design.nodes.defaults import with_defaults
from eks_gpu.imports import Result, import_plans, result_of
from eks_gpu.spec import load_file, load_text
from eks_gpu.spec.nodes.defaults import DefaultsSpec
from tests.imports.planned import as_plan, snapshot
from tests.synthesized import EXAMPLES, ROOT, SPECS, synthesize_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from eks_gpu.spec import ClusterSpec
    from eks_gpu.spec.nodes.group import GroupSpec
    from tests.synthesized import Synthesized

# Those of other tests, and what none of them has.
OWN_SPECS = tuple(sorted((ROOT / "tests" / "imports" / "specs").glob("*.yaml")))
KINDS = ("network", "cluster", "platform", "workloads")
# Fields that neither AWS nor Kubernetes keeps, with the reason: they only tell eks-gpu how to work.
NOT_KEPT = {
    "access.runner": "where Terraform runs",
    "access.kubernetes_auth": "how Terraform signs in",
    "backend": "where Terraform keeps its state",
    "daemons": "what others install",
    **{f"defaults.{field}": "the groups have them" for field in DefaultsSpec.model_fields if field != "nodes"},
    "ignore": "findings that the author knows",
    "daemon_reserve": "room for what others install",
    "monitoring.alerts": "thresholds of a rule file, which nobody applies",
    "monitoring.profiling": "an environment variable of the exporter",
}
# The same of an existing cluster: they describe what others made.
NOT_KEPT_OF_OTHERS = {
    "network.pod_subnets": "the subnets of the VPC CNI of others",
    "network.prefix_delegation": "its way to give addresses",
}
# Fields that are there in AWS or Kubernetes, and are left out with a note.
NOTED = {
    "workloads": "workloads are not read back",
    "namespaces": "`gpu_quota` of the namespaces",
    "queueing": "write `queueing`",
    **{
        f"queueing.{field}": "write `queueing`"
        for field in ("kind", "values", "timeout", "fair_sharing", "preemption", "topology")
    },
    "storage": "comes with `storage`",
    "addons": "write `existing` or `none`",
    "autoscaler.kind": "write `existing` or `none`",
    "storage_class": "write the StorageClass of others",
    "gpu_node_groups.prepull": "`prepull`",
    "gpu_node_groups.ami.user_data": "user_data",
    "gpu_node_groups.local_storage": "user_data",
    "gpu_node_groups.nodes": "user_data",
    "node_groups.nodes": "user_data",
    "system_nodes.nodes": "user_data",
    "defaults.nodes": "user_data",
    "gpu_node_pools": "node pools are not read back",
    "network.vpc_id": "the VPC's id is not in the plan",
    "network.private_subnets": "write this subnet at its zone",
}


@pytest.fixture(scope="session")
def own(shared: Path) -> Synthesized:
    return synthesize_once(OWN_SPECS, shared / "import-specs")


def imported(plans: dict[str, Any], folder: Path) -> Result:
    files = []
    for kind, plan in plans.items():
        path = folder / f"{kind}.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        files.append(path)
    return result_of(import_plans(files))


@pytest.mark.engine
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back(path: Path, synthesized: Synthesized, tmp_path: Path) -> None:
    assert_same(path, imported(plans_of(path, synthesized), tmp_path))


def plans_of(path: Path, made: Synthesized) -> dict[str, Any]:
    name = load_file(path).spec.name  # type: ignore[union-attr]
    stacks = {kind: f"{name}-{kind}" for kind in KINDS}
    return {kind: as_plan(made.stack(stack)) for kind, stack in stacks.items() if stack in made.names()}


@pytest.mark.engine
@pytest.mark.parametrize("path", [*SPECS, *OWN_SPECS], ids=lambda path: path.stem)
def test_a_spec_comes_back(path: Path, wider: Synthesized, own: Synthesized, tmp_path: Path) -> None:
    assert_same(path, imported(plans_of(path, own if path in OWN_SPECS else wider), tmp_path))


def assert_same(path: Path, result: Result) -> None:
    """Each field is the same, or is in one of the two tables above; those of the second have a note."""
    loaded = load_text(result.text, "imported.yaml")
    before, after = load_file(path).spec, loaded.spec
    assert before is not None
    assert after is not None
    # Groups come back whole, with what they inherited.
    before, after = with_defaults(before), with_defaults(after)
    not_kept = {*NOT_KEPT, *(NOT_KEPT_OF_OTHERS if before.existing_cluster else ())}
    other = {field for field in differing(before, after) if not is_below(field, not_kept)}

    assert other <= NOTED.keys()
    notes = " ".join(f"{note.source} {note.reason}" for note in result.left)
    assert [field for field in other if NOTED[field] not in notes] == []
    # A network whose zones are unknown is missing, and the reader says so; everything else is right.
    fields = {problem.where for problem in loaded.problems}
    assert fields <= {"network"}
    assert bool(fields) == ("network.private_subnets" in other)


def is_below(field: str, paths: Iterable[str]) -> bool:
    return any(f"{field}.".startswith(f"{path}.") for path in paths)


def differing(before: ClusterSpec, after: ClusterSpec) -> Iterator[str]:
    """Paths of fields with another meaning; neither the order of groups nor that of schedules is kept."""
    for name in type(before).model_fields:
        one, two = getattr(before, name), getattr(after, name)
        if name in {"gpu_node_groups", "node_groups"}:
            yield from groups_differ(name, one, two)
        elif name in {"namespaces", "storage"}:
            if by_name(one) != by_name(two):
                yield name
        elif isinstance(one, BaseModel):
            yield from parts_differ(name, one, two)
        elif one != two:
            yield name


def parts_differ(name: str, one: Any, two: Any) -> Iterator[str]:
    for field in type(one).model_fields:
        given, found = getattr(one, field), getattr(two, field, None)
        if name == "system_nodes" and field == "zones" and found is None:
            # The default, written out.
            continue
        as_sets = field in {"admins", "viewers", "endpoints"}
        same = set(given) == set(found or ()) if as_sets else given == found
        if not same and not (field == "endpoints" and set(given) == {"private"} and "private" in (found or ())):
            yield f"{name}.{field}"


def groups_differ(path: str, before: tuple[GroupSpec, ...], after: tuple[GroupSpec, ...]) -> Iterator[str]:
    if sorted(by_name(before)) != sorted(by_name(after)):
        yield path
        return
    for name, one in by_name(before).items():
        two = by_name(after)[name]
        for field in type(one).model_fields:
            given, found = getattr(one, field), getattr(two, field)
            if field == "schedules":
                given, found = ({str(each) for each in side} for side in (given, found))
            if field in {"min", "min_per_zone"}:
                given, found = given or None, found or None
            if field == "ami" and given is not None and found is not None:
                yield from parts_differ(f"{path}.ami", given, found)
            elif given != found:
                yield f"{path}.{field}"


def by_name(items: Any) -> dict[str, Any]:
    return {one.name: one for one in items}


def test_a_whole_file_has_what_differs_from_the_defaults_and_no_more(tmp_path: Path) -> None:
    plans = {kind: as_plan(snapshot("p5-training", kind)) for kind in ("network", "cluster")}
    result = imported(plans, tmp_path)
    reservation = {
        "id": "cr-0f1e2d3c4b5a69788",
        "zone": "us-west-2a",
        "start": "2027-01-11T11:30:00Z",
        "end": "2027-01-18T11:30:00Z",
    }

    assert result.values == {
        "name": "p5-training",
        "region": "us-west-2",
        "kubernetes_version": "1.35",
        "network": {"zones": ["us-west-2a", "us-west-2b"]},
        "gpu_node_groups": [
            {
                "name": "train",
                "instance_types": ["p5.48xlarge"],
                "capacity": "capacity-block",
                "max": 2,
                "efa": True,
                "local_storage": "raid0",
                "capacity_reservation": reservation,
                "update": {"strategy": "minimal"},
            }
        ],
        "access": {"public_cidrs": ["203.0.113.0/24"], "runner": "public"},
        "storage": [
            {
                "name": "checkpoints",
                "fsx_lustre": {"size_gib": 4800, "zone": "us-west-2a", "throughput_mibs_per_tib": 250},
            }
        ],
    }
    (group,) = load_text(result.text).spec.gpu_node_groups  # type: ignore[union-attr]
    written = re.findall(
        r"^    (\w+):", result.text.partition("gpu_node_groups:")[2].partition("access:")[0], re.MULTILINE
    )
    assert written == [name for name in type(group).model_fields if name in written]


def test_one_stack_alone_says_what_it_lacks(tmp_path: Path) -> None:
    result = imported({"cluster": as_plan(snapshot("noble-gpu", "cluster"))}, tmp_path)
    network = result.values["network"]

    assert isinstance(network, dict)
    assert list(network) == ["private_subnets"]
    assert list(network["private_subnets"]) == ["us-west-2a", "us-west-2b", "us-west-2c"]
    assert any(note.source == "vpc_id" for note in result.left)


def test_an_import_is_the_same_every_time(tmp_path: Path) -> None:
    plans = {kind: as_plan(snapshot("llm-serving", kind)) for kind in KINDS}

    assert imported(plans, tmp_path).text == imported(plans, tmp_path).text


@pytest.mark.engine
def test_components_of_others_are_left_to_them(own: Synthesized, tmp_path: Path) -> None:
    """A file that installed them as well would bring a second device plugin onto a running cluster."""
    (path,) = [path for path in OWN_SPECS if path.stem == "theirs-platform"]
    values = imported(plans_of(path, own), tmp_path).values

    assert values["addons"] == {
        "kube-proxy": "v1.35.0-eksbuild.2",
        **dict.fromkeys(["aws-efs-csi-driver", "metrics-server", "eks-node-monitoring-agent"], "existing"),
    }
    assert (values["device_plugin"], values["efa_plugin"]) == ("existing", "existing")
    assert values["autoscaler"] == {"kind": "none"}


@pytest.mark.engine
def test_a_cluster_stack_alone_says_nothing_of_the_platform(own: Synthesized, tmp_path: Path) -> None:
    (path,) = [path for path in OWN_SPECS if path.stem == "theirs-platform"]
    plans = plans_of(path, own)
    values = imported({"cluster": plans["cluster"]}, tmp_path).values

    assert not {"device_plugin", "efa_plugin", "autoscaler"} & values.keys()
