"""The control plane, and who may reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.drawing.canvas import Area
from eks_gpu.page.words import support_of
from eks_gpu.problem import listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.page.drawing.canvas import Canvas

_LINE, _HEAD, _FOOT = 18.0, 46.0, 10.0
_ARROW = 44.0
_SHOWN = 3
_CALLERS, _PLANE = "Who may reach the API", "EKS control plane"


def draw_plane(canvas: Canvas, design: ClusterDesign, y: float) -> float:
    """Those who may call the API, an arrow, and the control plane; the height that they take comes back."""
    callers, facts = list(_callers(design)), list(_facts(design))
    tall = _HEAD + _LINE * max(len(callers), len(facts)) + _FOOT
    if canvas.wide:
        half = (canvas.width - 48 - _ARROW) / 2
        _card(canvas, Area(24, y, half), tall, [_CALLERS, *callers], "callers")
        _arrow(canvas, 24 + half, y + tall / 2, 24 + half + _ARROW, y + tall / 2)
        _card(canvas, Area(24 + half + _ARROW, y, half), tall, [_PLANE, *facts], "plane")
        return tall
    width, first = canvas.width - 24, _HEAD + _LINE * len(callers) + _FOOT
    second = _HEAD + _LINE * len(facts) + _FOOT
    _card(canvas, Area(12, y, width), first, [_CALLERS, *callers], "callers")
    _arrow(canvas, canvas.width / 2, y + first, canvas.width / 2, y + first + 28)
    _card(canvas, Area(12, y + first + 28, width), second, [_PLANE, *facts], "plane")
    return first + 28 + second


def _card(canvas: Canvas, area: Area, height: float, words: list[str], kind: str) -> None:
    """A card: the first of its words is the heading."""
    x, y, width = area
    heading, *lines = words
    canvas.box(x, y, width, height, f"card {kind}", radius=8)
    canvas.text(x + 14, y + 25, heading, size=14, bold=True, kind=f"{kind}-ink", room=width - 28)
    for place, line in enumerate(lines):
        canvas.text(x + 14, y + _HEAD + place * _LINE + 4, line, size=13, room=width - 28)


def _arrow(canvas: Canvas, x: float, y: float, to_x: float, to_y: float) -> None:
    canvas.line(x, y, to_x, to_y, "arrow")
    head = (
        [(to_x - 8, to_y - 5), (to_x, to_y), (to_x - 8, to_y + 5)]
        if y == to_y
        else [(to_x - 5, to_y - 8), (to_x, to_y), (to_x + 5, to_y - 8)]
    )
    canvas.path(head, "arrow-head", closed=True)


def _callers(design: ClusterDesign) -> Iterator[str]:
    spec, access = design.spec, design.spec.access
    if spec.existing_cluster:
        yield "as its owners decided: the cluster exists"
        return
    public = listed(access.public_cidrs, _SHOWN)
    yield f"internet: {'everyone' if '0.0.0.0/0' in access.public_cidrs else public or 'nobody'}"
    yield f"private endpoint: {listed(design.private_cidrs, _SHOWN) or 'nodes only'}"
    admins = [plural(len(access.admins), "further administrator")] if access.admins else []
    creator = ["whoever creates it"] if access.creator_admin else []
    yield f"administrators: {listed([*creator, *admins]) or 'nobody'}"
    others = [plural(len(access.viewers), "viewer")] if access.viewers else []
    others += [plural(len(access.teams), "team")] if access.teams else []
    if others:
        yield f"also: {listed(others)}"


def _facts(design: ClusterDesign) -> Iterator[str]:
    spec = design.spec
    yield f"Kubernetes {spec.kubernetes_version} in {spec.region}"
    if spec.existing_cluster:
        yield "made by others; eks-gpu adds nodes to it"
        return
    if support := support_of(spec.kubernetes_version):
        yield support
    own = bool(spec.encryption.secrets_key_arn)
    yield f"Secrets: {'your own KMS key' if own else 'a KMS key of its own'}"
    if not design.network.is_created:
        yield "in a VPC that exists"
