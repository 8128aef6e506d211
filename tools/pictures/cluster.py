"""A created cluster: its network, its nodes, and who talks to whom.

EKS puts the control plane's network interfaces into the subnets that the cluster names (EKS user guide, "Amazon EKS
networking requirements for VPC and subnets"). ECR keeps the layers of images in S3, so pulls from ECR take the way of
the gateway endpoint (ECR user guide, "Amazon ECR interface VPC endpoints").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import plural
from tools.pictures import quickstart
from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from eks_gpu.design import ZoneDesign
    from tools.pictures.parts import Box

_VPC = Rect(MARGIN, 152, 680, 440)
_ZONE_WIDE, _ZONE_TOP, _ZONE_TALL = 316.0, 186.0, 324.0
# In a zone: tops and heights of its subnets.
_PRIVATE, _PRIVATE_TALL, _PUBLIC, _PUBLIC_TALL = 32.0, 198.0, 258.0, 56.0
_EDGE, _BEHIND = 526.0, 622.0


def picture() -> Picture:
    """The picture."""
    design = quickstart.design()
    zones = ", ".join(design.network.zone_names)
    made = Picture(
        f"The cluster of {quickstart.FILE}",
        f"A VPC with a private and a public subnet in each of the zones {zones}. The control plane, run by AWS, has "
        "network interfaces in the private subnets. All nodes are in private subnets; they reach the control plane "
        "through these interfaces, and the internet through one NAT gateway.",
        698,
    )
    _outside(made)
    vpc = made.box("vpc", _VPC, "grey")
    made.text(f"VPC {design.network.cidr}", (_VPC.x + 14, _VPC.y + 23), size=14, bold=True, owner=vpc)
    for place, zone in enumerate(design.network.zones):
        _zone(made, zone, Rect(36 + place * (_ZONE_WIDE + 16), _ZONE_TOP, _ZONE_WIDE, _ZONE_TALL), vpc)
    _edge(made, vpc)
    _talk(made)
    return made


def _outside(made: Picture) -> None:
    """The control plane above the VPC, and who may call it."""
    spec = quickstart.design().spec
    made.labelled("you", Rect(MARGIN, 56, 176, 62), "green", ["you", *spec.access.public_cidrs])
    version = f"Kubernetes {spec.kubernetes_version}, run by AWS"
    made.labelled("control plane", Rect(262, 56, 256, 62), "blue", ["EKS control plane", version])


def _zone(made: Picture, zone: ZoneDesign, rect: Rect, vpc: Box) -> None:
    design = quickstart.design()
    box = made.box(f"zone {zone.zone}", rect, "grey", vpc, dashed=True)
    made.text(zone.zone, (rect.x + 12, rect.y + 21), bold=True, ink="muted", owner=box)
    if zone.private:
        private = made.box(
            f"private {zone.zone}", Rect(rect.x + 10, rect.y + _PRIVATE, rect.width - 20, _PRIVATE_TALL), "green", box
        )
        words = f"private subnet {zone.private.cidr}"
        made.text(words, (private.rect.x + 10, private.rect.y + 20), bold=True, ink="green", owner=private)
        _private(made, zone.zone, private)
    if zone.public:
        subnet = Rect(rect.x + 10, rect.y + _PUBLIC, rect.width - 20, _PUBLIC_TALL)
        public = made.box(f"public {zone.zone}", subnet, "amber", box)
        words = f"public subnet {zone.public.cidr}"
        made.text(words, (subnet.x + 10, subnet.y + 20), bold=True, ink="amber", owner=public)
        made.text("load balancers", (subnet.x + 10, subnet.y + 41), size=12, owner=public)
        if zone.zone in design.network.nat_zones:
            nat = Rect(subnet.right - 112, subnet.y + 26, 102, 24)
            inner = made.box(f"nat {zone.zone}", nat, "blue", public)
            made.text("NAT gateway", (nat.x + 8, nat.y + 16), size=12, owner=inner)


def _private(made: Picture, zone: str, subnet: Box) -> None:
    """The control plane's interface above the nodes that call it."""
    design, group = quickstart.design(), quickstart.group()
    x, y, wide = subnet.rect.x + 10, subnet.rect.y + 30, subnet.rect.width - 20
    if zone in design.network.control_plane_zones:
        interface = made.box(f"interface {zone}", Rect(x, y, wide, 26), "blue", subnet)
        made.text("the control plane's network interface", (x + 10, y + 17), size=12, owner=interface)
    half, top, tall = (wide - 12) / 2, y + 48, 110
    system = design.system
    if zone in system.node_group.zones:
        nodes = f"{system.node_group.min} to {system.node_group.max} nodes in {len(system.node_group.zones)} zones"
        lines = ["system", system.instance_types[0], nodes, "CoreDNS, autoscaler"]
        made.labelled(f"system {zone}", Rect(x, top, half, tall), "violet", lines, subnet)
    for nodes_of in group.node_groups:
        if zone in nodes_of.zones:
            nodes = f"{nodes_of.min} to {plural(nodes_of.max, 'node')} in this zone"
            lines = [group.name, group.spec.instance_types[0], nodes, "your GPU pods"]
            rect = Rect(x + half + 12, top, half, tall)
            made.labelled(f"gpu {zone}", rect, "red", lines, subnet, dashed=nodes_of.min == 0)


def _edge(made: Picture, vpc: Box) -> None:
    """The ways out, at the lower edge of the VPC, and what is behind them."""
    gateway, endpoint = Rect(150, _EDGE, 202, 52), Rect(368, _EDGE, 212, 52)
    made.labelled("internet gateway", gateway, "amber", ["internet gateway", "route of public subnets"], vpc)
    behind = Rect(gateway.x, _BEHIND, gateway.width, 56)
    made.labelled("internet", behind, "grey", ["internet", "registries, AWS APIs"])
    for service in quickstart.design().network.gateway_endpoints:
        name = service.upper()
        made.labelled("endpoint", endpoint, "green", [f"{name} gateway endpoint", "route of private subnets"], vpc)
        behind = Rect(endpoint.x, _BEHIND, endpoint.width, 56)
        made.labelled(service, behind, "grey", [f"Amazon {name}", "layers of images in ECR"])


def _talk(made: Picture) -> None:
    network = quickstart.design().network
    you, plane = made.boxed("you").rect, made.boxed("control plane").rect
    made.arrow("you", "control plane", (you.right, you.middle[1]), (plane.x, plane.middle[1]))
    made.text("443", ((you.right + plane.x) / 2, you.middle[1] - 7), size=12, ink="muted", anchor="middle")
    for zone in network.control_plane_zones:
        interface = made.boxed(f"interface {zone}").rect
        _to_interface(made, zone)
        for kind in ("system", "gpu"):
            x, y = made.boxed(f"{kind} {zone}").rect.middle[0], made.boxed(f"{kind} {zone}").rect.y
            made.arrow(f"{kind} {zone}", f"interface {zone}", (x, y), (x, interface.bottom))
    for zone in network.zone_names:
        _to_nat(made, zone)
    (nat_zone,) = network.nat_zones
    _down(made, f"nat {nat_zone}", "internet gateway")
    _down(made, "internet gateway", "internet", made.boxed(f"nat {nat_zone}").rect.middle[0])
    for service in network.gateway_endpoints:
        _down(made, "endpoint", service)


def _down(made: Picture, source: str, target: str, at: float | None = None) -> None:
    above, below = made.boxed(source).rect, made.boxed(target).rect
    x = above.middle[0] if at is None else at
    made.arrow(source, target, (x, above.bottom), (x, below.y))


def _to_interface(made: Picture, zone: str) -> None:
    """From the control plane, right of the names of the boxes on the way."""
    plane, interface = made.boxed("control plane").rect, made.boxed(f"interface {zone}").rect
    to = interface.right - 24
    if plane.x < to < plane.right:
        made.arrow("control plane", f"interface {zone}", (to, plane.bottom), (to, interface.y))
        return
    x, turn = plane.right - 24, plane.bottom + 16
    made.arrow("control plane", f"interface {zone}", (x, plane.bottom), (x, turn), (to, turn), (to, interface.y))


def _to_nat(made: Picture, zone: str) -> None:
    """From a private subnet to the NAT gateway of its zone, or between the subnets to that of another zone."""
    (nat_zone,) = quickstart.design().network.nat_zones
    nat, subnet = made.boxed(f"nat {nat_zone}").rect, made.boxed(f"private {zone}").rect
    if zone == nat_zone:
        made.arrow(f"private {zone}", f"nat {nat_zone}", (nat.right - 36, subnet.bottom), (nat.right - 36, nat.y))
        return
    x, to, level = subnet.x + 60, nat.right - 12, subnet.bottom + 14
    made.arrow(f"private {zone}", f"nat {nat_zone}", (x, subnet.bottom), (x, level), (to, level), (to, nat.y))
