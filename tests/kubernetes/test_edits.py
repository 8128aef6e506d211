"""The plan does to each field and kind exactly what `check --previous` reports."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import changes
from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.kubernetes.edits import FIELDS, Edit, edits, fields
from tests.kubernetes.outcome import outcome

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from tests.kubernetes.synthesis import Resources

pytestmark = pytest.mark.engine
EDITS = list(edits())
KEPT = ("change-workload-kept", "change-claim-size", "change-pull-secrets", "change-pull-policy")
WORKLOAD = "kubernetes_{}_v1.work"


@cache
def design(text: str) -> ClusterDesign:
    """The design of a declaration; each of 600 is edited in several ways, and nothing changes a design."""
    return design_cluster(ClusterSpec.model_validate(json.loads(text)))


def objects(text: str) -> Resources:
    from tests.kubernetes.variants import workload_object  # noqa: PLC0415 - the engine takes a second to start

    (workload,) = design(text).workloads
    return workload_object(workload)


def findings(edit: Edit) -> dict[str, Any]:
    return {problem.id: problem for problem in changes.run(design(edit.old), design(edit.new))}


def test_every_field_is_edited() -> None:
    assert set(FIELDS) == fields()


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_finding_says_what_the_plan_does(edit: Edit) -> None:
    done, reported = outcome(objects(edit.old), objects(edit.new)), findings(edit)

    # Planned, reported done, and planned again.
    assert done.unsent == []
    assert bool(_workload(done.replaced)) == ("change-workload-replaced" in reported), done
    kept = [*_workload(done.kept), *_workload(done.left)]
    assert bool(kept) == bool({*KEPT, "change-time-limit"} & set(reported)) or (
        "change-time-limit" in reported and edit.field == "time_limit"
    ), done


def _workload(addresses: list[str]) -> list[str]:
    """Those of the workload itself, and not of its Service or account."""
    kinds = ("deployment", "stateful_set", "job", "cron_job", "pod")
    return [
        address
        for address in addresses
        if address.partition(".")[0].removeprefix("kubernetes_").removesuffix("_v1") in kinds
    ]
