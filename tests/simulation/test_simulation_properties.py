"""What holds in every simulated world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eks_gpu.scheduling.amounts import GPU
from eks_gpu.simulation import Settings, run, simulate
from eks_gpu.simulation.world import World
from tests.effort import examples
from tests.simulation.worlds import ZONES, group, planned, simulated, work

if TYPE_CHECKING:
    from eks_gpu.simulation.state import Node

KINDS = ("g5.xlarge", "g5.12xlarge", "g6.2xlarge", "g4dn.xlarge")
TIMES = st.integers(0, 4000)


class Watched(World):
    """A world that objects to what cannot be."""

    def bind(self, batch: Any, node: Node, pods: int) -> None:
        super().bind(batch, node, pods)
        assert node.ready is not None
        assert node.ready <= self.now
        assert all(amount >= 0 for amount in node.free.values())
        gpus = sum(self.plan.batches[index].gpus * count for index, count in node.pods.items())
        assert gpus <= node.whole[GPU]

    def ask(self, pool: Any, count: int, offer: Any = None, zone: str | None = None) -> list[Node]:
        made = super().ask(pool, count, offer, zone)
        assert len(self.pools[pool.key]) <= pool.max
        return made

    def remove(self, node: Node) -> None:
        super().remove(node)
        assert len(self.pools[node.pool.key]) >= node.pool.min
        assert not node.pods


@st.composite
def groups(draw: st.DrawFn, name: str) -> dict[str, Any]:
    least = draw(st.integers(0, 1))
    sizes = draw(
        st.sampled_from([{"min_per_zone": least, "max_per_zone": least + 2}, {"min": least, "max": least + 4}])
    )
    more: dict[str, Any] = {"capacity": draw(st.sampled_from(["spot", "on-demand"]))}
    if draw(st.booleans()):
        more["priority"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        more["autoscaling"] = {"scale_down_unneeded": draw(st.sampled_from(["30s", "5m"]))}
    return {"name": name, "instance_types": [draw(st.sampled_from(KINDS))], **sizes, **more}


@st.composite
def pools(draw: st.DrawFn, name: str) -> dict[str, Any]:
    pool: dict[str, Any] = {
        "name": name,
        "instance_types": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)),
        "max": draw(st.integers(1, 5)),
        "capacity": draw(st.sampled_from([["spot"], ["spot", "on-demand"], ["on-demand"]])),
    }
    if draw(st.booleans()):
        return pool | {"nodes_always": draw(st.integers(0, pool["max"]))}
    after = draw(st.sampled_from(["30s", "5m", "never"]))
    return pool | {"weight": draw(st.integers(1, 3)), "consolidation": {"after": after}}


@st.composite
def workloads(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["job", "deployment", "pod"]))
    more: dict[str, Any] = {"gpus": draw(st.integers(0, 4)), "zone_spread": kind != "pod" and draw(st.booleans())}
    if draw(st.booleans()):
        more |= {
            "cpu": draw(st.sampled_from(["1", "3", "7"])),
            "memory": draw(st.sampled_from(["4Gi", "15Gi", "60Gi"])),
        }
    return work(name, kind, **more)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    works = [draw(workloads(f"w{index}")) for index in range(draw(st.integers(1, 3)))]
    arrivals = [(one["name"], draw(st.integers(1, 9)), draw(TIMES)) for one in works]
    return {
        "arrivals": arrivals + [(name, 2, draw(TIMES)) for name, _, _ in arrivals[:1]],
        "settings": Settings(
            until=draw(st.integers(1, 20_000)),
            seed=draw(st.integers(0, 9)),
            spot_refusal=draw(st.sampled_from([0.0, 0.5, 1.0])),
            boot=draw(st.integers(1, 1000)),
            run_for=draw(st.integers(1, 3000)),
        ),
        "network__zones": ZONES[: draw(st.integers(2, 3))],
        "gpu_node_groups": [draw(groups(f"g{index}")) for index in range(draw(st.integers(1, 3)))],
        "provisioner": "karpenter",
        "gpu_node_pools": [draw(pools(f"p{index}")) for index in range(draw(st.integers(0, 2)))],
        "workloads": works,
        "autoscaler__max_node_provision_time": draw(st.sampled_from(["90s", "15m"])),
        "autoscaler__scale_down_delay_after_add": draw(st.sampled_from(["10s", "10m"])),
        "autoscaler__gpu_utilization_threshold": draw(st.sampled_from([0.0, 0.5, 1.0])),
    }


@examples(60)
@given(cases())
@example(
    # A refused node is there while another goes; then it is the minimum, and stays asked for.
    {
        "arrivals": [("w0", 1, 0), ("w1", 1, 1), ("w0", 2, 0)],
        "settings": Settings(until=1140, spot_refusal=1.0, boot=1, run_for=1091),
        "network__zones": ["us-west-2a", "us-west-2b"],
        "autoscaler__scale_down_delay_after_add": "10s",
        "autoscaler__gpu_utilization_threshold": 0.0,
        "gpu_node_groups": [group("g0", "g5.12xlarge", capacity="spot", min_per_zone=1, max_per_zone=3)],
        "workloads": [work("w0", "job", gpus=0, zone_spread=False), work("w1", "job", gpus=4, zone_spread=False)],
    }
)
def test_every_world(case: dict[str, Any]) -> None:
    world = {key: value for key, value in case.items() if key not in {"arrivals", "settings"}}
    plan = planned(case["arrivals"], case["settings"], **world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "World", Watched)
        result = simulate(plan)

    assert [one.at for one in result.events] == sorted(one.at for one in result.events)
    assert all(one.count > 0 and one.at <= plan.settings.until for one in result.events)
    for use in result.groups:
        assert 0 <= use.busy_hours <= use.node_hours + 1e-9
        assert use.node_hours <= use.peak * plan.settings.until / 3600 + 1e-9
        assert use.peak <= use.max
        assert sum(use.namespaces.values()) == pytest.approx(use.busy_hours)
    for one in result.outcomes:
        assert 0 <= one.finished <= one.started <= one.pods
        assert one.pods - one.started <= one.pending
        assert bool(one.pending) == bool(one.reasons)


@examples(30)
@given(cases())
def test_the_same_seed_gives_the_same_result(case: dict[str, Any]) -> None:
    arrivals, given_ = case.pop("arrivals"), case.pop("settings")

    assert simulated(arrivals, given_, **case) == simulated(arrivals, given_, **case)


def test_another_seed_may_give_another() -> None:
    results = {
        repr(simulated([("train", 4, 0)], Settings(seed=seed, spot_refusal=0.5), **SPOT).events) for seed in range(8)
    }

    assert len(results) > 1


SPOT: dict[str, Any] = {"gpu_node_groups": [group("gpu", capacity="spot")]}
