"""Alerts about node pools: which clusters have them, and when they go off."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.monitoring.rules import KARPENTER_METRICS, STATE_METRICS, alert_rules
from eks_gpu.spec import ClusterSpec
from tests.monitoring.fleet import pod
from tests.monitoring.promql import firing, series
from tests.monitoring.watched import selectors
from tests.specs import BASE

POOL: dict[str, Any] = {"name": "pool", "instance_types": ["g6.xlarge"], "max": 4}
OURS = {"GpuPoolAtMaximum", "KarpenterLaunchFailed"}


def clusters(kind: str = "karpenter", **more: Any) -> Any:
    own = {"gpu_node_groups": [], "provisioner": kind, "gpu_node_pools": [{**POOL, **more}], "workloads": []}
    return design_cluster(ClusterSpec.model_validate({**BASE, **own}))


def test_pools_alone_have_alerts_and_only_metrics_that_exist() -> None:
    mine = [one for one in alert_rules(clusters()) if one.name in OURS]

    assert {one.name for one in mine} == OURS
    assert any(one.name == "GpuPodPending" for one in alert_rules(clusters()))
    names = {name for one in mine for name, _ in selectors(one.expression)}
    assert names <= KARPENTER_METRICS | STATE_METRICS


@pytest.mark.parametrize("design", [clusters("auto-mode"), clusters(nodes_always=2)], ids=["auto", "static"])
def test_what_nobody_measures_or_nobody_scales_has_none(design: Any) -> None:
    assert not [one for one in alert_rules(design) if one.name in OURS]


def fires(*known: Any, waiting: bool = True) -> set[str]:
    pods = pod("waits", phase="Pending") if waiting else ()
    return {one["alertname"] for one in firing(alert_rules(clusters()), [*known, *pods], 60)} & OURS


def nodes(kind: str, count: str) -> Any:
    return series(f"karpenter_nodepools_{kind}", f"{count}x90", nodepool="pool", resource_type="nodes")


def test_a_full_pool_goes_off_only_while_pods_wait() -> None:
    full, room = (nodes("usage", "4"), nodes("limit", "4")), (nodes("usage", "3"), nodes("limit", "4"))

    assert fires(*full) == {"GpuPoolAtMaximum"}
    # Launches at the same moment may exceed the limit.
    assert fires(nodes("usage", "5"), nodes("limit", "4")) == {"GpuPoolAtMaximum"}
    assert fires(*full, waiting=False) == set()
    assert fires(*room) == set()


def test_refused_launches_go_off_and_gone_instances_do_not() -> None:
    def errors(kind: str) -> Any:
        return series("karpenter_cloudprovider_errors_total", "0+1x90", error=kind, controller="nodeclaim.lifecycle")

    assert fires(errors("InsufficientCapacityError")) == {"KarpenterLaunchFailed"}
    assert fires(errors("NodeClaimNotFoundError")) == set()
