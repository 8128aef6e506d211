"""Alerts about queues go off when work waits for long, or its pods come late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import promql_parser
import pytest

from eks_gpu.design import design_cluster
from eks_gpu.monitoring.queues import queue_alerts
from eks_gpu.monitoring.rules import QUEUE_METRICS, alert_rules
from eks_gpu.spec import ClusterSpec
from tests.monitoring.promql import Series, firing, series
from tests.monitoring.watched import selectors
from tests.specs import BASE

if TYPE_CHECKING:
    from eks_gpu.monitoring.alert import AlertRule

SPACES = [{"name": "research", "gpu_quota": 2}, {"name": "product", "gpu_quota": 2}]
PENDING = {"cluster_queue": "research", "status": "inadmissible"}
LATE = {"cluster_queue": "research", "reason": "PodsReadyTimeout"}


def rules(**more: object) -> tuple[AlertRule, ...]:
    design = design_cluster(ClusterSpec.model_validate({**BASE, "queueing": "kueue", "namespaces": SPACES, **more}))
    return tuple(queue_alerts(design))


def gone_off(*known: Series, minute: int = 119) -> list[tuple[str, str]]:
    return [(one["alertname"], one["cluster_queue"]) for one in firing(rules(), known, minute)]


def pending(values: str) -> Series:
    return series("kueue_pending_workloads", values, **PENDING)


def test_a_queue_that_admits_nothing_while_work_waits() -> None:
    assert gone_off(pending("1x119")) == [("GpuQueueStalled", "research")]


@pytest.mark.parametrize(
    "known",
    [
        (pending("0x119"),),
        # One after the other is admitted, so the queue moves.
        (pending("1x119"), series("kueue_admitted_workloads_total", "0+1x119", cluster_queue="research")),
        # Another queue is not this one.
        (pending("0x119"), series("kueue_admitted_workloads_total", "0x119", cluster_queue="product")),
    ],
)
def test_a_queue_that_is_empty_or_moves(known: tuple[Series, ...]) -> None:
    assert gone_off(*known) == []


def test_not_before_its_time() -> None:
    assert gone_off(pending("1x119"), minute=10) == []


def test_a_gang_that_is_stopped_because_nodes_came_late() -> None:
    evicted = series("kueue_evicted_workloads_total", "0x60 1x58", **LATE)
    preempted = series("kueue_evicted_workloads_total", "0x60 1x58", **{**LATE, "reason": "Preempted"})

    assert gone_off(evicted, minute=100) == [("GpuGangNotReady", "research")]
    assert gone_off(preempted, minute=100) == []


def test_the_metrics_are_kueues() -> None:
    found = {name for rule in rules() for name, _ in selectors(rule.expression)}

    assert found == set(QUEUE_METRICS)
    for rule in rules():
        promql_parser.parse(rule.expression)


def test_without_queues_there_are_none() -> None:
    assert rules(queueing=None) == ()
    assert rules(namespaces=[]) == ()


def test_they_are_among_the_alerts_of_the_cluster() -> None:
    design = design_cluster(ClusterSpec.model_validate({**BASE, "queueing": "kueue", "namespaces": SPACES}))

    assert {"GpuQueueStalled", "GpuGangNotReady"} <= {rule.name for rule in alert_rules(design)}
