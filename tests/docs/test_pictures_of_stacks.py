"""The pictures of the stacks and of the cluster show what synthesized stacks have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.synthesized import AWS_KINDS, KUBERNETES_KINDS
from tools.pictures import cluster, gpu_pod, quickstart, stacks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
KINDS = (*AWS_KINDS, *KUBERNETES_KINDS)


@pytest.fixture(scope="module")
def made(synthesized: Synthesized, wider: Synthesized) -> list[tuple[str, dict[str, Any]]]:
    """Every stack of the examples and of the wider specs, with its kind."""
    return [(name.rpartition("-")[2], found.stack(name)) for found in (synthesized, wider) for name in found.names()]


def test_stacks_are_drawn_in_the_order_in_which_they_are_applied(made: list[tuple[str, dict[str, Any]]]) -> None:
    drawn = sorted((stacks.picture().boxed(kind).rect.y, kind) for kind in KINDS)

    assert [kind for _, kind in drawn] == [stack.kind for stack in stacks.STACKS] == list(KINDS)
    assert {kind for kind, _ in made} == set(KINDS)


def test_stacks_hold_what_the_picture_says(made: list[tuple[str, dict[str, Any]]]) -> None:
    there = {kind: {name for of, stack in made if of == kind for name in stack.get("resource", {})} for kind in KINDS}

    assert {stack.kind: sorted(set(stack.resources) - there[stack.kind]) for stack in stacks.STACKS} == {
        kind: [] for kind in KINDS
    }


def test_stacks_read_what_the_picture_says(made: list[tuple[str, dict[str, Any]]]) -> None:
    # With node pools the platform also reads subnets and security groups; the picture is of a usual cluster.
    usual = [(kind, stack) for kind, stack in made if "release-gpu-node-pools" not in json.dumps(stack)]
    found = {stacks.Read(kind, source, way) for kind, stack in usual for source, way in _reads(stack, kind)}

    assert found == set(stacks.READS)


def test_every_read_is_an_arrow() -> None:
    arrows = sorted((arrow.source, arrow.target) for arrow in stacks.picture().arrows)

    assert arrows == sorted((read.source, read.reader) for read in stacks.READS)


def _reads(stack: dict[str, Any], own: str) -> Iterator[tuple[str, Any]]:
    """What a stack reads: other states, by the ends of their names, and the cluster by its name."""
    for kind, named in stack.get("data", {}).items():
        if kind == "terraform_remote_state":
            yield from ((_state(block), "state") for block in named.values())
        # The picture is of a cluster that is created; one that exists is read by its own stack too.
        if kind == "aws_eks_cluster" and own != "cluster":
            yield "cluster", "name"


def _state(block: dict[str, Any]) -> str:
    config = block["config"]
    name: str = config.get("path") or config.get("key") or config["workspaces"]["name"]
    return name.removesuffix(".tfstate").rpartition("-")[2]


def test_the_cluster_is_that_of_the_stacks(synthesized: Synthesized) -> None:
    network = synthesized.stack("quickstart-network")["resource"]
    picture = cluster.picture()
    text = " ".join(part.words for part in picture.texts)
    keys = [box.key for box in picture.boxes]

    assert {f"subnet {one['cidr_block']}" in text for one in network["aws_subnet"].values()} == {True}
    for resource, start in (("aws_subnet", ("private ", "public ")), ("aws_nat_gateway", ("nat ",))):
        assert len(network[resource]) == sum(key.startswith(start) for key in keys)
    for resource, key in (("aws_internet_gateway", "internet gateway"), ("aws_vpc_endpoint", "endpoint")):
        assert len(network[resource]) == keys.count(key)


def test_node_groups_are_those_of_the_stack(synthesized: Synthesized) -> None:
    groups = synthesized.stack("quickstart-cluster")["resource"]["aws_eks_node_group"].values()
    gpu = [one for one in groups if one["ami_type"] == quickstart.group().ami_type]
    drawn = [part.words for part in cluster.picture().texts]

    assert len(gpu) == sum(box.key.startswith("gpu ") for box in cluster.picture().boxes)
    assert {words for one in groups for words in one["instance_types"]} <= set(drawn)


def test_components_are_in_the_stacks(synthesized: Synthesized) -> None:
    """Each value of the picture is in the Terraform of the stack that the picture names."""
    text = {kind: json.dumps(synthesized.stack(f"quickstart-{kind}"), ensure_ascii=False) for kind in KINDS}
    parts = {part.name: part for part in (*gpu_pod.of_pod(), *gpu_pod.of_node())}
    key, _, value = parts["labels"].value.removesuffix(", …").partition("=")

    assert parts["program and CUDA libraries"].value in text["workloads"]
    assert parts["toleration"].value.split()[0] in text["workloads"]
    assert parts["resource"].source in text["platform"]
    assert parts["driver"].source in text["cluster"]
    assert f'"{key}": "{value}"' in text["cluster"]
    assert parts["GPU"].source in text["cluster"]
