"""Smoke tests of groups that share their GPUs: what they ask for, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu import checks
from eks_gpu.design import design_cluster
from eks_gpu.design.workloads.smoke import smoke_tests
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

GROUP = {"name": "gpu", "instance_types": ["p5.48xlarge"], "max": 2, "zones": ["us-west-2a"]}


def declared(sharing: Any, workloads: list[dict[str, Any]]) -> ClusterSpec:
    changes = {"gpu_node_groups": [{**GROUP, "sharing": sharing}], "workloads": workloads}
    return ClusterSpec.model_validate(changed(changes))


@pytest.mark.parametrize(
    ("sharing", "profile"),
    [
        ({"time_slicing": {"replicas": 4}}, None),
        ({"time_slicing": {"replicas": 4, "rename": True}}, None),
        ({"mps": {"replicas": 4}}, None),
        ({"mig": "1g.10gb"}, None),
        ({"mig": {"3g.40gb": 1, "1g.10gb": 4}}, "3g.40gb"),
    ],
)
def test_a_group_that_shares_runs_what_needs_one_share(sharing: Any, profile: str | None) -> None:
    spec = declared(sharing, [])
    smi, cuda, nccl = smoke_tests(spec, design_cluster(spec).gpu_groups)
    assert nccl.spec is None
    assert "shares its GPUs" in nccl.why_not

    specs = [test.spec for test in (smi, cuda) if test.spec]
    assert [spec.gpu_profile for spec in specs] == [profile, profile]
    design = design_cluster(declared(sharing, [spec.model_dump(mode="json", exclude_defaults=True) for spec in specs]))
    assert [found.verdict for found in design.schedulability] == ["runs", "runs"]
    assert [problem for problem in checks.run(design) if problem.severity == "error"] == []


def test_no_selector_finds_a_zone_that_is_given_by_id() -> None:
    group = {"name": "gpu", "instance_types": ["p5.48xlarge"], "max_per_zone": 2}
    by_id = {"gpu_node_groups": [group], "network": {"zones": ["usw2-az1", "usw2-az2"]}}
    spec = ClusterSpec.model_validate(changed(by_id))
    *_, nccl = smoke_tests(spec, design_cluster(spec).gpu_groups)
    assert nccl.spec is None
    assert "zones by id" in nccl.why_not

    one_zone = ClusterSpec.model_validate(changed({**by_id, "gpu_node_groups": [{**group, "zones": ["usw2-az1"]}]}))
    *_, nccl = smoke_tests(one_zone, design_cluster(one_zone).gpu_groups)
    assert nccl.spec
    assert nccl.spec.node_selector == {}
