"""`eks-gpu explain` says whether an amount was written or derived."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.report.arithmetic import explained
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

SIDE = [{"name": "proxy", "image": "registry.example/proxy:1"}]
WRITTEN = {"workloads[0].cpu": "1", "workloads[0].memory": "2Gi"}


@pytest.mark.parametrize("containers", [[], SIDE], ids=["alone", "with a proxy"])
@pytest.mark.parametrize(("sizes", "derived"), [({}, True), (WRITTEN, False)], ids=["derived", "written"])
def test_a_derived_size_is_named(sizes: dict[str, Any], containers: list[Any], *, derived: bool) -> None:
    design = design_cluster(ClusterSpec.model_validate(changed({**sizes, "workloads[0].containers": containers})))

    text = " ".join(explained(design.schedulability[0], design.nodes).split())

    assert ("a fair share by GPUs" in text) == derived
