"""The doctor on node pools: what it asks for, and what it says of pools, classes, claims and overlays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.doctor import examine, observe
from eks_gpu.doctor.gathering.commands import commands
from eks_gpu.doctor.gathering.redaction import kept
from tests.doctor import healthy
from tests.doctor.cases_pools import BROKEN_POOLS, BrokenPool, claim, condition, of_kind

if TYPE_CHECKING:
    from eks_gpu.doctor.finding import Finding

YOUNG = "2026-11-20T10:28:00Z"


def found(*objects: dict[str, Any]) -> list[Finding]:
    folder = healthy.scaled_up()
    for number, one in enumerate(objects):
        folder.files[f"provisioning-{number}.json"] = one
    return list(examine(healthy.design_with_pool(), observe(folder.texts())))


@pytest.mark.parametrize("case", BROKEN_POOLS, ids=str)
def test_a_broken_pool_is_found_with_the_next_step(case: BrokenPool) -> None:
    first, *_ = found(*case.objects)

    assert first.id == case.first
    assert case.step in first.fix


def test_only_clusters_with_a_provisioner_are_asked_for_its_objects() -> None:
    without, with_pool = ({one.file for one in commands(one)} for one in (healthy.design(), healthy.design_with_pool()))

    assert with_pool - without == {"nodepools", "nodeclaims", "nodeclasses", "nodeoverlays", "karpenter-log"}


def test_conditions_are_kept_in_gathered_files() -> None:
    paths = set(kept())

    assert {"status.conditions.reason", "status.conditions.message", "status.nodeName"} <= paths


@pytest.mark.parametrize(
    ("step", "reason", "says"),
    [
        ("Launched", "InsufficientCapacityError", "EC2 has not started it"),
        ("Registered", "NodeNotFound", "it has not joined the cluster"),
        ("Initialized", "ResourceNotRegistered", "pods cannot use all of it"),
    ],
)
def test_the_first_step_that_is_not_done_is_named(step: str, reason: str, says: str) -> None:
    order = ("Launched", "Registered", "Initialized")
    done = [condition(one, "True", one) for one in order[: order.index(step)]]
    open_ones = [condition(one, "Unknown", "AwaitingReconciliation") for one in order[order.index(step) + 1 :]]

    (finding,) = found(claim(*done, condition(step, "Unknown", reason, "the message"), *open_ones))

    assert (finding.id, finding.severity) == ("node-claim-stuck", "error")
    assert says in finding.message
    assert reason in finding.message
    assert finding.seen == ("the message",)
    assert finding.groups == {"serving"}


def test_a_young_claim_only_needs_time() -> None:
    (finding,) = found(claim(condition("Launched", "True"), condition("Registered", "Unknown"), created=YOUNG))

    assert (finding.severity, finding.fix) == ("warning", "wait: machines with GPUs take some minutes")


def test_a_claim_that_goes_is_left_alone() -> None:
    gone = {"deletionTimestamp": "2026-11-20T10:29:00Z"}

    assert found(claim(condition("Launched", "Unknown"), **gone)) == []
    assert found(claim(condition("Drifted", "True", "AMIDrift"), **gone)) == []


def test_an_invalid_class_explains_the_pool_that_is_not_ready() -> None:
    node_class = of_kind("EC2NodeClass", condition("SubnetsReady", "False", "SubnetsNotFound", "matched none"))
    pool = of_kind("NodePool", condition("NodeClassReady", "False", "SubnetsNotFound", "matched none"))
    first, second = found(node_class, pool)

    assert first.id == "node-class-not-ready"
    assert "the subnets of the file's zones exist" in first.fix
    assert (second.id, second.because) == ("node-pool-not-ready", ("node-class-not-ready",))


def test_a_pool_whose_nodes_did_not_register_is_still_used() -> None:
    pool = of_kind("NodePool", condition("NodeRegistrationHealthy", "False", "RegistrationFailed"))
    (finding,) = found(pool)

    assert finding.severity == "warning"


def test_nothing_is_missing_where_no_list_of_pools_was_gathered() -> None:
    assert found() == []
    listed: dict[str, Any] = {"kind": "NodePoolList", "items": []}
    assert [one.id for one in found(listed)] == ["node-pool-missing"]
