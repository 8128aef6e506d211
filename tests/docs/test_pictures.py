"""The pictures of docs/pictures are current, readable, and name what exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from eks_gpu.report.arithmetic import explained
from eks_gpu.scheduling.amounts import CPU, MEMORY, shown
from eks_gpu.simulation.scale_up import YOUNG_WITH_GPU
from tests.bindings.test_rooms import ROOMS, imports, rooms_used
from tests.docs.pictures import astray, outside, overlaps
from tools.pictures import ALL, cluster, gpu_pod, node_models, overview, quickstart, rooms, scale_up
from tools.pictures.glyphs import width, wrapped
from tools.pictures.palette import DARK, LIGHT, Theme
from tools.pictures.parts import Rect
from tools.pictures.picture import Picture
from tools.write_pictures import FOLDER, ROOT, pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("name", ALL)
# All that a picture is made of. None of these elements loads or runs anything.
ELEMENTS = {"svg", "title", "desc", "style", "rect", "polyline", "polygon", "text"}


def words(picture: Picture) -> list[str]:
    return [text.words for text in picture.texts]


@EVERY
def test_a_picture_is_current(name: str) -> None:
    file = FOLDER / f"{name}.svg"

    assert file.read_text(encoding="utf-8") == pictures()[file](), "run make docs"


def test_there_are_no_others() -> None:
    assert set(FOLDER.iterdir()) == set(pictures())


@EVERY
def test_a_picture_is_plain_svg_with_a_description(name: str) -> None:
    svg = ALL[name]().svg()
    tree = ET.fromstring(svg)  # noqa: S314 - our own text

    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == ELEMENTS - _unused(svg)
    assert tree.attrib["role"] == "img"
    assert tree.findtext(f"{SVG}title")
    assert len(tree.findtext(f"{SVG}desc") or "") > 100
    ids = {element.attrib["id"] for element in tree.iter() if "id" in element.attrib}
    assert set(tree.attrib["aria-labelledby"].split()) == ids


def _unused(svg: str) -> set[str]:
    """Pictures without arrows have no lines."""
    return {"polyline", "polygon"} if "<polyline" not in svg else set()


@EVERY
def test_a_picture_loads_nothing(name: str) -> None:
    svg = ALL[name]().svg().replace('xmlns="http://www.w3.org/2000/svg"', "", 1)

    assert re.findall(r"href|url\(|@import|@font-face|https?:|data:|\bon\w+=", svg) == []


@EVERY
def test_texts_are_drawn_as_text(name: str) -> None:
    picture = ALL[name]()
    drawn = ET.fromstring(picture.svg()).iter(f"{SVG}text")  # noqa: S314 - our own text

    assert [element.text for element in drawn] == words(picture)
    assert min(text.size for text in picture.texts) >= 12


@EVERY
def test_everything_is_in_its_box(name: str) -> None:
    assert list(outside(ALL[name]())) == []


@EVERY
def test_nothing_covers_anything_else(name: str) -> None:
    assert list(overlaps(ALL[name]())) == []


@EVERY
def test_arrows_lead_from_box_to_box(name: str) -> None:
    assert list(astray(ALL[name]())) == []


@EVERY
def test_a_page_shows_the_picture(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown_with = [
        (page, alt, target)
        for page in pages
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        if target.endswith(f"pictures/{name}.svg")
    ]

    assert shown_with
    for page, alt, target in shown_with:
        assert len(alt) > 10, page
        assert (page.parent / target).is_file(), page


def test_a_text_of_unknown_width_is_refused() -> None:
    with pytest.raises(ValueError, match="☃"):
        width("snow ☃", 12)


def test_lines_are_broken_where_they_would_be_too_long() -> None:
    text = "a text that does not fit into one line"
    lines = wrapped(text, 12, 100)

    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(width(line, 12) <= 100 for line in lines)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_contrast_on_every_box(theme: Theme) -> None:
    """At least 4.5 to 1, as WCAG 2.2 asks for (1.4.3), and 3 to 1 for borders and bars (1.4.11)."""
    pairs = {
        **{f"ink on {tone}": (theme.ink, shade.fill) for tone, shade in theme.shades.items()},
        **{f"muted on {tone}": (theme.muted, shade.fill) for tone, shade in theme.shades.items()},
        **{f"{tone} on its box": (shade.text, shade.fill) for tone, shade in theme.shades.items()},
        **{f"{tone} on the card": (shade.text, theme.card) for tone, shade in theme.shades.items()},
        "ink on the card": (theme.ink, theme.card),
        "muted on the card": (theme.muted, theme.card),
    }
    lines = {"arrows": theme.line, **{str(tone): shade.stroke for tone, shade in theme.shades.items()}}

    assert {name: pair for name, pair in pairs.items() if _contrast(*pair) < 4.5} == {}
    assert {name: colour for name, colour in lines.items() if _contrast(colour, theme.card) < 3} == {}


def _contrast(first: str, second: str) -> float:
    """By WCAG 2.2, "contrast ratio" and "relative luminance"."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


# The way of data.


def test_every_room_on_the_picture_exists() -> None:
    drawn = {box.key for box in rooms.picture().boxes} - set(rooms.OUTSIDE) - {"stacks"}

    assert drawn | set(rooms.ALSO) <= set(ROOMS)
    assert not drawn & set(rooms.ALSO)
    assert len(drawn) >= 12


def test_every_arrow_is_an_import() -> None:
    arrows = [arrow for arrow in rooms.picture().arrows if not {arrow.source, arrow.target} & set(rooms.OUTSIDE)]

    assert len(arrows) >= 15
    assert [(arrow.source, arrow.target) for arrow in arrows if arrow.source not in _taken_by(arrow.target)] == []


def _taken_by(room: str) -> set[str]:
    """Rooms that a room imports; the app is main.py and stacks/."""
    if room != "stacks":
        return rooms_used(room)
    names = {name for file in (ROOT / "main.py", *(ROOT / "stacks").glob("*.py")) for name in imports(file)}
    return {name.split(".")[1] for name in names if name.startswith("eks_gpu.")}


# The two models of a node.


def test_the_parts_of_a_node_are_all_that_ec2_advertises() -> None:
    template, node = node_models.models()
    for model in (template, node):
        for name in (CPU, MEMORY):
            whole = sum(part.amounts.get((name, model.kind), 0) for part in node_models.parts())
            assert whole == template.capacity[name], (model.kind, name)
    assert all(amount >= 0 for part in node_models.parts() for amount in part.amounts.values())


def test_node_models_have_the_numbers_of_explain() -> None:
    told, (template, node) = explained(quickstart.workload(), quickstart.design()), node_models.models()
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


# The tests of this file themselves.


def test_a_bad_picture_is_noticed() -> None:
    picture = Picture("A bad picture", "Nothing is where it belongs.", 300)
    outer = picture.box("outer", Rect(20, 60, 200, 80))
    picture.box("leaves", Rect(200, 80, 60, 20), "blue", outer)
    picture.box("covers", Rect(100, 100, 60, 80))
    picture.box("far", Rect(600, 70, 40, 40))
    picture.text("a text that is much too long for its box", (30, 80), owner=outer)
    picture.text("in the way", (500, 94))
    picture.arrow("outer", "far", (220, 90), (599, 90))
    picture.box("between", Rect(300, 200, 40, 40))
    picture.box("low", Rect(600, 200, 40, 40))
    picture.arrow("far", "low", (620, 110), (620, 150), (320, 150), (320, 220), (600, 220))

    assert list(outside(picture)) == ["box leaves", "text a text that is much too long for its box"]
    assert "outer and covers" in list(overlaps(picture))
    assert "a text that is much too long for its box and leaves" in list(overlaps(picture))
    assert list(astray(picture)) == [
        "outer to far has a loose end",
        "outer to far crosses in the way",
        "outer to far crosses leaves",
        "far to low crosses between",
        "far to low crosses between",
    ]
