"""The words about node pools: what would be bought, for how much, and whose expectation it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eks_gpu.costs import cost_of, placement_cost, prices_of
from eks_gpu.declaration import check
from eks_gpu.design import ClusterDesign, design_cluster
from eks_gpu.report.arithmetic import as_json, explained
from eks_gpu.report.costs import as_data, sentence
from eks_gpu.report.text import report
from eks_gpu.spec import ClusterSpec, load_text
from tests.specs import changed

POOL: dict[str, Any] = {"name": "pool", "instance_types": ["g6.12xlarge", "g6.xlarge"], "max": 4}
PRICES = prices_of("us-west-2")
# A volume of 200 GiB with 250 MiB/s, in a month of 730 hours.
VOLUME = (200 * 0.08 + 125 * 0.04) / 730


def spec(pool: dict[str, Any], provisioner: str = "karpenter", **work: Any) -> dict[str, Any]:
    workload = {"kind": "deployment", "replicas": 3, "node_groups": ["pool"], **work}
    edits = {f"workloads[0].{key}": value for key, value in workload.items()}
    return changed({"provisioner": provisioner, "gpu_node_pools": [{**POOL, **pool}], "gpu_node_groups": [], **edits})


def designed(pool: dict[str, Any], provisioner: str = "karpenter", **work: Any) -> ClusterDesign:
    return design_cluster(ClusterSpec.model_validate(spec(pool, provisioner, **work)))


def words(pool: dict[str, Any], provisioner: str = "karpenter", **work: Any) -> str:
    design = designed(pool, provisioner, **work)
    return " ".join(explained(design.schedulability[0], design.nodes, PRICES).split())


def test_the_types_are_named_from_the_cheapest_on() -> None:
    text = words({})

    assert "for one pod Karpenter asks EC2 for 2 types, cheapest first: g6.xlarge (0.805), g6.12xlarge (4.60)" in text
    assert "for all 3 pods at once it plans 1 g6.12xlarge" in text
    assert "g6.xlarge, as Karpenter expects it until it has seen one" in text
    assert "the autoscaler" not in text


def test_auto_mode_is_named_where_it_buys() -> None:
    text = words({}, "auto-mode")

    assert "for one pod Auto Mode asks EC2" in text
    assert "Karpenter" not in text


def test_the_meaning_names_who_would_buy() -> None:
    assert "runs: the pod fits the node that Karpenter expects" in words({})
    assert "never-scales: Karpenter expects that no node" in words({}, memory="400Gi")


def test_a_label_is_looked_up_in_what_the_provisioner_knows() -> None:
    text = words({}, node_selector={"karpenter.sh/capacity-type": "on-demand"})

    assert "label karpenter.sh/capacity-type=on-demand: Karpenter knows on-demand" in text


def test_machines_get_every_type_and_the_planned_nodes() -> None:
    design = designed({})
    document = json.loads(as_json(design.schedulability[0], "base", design.nodes, PRICES))
    (pool,) = document["node_groups"]

    assert pool["bought"] == {
        "buyer": "Karpenter",
        "types": [
            {"instance_type": "g6.xlarge", "pods": 1, "per_hour": 0.8048},
            {"instance_type": "g6.12xlarge", "pods": 4, "per_hour": 4.6016},
        ],
        "planned": ["g6.12xlarge"],
    }


@pytest.mark.parametrize(
    ("replicas", "nodes", "hour"),
    [
        (1, 1, 0.8048 + VOLUME),
        # The provisioner packs pods on one node as long as some type holds them.
        (2, 1, 4.6016 + VOLUME),
        (4, 1, 4.6016 + VOLUME),
        (5, 2, 4.6016 + 0.8048 + 2 * VOLUME),
    ],
)
def test_the_cost_of_pods_is_that_of_the_planned_nodes(replicas: int, nodes: int, hour: float) -> None:
    design = designed({}, replicas=replicas)
    (fit,) = design.schedulability
    (models,) = design.nodes
    assert PRICES

    cost = placement_cost(fit.demand, fit.groups[0], models, PRICES)

    assert cost
    assert cost.nodes == nodes
    assert cost.hour == pytest.approx(hour)


def test_a_pool_costs_between_its_cheapest_and_its_dearest_type() -> None:
    assert PRICES
    cost = cost_of(designed({}), PRICES)
    line = next(line for line in cost.lines if line.name == "pool")

    assert line.rest == 0
    assert line.most == pytest.approx(4 * (4.6016 + VOLUME))
    assert line.cheapest == pytest.approx(4 * (0.8048 + VOLUME))
    assert "and pools' dearest types, " in sentence(cost)
    assert next(one for one in as_data(cost)["lines"] if one["name"] == "pool")["most_of_cheapest_type"]


def test_a_static_pool_costs_its_nodes_at_rest() -> None:
    assert PRICES
    line = next(line for line in cost_of(designed({"nodes_always": 2}), PRICES).lines if line.name == "pool")

    assert line.rest == pytest.approx(2 * (0.8048 + VOLUME))
    assert line.most == pytest.approx(2 * (4.6016 + VOLUME))


def test_the_price_of_auto_mode_itself_is_left_out_and_said() -> None:
    assert PRICES
    assert "Auto Mode's own price" in sentence(cost_of(designed({}, "auto-mode"), PRICES))
    assert "Auto Mode" not in sentence(cost_of(designed({}), PRICES))


def checked(data: dict[str, Any]) -> str:
    return " ".join(report([check(load_text(json.dumps(data)))]).split())


def test_the_summary_counts_pools_and_says_that_they_may_be_overrun() -> None:
    text = checked(spec({}))

    assert "with 4 GPU nodes (launches at the same moment may exceed the maximum of pool), it needs EC2 quotas" in text
    assert "up to 4 per node, up to 16 at the maximum" in text


def test_a_static_pool_is_not_overrun() -> None:
    text = checked(spec({"nodes_always": 2, "instance_types": ["g6.xlarge"]}, replicas=2))

    assert "with 2 GPU nodes, it needs EC2 quotas" in text
    assert "pool runs 1 per node, 2 at the maximum" in text
