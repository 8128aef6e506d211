"""Parts next to the nodes: ways out of the VPC, file systems, load balancers, and the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, StorageDesign
    from eks_gpu.page.drawing.canvas import Canvas


def ways_out(design: ClusterDesign) -> list[str]:
    """Ways from the private subnets to other networks and services."""
    network = design.network
    if not network.is_created:
        return []
    found = [plural(len(network.nat_zones), "NAT gateway")] if network.nat_zones else ["no way to the internet"]
    found += [f"{name.upper()} gateway endpoint" for name in network.gateway_endpoints]
    if network.interface_endpoints:
        found.append(plural(len(network.interface_endpoints), "interface endpoint"))
    return [*found, *(["flow logs"] if network.flow_logs else [])]


def storages(design: ClusterDesign) -> list[str]:
    """The shared storage, each with its kind and size."""
    return [_storage(one) for one in design.storage]


def _storage(one: StorageDesign) -> str:
    spec = one.spec
    if spec.fsx_lustre:
        size = f"{spec.fsx_lustre.size_gib:,} GiB" if spec.fsx_lustre.size_gib else "made by others"
        return f"{one.name}: FSx for Lustre, {size}"
    if spec.efs:
        return f"{one.name}: EFS{', made by others' if spec.efs.id else ''}"
    bucket = spec.s3_mount.bucket if spec.s3_mount else ""
    return f"{one.name}: S3 bucket {bucket}, {'writable' if one.writable else 'read-only'}"


def balancers(design: ClusterDesign) -> list[str]:
    """Load balancers, each with those who can reach it."""
    return [*_network(design), *_application(design)]


def _network(design: ClusterDesign) -> Iterator[str]:
    for one in design.workloads:
        if one.serving.load_balancer is not None:
            yield f"{one.name}: Network Load Balancer, {reach(one.spec.expose)}"


def _application(design: ClusterDesign) -> Iterator[str]:
    for one in design.workloads:
        if one.serving.ingress is not None:
            yield f"{one.name}: Application Load Balancer, {reach(one.spec.expose)}"


def reach(exposed: object) -> str:
    """Clients of a load balancer."""
    scheme = getattr(exposed, "scheme", "internal")
    return "from the internet" if scheme == "internet-facing" else "inside the VPC"


def draw_around(canvas: Canvas, design: ClusterDesign, y: float) -> float:
    """Draw the parts around the VPC; the height comes back."""
    left, at = 24.0 if canvas.wide else 12.0, y
    room = canvas.width - 2 * left
    for heading, words, kind in (
        ("shared storage", storages(design), "storage"),
        ("load balancers", balancers(design), "balancer"),
    ):
        if words:
            canvas.text(left, at + 14, heading, size=12, bold=True, kind="muted")
            at += 22 + canvas.chips(left, at + 22, words, kind, room) + 4
    return at - y


def draw_legend(canvas: Canvas, y: float) -> float:
    """Draw the meaning of the boxes; the height comes back."""
    left, at = 24.0 if canvas.wide else 12.0, y
    entries = (
        ("node", "always there"),
        ("node maybe", "started when pods need it, up to the maximum"),
        ("gpu", "GPU"),
    )
    x = left
    for kind, words in entries:
        side = 9 if kind == "gpu" else 14
        canvas.box(x, at + 12 - side, side, side, kind, radius=2)
        wide = canvas.text(x + side + 6, at + 12, words, size=12, kind="muted")
        if canvas.wide:
            x += side + wide + 26
        else:
            at += 20
    return at - y + (20 if canvas.wide else 0)
