"""The first node pool of a cluster, and the pods of its workloads."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

POOL = {"name": "pool", "instance_types": ["g6.xlarge"], "max": 2}
SERVE = {"kind": "deployment", "evictable": False}


def provisioned(workload: dict[str, Any], **more: Any) -> bool:
    edits = {f"workloads[0].{key}": value for key, value in workload.items()}
    spec = changed({"provisioner": "karpenter", "gpu_node_pools": [POOL], **edits, **more})
    (design,) = design_cluster(ClusterSpec.model_validate(spec)).workloads
    return design.provisioned


@pytest.mark.parametrize(
    ("workload", "more", "expected"),
    [
        # A running job is not replaced because a pool comes.
        ({"kind": "job"}, {}, False),
        ({"kind": "job", "node_groups": ["gpu"]}, {}, False),
        ({"kind": "job", "node_groups": ["pool"]}, {}, True),
        ({"kind": "job"}, {"gpu_node_groups": []}, True),
        (SERVE, {}, True),
        ({**SERVE, "node_groups": ["gpu"]}, {}, False),
    ],
)
def test_pods_refuse_disruption_where_a_pool_may_run_them(
    workload: dict[str, Any], more: dict[str, Any], *, expected: bool
) -> None:
    assert provisioned(workload, **more) is expected
