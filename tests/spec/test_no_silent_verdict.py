"""No workload is without a group in silence, whatever it asks for."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eks_gpu import checks
from eks_gpu.design import design_cluster
from eks_gpu.problem import has_errors
from eks_gpu.spec import ClusterSpec
from tests.effort import examples
from tests.strategies import valid_specs

LABELS = {
    "nvidia.com/gpu.product": "NVIDIA-A10G",
    "topology.kubernetes.io/zone": "us-west-2a",
    "node.kubernetes.io/instance-type": "g5.xlarge",
    "amiType": "AL2023_x86_64_NVIDIA",
    "example.com/team": "a",
}
DEMANDS = st.fixed_dictionaries(
    {},
    optional={
        "gpus": st.integers(0, 9),
        "cpu": st.sampled_from(["100m", "3700m", "4", "300"]),
        "memory": st.sampled_from(["1Gi", "15Gi", "16Gi", "4Ti"]),
        "ephemeral_storage": st.sampled_from(["1Gi", "150Gi", "90Ti"]),
        "zone_spread": st.booleans(),
        "node_selector": st.lists(st.sampled_from(sorted(LABELS)), max_size=2, unique=True).map(
            lambda keys: {key: LABELS[key] for key in keys}
        ),
    },
)


@examples(150, derandomize=True)
@given(valid_specs(), st.lists(DEMANDS, min_size=4, max_size=4), st.booleans())
def test_what_does_not_run_is_an_error(data: dict[str, Any], demands: list[dict[str, Any]], nobody: bool) -> None:  # noqa: FBT001
    data = copy.deepcopy(data)
    for workload, demand in zip(data.get("workloads", []), demands, strict=False):
        workload.update(demand)
    if nobody:
        data["autoscaler"] = {"kind": "none"}
    design = design_cluster(ClusterSpec.model_validate(data))
    problems = list(checks.run(design))

    for found in design.schedulability:
        mine = [one for one in problems if one.where.startswith((found.workload.where, "autoscaler"))]
        assert found.verdict in {"runs", "capacity"} or has_errors(mine), (found, problems)
        assert (found.verdict == "capacity") == any(one.id in {"workload-capacity", "job-capacity"} for one in mine)
