"""The cluster as a drawing."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from eks_gpu.page.drawing.around import draw_around, draw_legend, ways_out
from eks_gpu.page.drawing.canvas import WIDE, Canvas
from eks_gpu.page.drawing.lanes import Lanes
from eks_gpu.page.drawing.plane import draw_plane
from eks_gpu.page.drawing.stack import draw_stack
from eks_gpu.page.markup import Markup, element
from eks_gpu.page.words import gpus_of, nodes_of, several, sizes_of, types_of
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, MachinesDesign

# Groups that are drawn; more are named.
_DRAWN = 14


def draw_cluster(design: ClusterDesign, width: float = WIDE, *, alone: bool = False, **attributes: str) -> Markup:
    """The drawing of a cluster in a width; as a file of its own it keeps its margins."""
    canvas = Canvas(width)
    y = (16 if alone else 2) + draw_plane(canvas, design, 16 if alone else 2)
    at = width * 0.75 if canvas.wide else width / 2
    canvas.line(at, y, at, y + 24, "arrow")
    canvas.path([(at - 5, y + 16), (at, y + 24), (at + 5, y + 16)], "arrow-head", closed=True)
    y += 24
    inner = _vpc(canvas, design, y)
    y += inner + 14
    y += draw_around(canvas, design, y)
    y += draw_legend(canvas, y + 4) + 10
    inset = 0 if alone else 22 if canvas.wide else 10
    return canvas.svg(y, in_words(design), inset, **attributes)


def standalone(design: ClusterDesign) -> str:
    """The drawing as a file of its own, with its style."""
    style = element("style", Markup(f"\n{style_sheet()}\n{_OWN}\n"))
    drawn = draw_cluster(design, alone=True, xmlns="http://www.w3.org/2000/svg", class_="drawing")
    head, _, rest = drawn.partition(">")
    size = head.split('viewBox="0 0 ')[1].split('"')[0].split()
    title = element("title", f"The cluster {design.name}")
    card = element("rect", class_="page", width=size[0], height=size[1], rx=10)
    return f'{head} width="{size[0]}" height="{size[1]}">{title}{style}{card}{rest}\n'


@cache
def style_sheet() -> str:
    """The style of drawings: colours light and dark, by class."""
    return resources.files("eks_gpu.page").joinpath("data/drawing.css").read_text(encoding="utf-8").strip()


def in_words(design: ClusterDesign) -> str:
    """The drawing for those who hear it."""
    network = design.network
    where = f"VPC {network.cidr}" if network.is_created else "a VPC that exists"
    groups = "; ".join(
        f"group {one.name}, {sizes_of(one)} of {types_of(one)}{f', {gpus}' if (gpus := gpus_of(one)) else ''}"
        for one in nodes_of(design)
    )
    out = f"; {listed(ways_out(design))}" if ways_out(design) else ""
    zones = several(network.zone_names)
    return f"Cluster {design.name} in {design.spec.region}: {where} with zones {zones}{out}; {groups}"


# A file of its own has a background, so that it is readable on any page.
_OWN = "svg{background:none}"


def _vpc(canvas: Canvas, design: ClusterDesign, y: float) -> float:
    groups = nodes_of(design)
    left = 24.0 if canvas.wide else 12.0
    at = y + 34
    place = len(canvas.parts)
    name = (
        f"VPC {design.network.cidr}" if design.network.is_created else f"VPC {design.network.vpc_id or 'that exists'}"
    )
    canvas.text(left + 16, y + 24, name, size=14, bold=True)
    chips = ways_out(design)
    if canvas.wide:
        canvas.chips(left + 268, y + 9, chips, "way", canvas.width - left - 300)
    else:
        at += canvas.chips(left + 10, y + 34, chips, "way", canvas.width - 2 * left - 20)
    drawn = groups[:_DRAWN]
    at += 8 + (Lanes(canvas, design).draw(drawn, at + 8) if canvas.wide else draw_stack(canvas, design, drawn, at + 8))
    at = _rest(canvas, groups[_DRAWN:], left + 16, at)
    tall = at - y + 14
    frame = Canvas(canvas.width)
    frame.box(left, y, canvas.width - 2 * left, tall, "card vpc", radius=8)
    # Below everything that lies in it.
    canvas.parts[place:place] = frame.parts
    return tall


def _rest(canvas: Canvas, groups: tuple[MachinesDesign, ...], x: float, y: float) -> float:
    if not groups:
        return y
    words = f"and {plural(len(groups), 'more group')}: {listed(group.name for group in groups)}"
    canvas.text(x, y + 22, words, size=12, kind="muted", room=canvas.width - 2 * x)
    return y + 26
