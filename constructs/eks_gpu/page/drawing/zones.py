"""The subnets of a zone, with the addresses that nodes hold in them at their maximum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.platform.addresses import addresses_at_most
from eks_gpu.page.drawing.canvas import Area
from eks_gpu.page.words import nodes_of, thousands

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import ClusterDesign, SubnetDesign, ZoneDesign
    from eks_gpu.page.drawing.canvas import Canvas

PUBLIC, PRIVATE, PODS = 52.0, 78.0, 56.0


class Addresses:
    """Addresses of each zone that nodes hold at their maximum."""

    def __init__(self, design: ClusterDesign) -> None:
        """Count them once for the whole drawing."""
        nodes, pods = addresses_at_most(design.addons, nodes_of(design))
        self.nodes: Mapping[str, int] = nodes
        self.pods: Mapping[str, int] = pods


def has_public(design: ClusterDesign) -> bool:
    """Whether any zone has a public subnet."""
    return any(zone.public for zone in design.network.zones)


def has_pods(design: ClusterDesign) -> bool:
    """Whether any zone has a subnet only for pods."""
    return bool(design.network.pod_zones)


def draw_public(canvas: Canvas, design: ClusterDesign, zone: ZoneDesign, area: Area) -> None:
    """The public subnet with its NAT gateway."""
    x, y, width = area
    if zone.public is None:
        return
    canvas.box(x, y, width, PUBLIC - 8, "public")
    canvas.text(x + 10, y + 18, f"public {zone.public.cidr}", size=12, room=width - 20)
    if zone.zone in design.network.nat_zones:
        canvas.text(x + 10, y + 35, "NAT gateway", size=12, bold=True, room=width - 20)
    else:
        canvas.text(x + 10, y + 35, "load balancers only", size=12, kind="muted", room=width - 20)


def draw_private(canvas: Canvas, design: ClusterDesign, zone: ZoneDesign, held: Addresses, area: Area) -> None:
    """The head of the private subnet: its block, its use, and the control plane's interface."""
    x, y, width = area
    name = zone.private.cidr if zone.private else zone.subnet_id or ""
    canvas.text(x + 10, y + 18, f"private {name}", size=12, bold=True, room=width - 20)
    _use(canvas, zone.private, held.nodes.get(zone.zone, 0), Area(x + 10, y + 26, width - 20))
    if zone.zone in design.network.control_plane_zones:
        canvas.text(x + 10, y + 66, "control plane's interface", size=12, kind="plane-ink", room=width - 20)


def draw_pods(canvas: Canvas, zone: ZoneDesign, held: Addresses, area: Area) -> None:
    """The subnet only for pods."""
    x, y, width = area
    if zone.pods is None and zone.pod_subnet_id is None:
        return
    canvas.box(x, y, width, PODS - 8, "private")
    canvas.text(x + 10, y + 18, f"pods {zone.pods.cidr if zone.pods else zone.pod_subnet_id}", size=12, room=width - 20)
    _use(canvas, zone.pods, held.pods.get(zone.zone, 0), Area(x + 10, y + 24, width - 20))


def use_of(subnet: SubnetDesign | None, held: int) -> str:
    """The use of a subnet in words."""
    if subnet is None:
        return f"{thousands(held)} addresses at most"
    return f"{thousands(held)} of {thousands(subnet.addresses)} addresses"


def _use(canvas: Canvas, subnet: SubnetDesign | None, held: int, area: Area) -> None:
    """A bar, and the same in words."""
    x, y, width = area
    if subnet is not None:
        share = min(1.0, held / subnet.addresses)
        canvas.box(x, y, width, 5, "bar-room", radius=2.5)
        canvas.box(x, y, max(2.0, width * share), 5, "bar-over" if held > subnet.addresses else "bar-used", radius=2.5)
    canvas.text(x, y + 20, use_of(subnet, held), size=12, kind="muted", room=width)
