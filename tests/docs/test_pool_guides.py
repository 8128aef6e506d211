"""The guides about node pools show files that work, and figures that the command prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from eks_gpu import declaration
from eks_gpu.costs import bought_types, planned, prices_of
from eks_gpu.rules.examples import whole
from eks_gpu.spec import load_text
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from eks_gpu.declaration import Declaration

CHOICE, MOVE, CLAIMS = (
    (ROOT / "docs" / path).read_text(encoding="utf-8")
    for path in ("how-to/groups-or-pools.md", "how-to/from-groups-to-pools.md", "decisions/0029-resource-claims.md")
)
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def checked(fragment: str) -> Declaration:
    return declaration.check(load_text(whole(fragment)))


def test_the_example_of_the_choice_is_packed_as_the_guide_says() -> None:
    found = checked(BLOCK.findall(CHOICE)[0])
    assert found.draft
    (fit,) = found.schedulability
    group, pool = found.draft.nodes

    assert fit.groups[0].fit.per_node == 1
    nodes = planned(fit.demand, bought_types(fit.demand, pool.group, pool.pools[0], prices_of("us-west-2")), 4)
    assert [node.name for node in nodes] == ["g6.12xlarge"]
    assert group.group.max_nodes == 4
    # Both would buy, which is what the page warns of.
    assert [problem.id for problem in found.problems] == ["pool-contested"]


def test_the_figure_of_the_choice_is_the_commands() -> None:
    text = " ".join(CHOICE.split())
    (said,) = re.findall(r'"(Karpenter expects a g5\.xlarge to have \w+)"', text)
    found = checked(
        "provisioner: karpenter\ngpu_node_groups: []\n"
        "gpu_node_pools: [{name: pool, instance_types: [g5.xlarge], max: 2}]\n"
        "workloads: [{name: serve, kind: deployment, image: 'registry.example/serve:1', cpu: '1', memory: 15Gi}]\n"
    )

    (reason,) = found.schedulability[0].groups[0].reasons
    assert said in reason


def test_the_pool_of_the_move_has_no_finding() -> None:
    pool = next(block for block in BLOCK.findall(MOVE) if "gpu_node_pools" in block)

    assert [(one.id, one.message) for one in checked(pool).problems] == []


@pytest.mark.parametrize("line", ["expire_after", "nodes_always", "capacity_reservations", "weight", "budgets"])
def test_the_guides_name_fields_that_exist(line: str) -> None:
    fields = load_text(whole("")).spec.model_json_schema()["$defs"]["GpuNodePoolSpec"]["properties"]  # type: ignore[union-attr]

    assert line in fields
    assert line in CHOICE + MOVE


def test_the_driver_of_the_decision_can_be_declared() -> None:
    found = checked(BLOCK.findall(CLAIMS)[0])

    assert [one for one in found.problems if one.severity == "error"] == []
