"""A job's turn among the pods that a rule concerns is its turn among all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.design import design_cluster
from eks_gpu.design.placement import joint
from eks_gpu.scheduling.demand import HOSTNAME, HostPort, PodCount
from eks_gpu.scheduling.packing import placed
from eks_gpu.spec import load_text
from tests.effort import examples
from tests.scheduling.demands import alone, demand, even, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.scheduling.contender import Contender
    from eks_gpu.scheduling.demand import PodDemand
    from eks_gpu.scheduling.nodes import Bins

TWO_ZONES = """
name: turns
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b]}
access: {runner: vpc}
gpu_node_groups:
  - {name: small, instance_types: [g5.xlarge], max_per_zone: 2}
  - {name: large, instance_types: [g5.12xlarge], max: 2, taints: []}
"""
COUNTS = st.builds(
    PodCount,
    most=st.integers(0, 6),
    turn=st.sampled_from(["stays", "gang", "turns", "turns"]),
    least=st.integers(0, 2),
)
PLAIN = st.builds(
    lambda name, gpus, count, rank: demand(name, gpus, count=count, priority=rank),
    *(st.sampled_from("xyz"), st.integers(0, 4), COUNTS, st.integers(0, 1)),
)
RULED = st.builds(
    lambda name, gpus, count, more: demand(name, gpus, count=count, **more),
    st.sampled_from("xyz"),
    st.integers(0, 4),
    COUNTS,
    st.sampled_from(
        [
            {"anti_affinity": (alone("x"),)},
            {"anti_affinity": (near("y"),)},
            {"affinity": (near("x"),)},
            {"affinity": (near("z", HOSTNAME),)},
            {"spread": (even("y"),)},
            {"spread": (even("x", HOSTNAME, 2),)},
            {"host_ports": (HostPort(80),)},
        ]
    ),
)


def groups() -> Sequence[GroupModels]:
    spec = load_text(TWO_ZONES).spec
    assert spec
    return design_cluster(spec).all_models


@examples(150)
@given(st.lists(st.one_of(PLAIN, PLAIN, RULED), min_size=2, max_size=7))
def test_those_that_no_rule_concerns_change_nothing(demands: list[PodDemand]) -> None:
    models = groups()
    few = joint.joint_capacity(demands, models)
    # Nobody's rules are these, so nobody is left out.
    with patch.object(joint, "Rules", object):
        all_ = joint.joint_capacity(demands, models)

    assert few == all_


def test_jobs_of_which_no_two_are_alike_take_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def counted(contenders: Sequence[Contender], bins: Sequence[Bins]) -> list[int]:
        sizes.append(len(contenders))
        return placed(contenders, bins)

    models = groups()
    jobs = [demand(f"job-{number}", count=PodCount(turn="turns"), priority=number) for number in range(60)]
    monkeypatch.setattr(joint, "placed", counted)
    joint.joint_capacity(jobs, models)

    # All at once, and then each by itself.
    assert sizes == [60, *[1] * 60]
