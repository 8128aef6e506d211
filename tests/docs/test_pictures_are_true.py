"""The pictures of docs/pictures name what exists, with the numbers of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu.report.arithmetic import explained
from eks_gpu.scheduling.amounts import CPU, MEMORY, shown
from eks_gpu.simulation.scale_up import YOUNG_WITH_GPU
from tests.bindings.test_rooms import ROOMS, rooms_used
from tests.docs.pictures import words
from tools.pictures import cluster, gpu_pod, node_models, overview, quickstart, rooms, scale_up
from tools.write_pictures import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

# The way of data.


def test_every_room_on_the_picture_exists() -> None:
    drawn = {box.key for box in rooms.picture().boxes} - set(rooms.OUTSIDE) - {"stacks"}

    assert drawn | set(rooms.ALSO) <= set(ROOMS)
    assert not drawn & set(rooms.ALSO)
    assert len(drawn) >= 12


@pytest.mark.slow
def test_every_arrow_is_an_import() -> None:
    arrows = [arrow for arrow in rooms.picture().arrows if not {arrow.source, arrow.target} & set(rooms.OUTSIDE)]

    assert len(arrows) >= 15
    assert [(arrow.source, arrow.target) for arrow in arrows if arrow.source not in _taken_by(arrow.target)] == []


def _taken_by(room: str) -> set[str]:
    """Rooms that a room imports; the box of the stacks is also that of the app, which main.py runs."""
    return rooms_used(room) | (rooms_used("synthesis") if room == "stacks" else set())


# The two models of a node.


def test_the_parts_of_a_node_are_all_that_ec2_advertises() -> None:
    template, node = node_models.models()
    for model in (template, node):
        for name in (CPU, MEMORY):
            whole = sum(part.amounts.get((name, model.kind), 0) for part in node_models.parts())
            assert whole == template.capacity[name], (model.kind, name)
    assert all(amount >= 0 for part in node_models.parts() for amount in part.amounts.values())


def test_node_models_have_the_numbers_of_explain() -> None:
    told, (template, node) = explained(quickstart.workload(), quickstart.design().nodes), node_models.models()
    drawn = words(node_models.picture())
    for model in (template, node):
        for name in (CPU, MEMORY):
            assert shown(name, model.free[name]) in drawn
            assert shown(name, model.free[name]) in told
    assert template.free[MEMORY] > node.free[MEMORY]


def test_bars_are_to_scale() -> None:
    picture, (template, node) = node_models.picture(), node_models.models()
    free = {kind: picture.boxed(f"{kind}: free for a workload").rect.width for kind in ("template", "node")}
    gap = picture.boxed("gap").rect

    assert free["template"] / free["node"] == pytest.approx(template.free[MEMORY] / node.free[MEMORY], rel=1e-3)
    assert gap.width == pytest.approx(free["template"] - free["node"], abs=0.2)


# A scale-up.


def test_times_are_those_of_the_simulation() -> None:
    times = [scale_up.moment(kind) for kind in ("arrive", "scale-up", "start", "finish", "scale-down")]
    drawn = words(scale_up.picture())

    assert times == sorted(times)
    assert times[1] == YOUNG_WITH_GPU
    assert times[1] < scale_up.ready() < scale_up.moment("ready") <= times[2]
    assert {scale_up.clock(time) for time in [*times, scale_up.ready()]} <= set(drawn)
    assert scale_up.result().never_started == 0


def test_spans_are_to_scale() -> None:
    picture = scale_up.picture()
    pending, running = (picture.boxed(f"pod: {state}").rect for state in ("Pending", "Running"))

    assert pending.width / scale_up.moment("start") == pytest.approx(running.width / 60, rel=1e-2)


# The created cluster, and the pod on it.


def test_the_cluster_has_the_zones_and_groups_of_the_design() -> None:
    design, drawn = quickstart.design(), words(cluster.picture())
    subnets = [subnet.cidr for zone in design.network.zones for subnet in (zone.private, zone.public) if subnet]

    assert len(subnets) == 2 * len(design.network.zones)
    assert {f"VPC {design.network.cidr}", *design.network.zone_names, quickstart.group().name} <= set(drawn)
    assert [cidr for cidr in subnets if not _ending(drawn, f"subnet {cidr}")] == []
    assert len(_ending(drawn, "NAT gateway")) == len(design.network.nat_zones)


def test_the_cluster_shows_where_pods_of_the_system_run() -> None:
    design = quickstart.design()

    assert design.autoscaler
    assert design.autoscaler.node_selector == design.system.labels
    assert "coredns" in {addon.name for addon in design.addons}
    assert quickstart.group().taints


def test_components_are_those_of_the_design() -> None:
    group, workload = quickstart.group(), quickstart.workload().workload
    shown_parts = {part.name: part for part in (*gpu_pod.of_pod(), *gpu_pod.of_node())}

    assert str(group.taints[0]) == shown_parts["taint"].value
    assert shown_parts["driver"].source == shown_parts["container toolkit"].source == group.ami_type
    assert workload.spec.image.endswith(f"/{shown_parts['program and CUDA libraries'].value}")
    assert shown_parts["GPU"].source in group.spec.instance_types
    assert {part.value for part in shown_parts.values()} <= set(words(gpu_pod.picture()))


def _ending(drawn: Iterable[str], end: str) -> list[str]:
    return [text for text in drawn if text.endswith(end)]


# The whole.


def test_the_overview_quotes_the_file() -> None:
    file, drawn = (ROOT / quickstart.FILE).read_text(encoding="utf-8"), words(overview.picture())

    assert "\n".join(overview.excerpt()) in file
    assert {line.strip() for line in overview.excerpt()} - {""} <= set(drawn)
    assert file.endswith(overview.excerpt()[-1] + "\n")


def test_the_overview_has_the_verdicts_of_check() -> None:
    drawn = " ".join(words(overview.picture()))
    (reason,) = overview.edited().groups[0].reasons

    assert (quickstart.workload().verdict, overview.edited().verdict) == ("runs", "stays-pending")
    assert reason in drawn
