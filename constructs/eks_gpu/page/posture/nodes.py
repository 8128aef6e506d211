"""Nodes, and the ways in and out of their network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.row import Posture, chosen
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign


def nodes(design: ClusterDesign) -> Iterator[Posture]:
    """Instance metadata, egress, endpoints, load balancers."""
    groups, network = design.all_groups, design.network
    yield Posture("instance metadata", "default", "IMDSv2 with a session token is required")
    far = {group.name: group.launch_template.metadata_hop_limit for group in groups}
    wide = [f"{name}: {hops}" for name, hops in far.items() if hops > 1]
    yield chosen("hop limit of instance metadata", several(wide, "1: pods cannot reach it"), opened=bool(wide))
    own = [f"{group.name}: {group.launch_template.image_id}" for group in groups if group.launch_template.image_id]
    yield chosen("AMIs", several(own, "EKS's own"), given=bool(own))
    data = [group.name for group in groups if group.machine.user_data]
    if data:
        yield chosen("user data of the file on nodes", several(data), opened=True)
    iam = design.spec.iam
    shell = "possible for identities that IAM allows it" if iam.ssm else "off: nobody can log on"
    yield chosen("sessions on nodes by Session Manager", shell, given=not iam.ssm)
    if iam.node_policies:
        yield chosen("further policies of node roles", several(iam.node_policies), opened=True)
    groups_of_others = design.spec.node_security_group_ids
    yield chosen("further security groups of nodes", several(groups_of_others), opened=bool(groups_of_others))
    if network.is_created:
        out = "through NAT gateways" if network.nat_zones else "no route"
        yield chosen("nodes' way to the internet", out, given=not network.nat_zones)
        yield chosen("flow logs", "kept 30 days" if network.flow_logs else "off", opened=not network.flow_logs)
    for one in design.workloads:
        if one.serving.load_balancer is not None or one.serving.ingress is not None:
            yield _exposed(one.name, one.spec.expose)


def _exposed(name: str, exposed: object) -> Posture:
    public = getattr(exposed, "scheme", "internal") == "internet-facing"
    cidrs = getattr(exposed, "allow_cidrs", ())
    clients = several(cidrs, "everyone on the internet" if public else "the VPC and connected networks")
    tls = "with TLS" if getattr(exposed, "tls", None) else "without TLS"
    return chosen(f"load balancer of {name}", f"{clients}, {tls}", opened=True)
