"""How a Job counts its pods, and when it gives up."""

from __future__ import annotations

from typing import Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.design.workloads.jobs import JobDesign
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

UNLIMITED = 2**31 - 1
CRON: dict[str, Any] = {"kind": "cron_job", "schedule": "0 3 * * *"}


def designed(**fields: Any) -> JobDesign | None:
    spec = ClusterSpec.model_validate(changed({f"workloads[0].{name}": value for name, value in fields.items()}))
    return design_cluster(spec).workloads[0].job


@pytest.mark.parametrize(
    ("fields", "job"),
    [
        ({}, JobDesign(3, 3, None, None, None)),
        ({"restarts": 0}, JobDesign(0, 0, None, None, None)),
        (CRON | {"time_limit": "2h"}, JobDesign(3, 3, None, None, 7200)),
        ({"completions": 1, "parallelism": 1}, JobDesign(3, 3, None, None, None)),
        # Each shard has its own tries, and one that fails for good lets the others finish.
        ({"completions": 40}, JobDesign(3, UNLIMITED, 3, 40, None)),
        (CRON | {"completions": 2, "restarts": 0}, JobDesign(0, UNLIMITED, 0, 2, None)),
        ({"kind": "deployment"}, None),
        ({"kind": "pod"}, None),
    ],
)
def test_when_it_gives_up(fields: dict[str, Any], job: JobDesign | None) -> None:
    assert designed(**fields) == job
