"""The preview of queues: what each can reach, and which work can ever run."""

from __future__ import annotations

from typing import Any

from eks_gpu.design import design_cluster
from eks_gpu.report.queues import queues
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE

GROUP = {"name": "gpu", "instance_types": ["g5.12xlarge"], "zones": ["us-west-2a"], "max": 4}
SPACES = [{"name": "a", "gpu_quota": 8}, {"name": "b", "gpu_quota": 8}]


def job(name: str, nodes: int, space: str = "a") -> dict[str, Any]:
    own = {"name": name, "kind": "training_job", "image": "a:1", "namespace": space, "queue": space}
    return {**own, "nodes": nodes}


def said(*works: dict[str, Any], **more: Any) -> list[str]:
    given = {**BASE, "gpu_node_groups": [GROUP], "namespaces": SPACES, "queueing": "kueue", "workloads": list(works)}
    return queues(design_cluster(ClusterSpec.model_validate({**given, **more}))).splitlines()[1:]


def test_each_queue_with_its_work() -> None:
    assert said(job("own", 2), job("large", 4), job("huge", 5), job("other", 1, "b")) == [
        "  a: 8 of gpu, 16 with borrowing",
        "    ✓ own needs 8: its queue owns them on gpu",
        "    ! large needs 16: only with borrowing, on gpu",
        "    ✗ huge needs 20: never, its queue cannot use so many",
        "  b: 8 of gpu, 16 with borrowing",
        "    ✓ other needs 4: its queue owns them on gpu",
    ]


def test_a_queue_that_borrows_nothing() -> None:
    assert said(queueing={"kind": "kueue", "cohorts": []}) == ["  a: 8 of gpu", "  b: 8 of gpu"]


def test_without_queues_there_is_nothing_to_say() -> None:
    assert said(queueing=None) == []
    assert queues(None) == ""
