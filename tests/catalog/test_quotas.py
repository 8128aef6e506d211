"""EC2's quotas, which count vCPUs by the letters of a type's name."""

from __future__ import annotations

import pytest

from eks_gpu import catalog


@pytest.mark.parametrize(
    ("instance_type", "on_demand", "spot"),
    [
        ("m7i.large", "L-1216C47A", "L-34B43A08"),
        ("c7g.xlarge", "L-1216C47A", "L-34B43A08"),
        ("g5.xlarge", "L-DB2E81BA", "L-3819A6DF"),
        ("g4dn.metal", "L-DB2E81BA", "L-3819A6DF"),
        ("gr6.4xlarge", "L-DB2E81BA", "L-3819A6DF"),
        ("g6f.large", "L-DB2E81BA", "L-3819A6DF"),
        ("p3dn.24xlarge", "L-417A185B", "L-7212CCBC"),
        ("p4de.24xlarge", "L-417A185B", "L-7212CCBC"),
        ("p5.48xlarge", "L-417A185B", "L-C4BD4855"),
        ("p5en.48xlarge", "L-417A185B", "L-C4BD4855"),
    ],
)
def test_a_type_counts_against(instance_type: str, on_demand: str, spot: str) -> None:
    bought, bid = catalog.quota_for(instance_type, spot=False), catalog.quota_for(instance_type, spot=True)

    assert (bought and bought.code, bid and bid.code) == (on_demand, spot)


@pytest.mark.parametrize(
    "instance_type", ["inf2.xlarge", "trn1.32xlarge", "dl1.24xlarge", "mac2.metal", "hpc7a.12xlarge"]
)
def test_a_first_letter_alone_is_no_family(instance_type: str) -> None:
    assert catalog.quota_for(instance_type, spot=False) is None


def test_what_is_no_type_has_no_quota() -> None:
    assert catalog.quota_for("", spot=False) is None


def test_every_gpu_type_has_one_for_each_way_it_is_sold() -> None:
    kinds = [kind for kind in catalog.instance_types().values() if kind.gpu]

    assert kinds
    for kind in kinds:
        for market in {"on-demand", "spot"} & set(kind.purchase_options):
            quota = catalog.quota_for(kind.name, spot=market == "spot")
            assert quota is not None, kind.name
            assert quota.market == market
