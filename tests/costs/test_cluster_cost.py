"""The cost of clusters, compared with calculations by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from eks_gpu import catalog
from eks_gpu.cli import app
from eks_gpu.costs import GroupHours, Prices, cost_of, hours_cost, placement_cost, prices_of
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import changed
from tests.synthesized import ROOT

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

# A month has 730 hours. A GPU node has a volume of 200 GiB with 250 MiB/s by default, a system node one of 50 GiB.
GPU_VOLUME = (200 * 0.08 + 125 * 0.04) / 730
SYSTEM_VOLUME = 50 * 0.08 / 730
G5, M7I = 1.006, 0.1008


def design(**changes: Any) -> ClusterDesign:
    return design_cluster(
        ClusterSpec.model_validate(changed({name.replace("__", "."): v for name, v in changes.items()}))
    )


def prices() -> Prices:
    found = prices_of("us-west-2")
    assert found
    return found


def lines(made: ClusterDesign, with_prices: Prices | None = None) -> dict[str, tuple[float, float]]:
    return {line.name: (line.rest, line.most) for line in cost_of(made, with_prices or prices()).lines}


def test_every_line_of_a_small_cluster() -> None:
    assert lines(design()) == {
        "control plane": (0.10, 0.10),
        "NAT gateways": (0.045, 0.045),
        "public addresses of the NAT gateways": (0.005, 0.005),
        "KMS key": pytest.approx((1 / 730, 1 / 730)),
        "system": pytest.approx((2 * (M7I + SYSTEM_VOLUME), 4 * (M7I + SYSTEM_VOLUME))),
        # Two zones with two nodes each.
        "gpu": pytest.approx((0, 4 * (G5 + GPU_VOLUME))),
    }


def test_the_sums() -> None:
    cost = cost_of(design(), prices())

    assert cost.rest == pytest.approx(sum(line.rest for line in cost.lines))
    assert cost.most == pytest.approx(sum(line.most for line in cost.lines))
    assert (cost.unpriced, cost.by_use) == ((), ("traffic", "logs"))


def test_a_network_without_nat_pays_for_endpoints_instead() -> None:
    network = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
    found = lines(design(network=network, images={"registry": "registry.example/mirror"}))

    assert "NAT gateways" not in found
    assert found["interface endpoints"] == pytest.approx((12 * 2 * 0.01, 12 * 2 * 0.01))


def test_nat_per_zone_costs_a_gateway_a_zone() -> None:
    found = lines(design(network={"zones": ["us-west-2a", "us-west-2b"], "nat": "per-zone"}))

    assert found["NAT gateways"] == (0.09, 0.09)


def test_extended_support_costs_six_times_as_much() -> None:
    by_end = {minor: catalog.kubernetes_version(minor) for minor in catalog.supported_minors()}
    old = [
        minor
        for minor, one in by_end.items()
        if one and one.standard_until and one.standard_until < catalog.versions_as_of()
    ]

    assert old
    assert lines(design(kubernetes_version=old[-1]))["control plane"] == (0.60, 0.60)


def test_the_dearest_type_and_the_schedule_with_most_nodes_count() -> None:
    group = {
        "name": "gpu",
        "instance_types": ["g5.xlarge", "g5.2xlarge"],
        "max": 2,
        "min": 1,
        "schedules": [{"cron": "0 8 * * 1-5", "time_zone": "Europe/Rome", "max": 5}],
    }
    price = prices().on_demand["g5.2xlarge"] + GPU_VOLUME

    assert lines(design(gpu_node_groups=[group]))["gpu"] == pytest.approx((price, 5 * price))


def test_spot_is_counted_on_demand_unless_a_price_is_known() -> None:
    made = design(gpu_node_groups=[{"name": "gpu", "instance_types": ["g5.xlarge"], "max": 1, "capacity": "spot"}])
    own = Prices("EUR", {"g5.xlarge": 1.0, "m7i.large": 0.1}, spot={"g5.xlarge": 0.4})

    assert lines(made)["gpu"] == pytest.approx((0, G5 + GPU_VOLUME))
    # A file of prices knows no volumes.
    assert lines(made, own) == {"system": (0.2, 0.4), "gpu": (0, 0.4)}


def test_a_type_without_a_price_is_named_and_its_group_left_out() -> None:
    made = design(gpu_node_groups=[{"name": "gpu", "instance_types": ["p5e.48xlarge"], "max": 1}])
    cost = cost_of(made, prices())

    assert cost.unpriced == ("p5e.48xlarge",)
    assert "gpu" not in {line.name for line in cost.lines}


def test_storage_is_billed_by_its_size() -> None:
    lustre = {"name": "data", "fsx_lustre": {"size_gib": 2400, "zone": "us-west-2a", "throughput_mibs_per_tib": 250}}
    made = design(storage=[lustre, {"name": "home", "efs": {}}])
    own = Prices("USD", {}, resources={"aws_fsx_lustre_file_system": 3.5})

    assert lines(made)["storage data"] == pytest.approx((2400 * 0.21 / 730,) * 2)
    assert cost_of(made, prices()).by_use == ("traffic", "logs", "storage home")
    assert lines(made, own)["storage data"] == (3.5, 3.5)


def test_an_internal_load_balancer_is_billed() -> None:
    serving = {"name": "vllm", "kind": "deployment", "image": "registry.example/vllm:1", "ports": [8000]}

    assert not [name for name in lines(design(workloads=[serving])) if "Load Balancers" in name]
    assert lines(design(workloads=[{**serving, "expose": "internal"}]))["Network Load Balancers"] == (0.0225, 0.0225)


def test_workloads_of_one_group_share_an_application_load_balancer() -> None:
    alone = {
        "name": "a",
        "kind": "deployment",
        "image": "registry.example/a:1",
        "ports": [80],
        "expose": {"kind": "ingress"},
    }
    shared, gateway = {"kind": "ingress", "group": "web"}, {"kind": "gateway"}
    four = [
        alone,
        *(
            {**alone, "name": name, "expose": given}
            for name, given in zip("bcd", [shared, shared, gateway], strict=True)
        ),
    ]

    found = lines(design(workloads=four, load_balancer_controller={}))
    assert found["Application Load Balancers"] == pytest.approx((0.0675, 0.0675))


def test_a_key_and_a_cluster_of_others_are_no_cost_of_this_file() -> None:
    key = "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d"
    theirs = design(existing_cluster=True, network={"private_subnets": {"us-west-2a": "subnet-0a1b2c3d"}})

    assert "KMS key" not in lines(design(encryption={"secrets_key_arn": key}))
    assert set(lines(theirs)) == {"gpu"}
    assert cost_of(theirs, prices()).by_use == ("the cluster itself", "traffic", "logs")
    tier = cost_of(design(control_plane={"scaling_tier": "tier-xl"}), prices())
    assert tier.by_use[-1] == "the control plane's tier-xl"


def test_gpus_that_no_pod_of_a_workload_can_use_are_priced() -> None:
    group = {"name": "gpu", "instance_types": ["g5.12xlarge"], "max": 2}
    job = {
        "name": "train",
        "kind": "job",
        "image": "registry.example/train:1",
        "gpus": 3,
        "completions": 5,
        "parallelism": 5,
    }
    made = design(gpu_node_groups=[group], workloads=[job])
    (fit,) = made.schedulability
    cost = placement_cost(fit.demand, fit.groups[0], made.nodes[0], prices())

    assert cost
    assert (cost.nodes, cost.gpus, cost.unused) == (2, 4, 1)
    assert cost.hour == pytest.approx(2 * cost.node)
    assert cost.wasted == pytest.approx(cost.node / 4)


def test_an_unused_reservation_is_named() -> None:
    reserved = {"id": "cr-0a1b2c3d4e5f60718", "zone": "us-west-2a"}
    group = {"name": "train", "instance_types": ["p4d.24xlarge"], "max": 2, "capacity_reservation": reserved}
    cost = cost_of(design(gpu_node_groups=[group]), prices())

    assert cost.by_use == ("traffic", "logs", "the reservation of train while no nodes run in it")


def test_node_hours_and_their_idle_part() -> None:
    bill = hours_cost(design(), [GroupHours("gpu", 10, 7.5)], prices())

    assert bill.total == pytest.approx(10 * (G5 + GPU_VOLUME))
    assert bill.idle == pytest.approx(bill.total / 4)
    assert hours_cost(design(), [GroupHours("gpu", 1, 1)], Prices("USD", {})).unpriced == ("gpu",)


def test_busy_hours_are_divided_among_namespaces() -> None:
    bill = hours_cost(design(), [GroupHours("gpu", 10, 8, namespaces={"a": 2, "b": 6})], prices())

    assert list(bill.namespaces) == ["b", "a"]
    assert bill.namespaces["b"] == pytest.approx(6 * (G5 + GPU_VOLUME))
    assert sum(bill.namespaces.values()) + bill.idle == pytest.approx(bill.total)


def test_the_prices_name_their_day_and_a_region_without_a_source_has_none() -> None:
    assert prices_of("eu-west-1") is None
    assert [prices_of(region) for region in catalog.priced_regions()].count(None) == 0
    assert prices().origin == "of AWS's list for us-west-2, 2026-07 or earlier"


def test_every_price_is_of_a_type_that_the_catalogue_knows() -> None:
    for region in catalog.priced_regions():
        found = catalog.node_prices(region)
        assert found
        assert set(found.hourly) <= set(catalog.instance_types())
        assert all(price > 0 for price in found.hourly.values())


def test_the_page_about_costs_has_the_prices_and_the_answer_of_today() -> None:
    page = (ROOT / "docs" / "reference" / "costs.md").read_text(encoding="utf-8")
    named = {f"{price.amount:g}" for price in catalog.service_prices("us-west-2").values()}

    assert [amount for amount in named if not re.search(rf"\b{re.escape(amount)}0*\b", page)] == []
    printed = CliRunner().invoke(app, ["check", "clusters/quickstart.yaml"], env={"COLUMNS": "80"}).output
    assert f"$ eks-gpu check clusters/quickstart.yaml\n{printed}```" in page
