"""A load balancer has no subnets that it can be in.

**Why.** An internet-facing load balancer is in public subnets, whose routes lead to an internet gateway. A VPC that
eks-gpu creates has public subnets only with NAT. Those of an existing VPC are not in the file. An Application Load
Balancer is in at least two zones (the controller's `docs/deploy/subnet_discovery.md`).

**Fix.** Write the subnets in `expose.subnets`, `nat: single` for a created VPC, or `scheme: internal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks.exposure._exposed import exposed
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_LEAST = 2

BAD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, subnets: [subnet-0000000c]}
"""
GOOD = """\
load_balancer_controller: {}
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    probes: {readiness: {path: /health}}
    expose: {kind: ingress, subnets: [subnet-0000000c, subnet-0000000d]}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for public subnets, and count those that are named."""
    network = design.spec.network
    for where, workload, given in exposed(design):
        named = set(given.subnets)
        if given.kind != "nlb" and named and len(named) < _LEAST:
            message = f"the load balancer of {workload.name} needs subnets in two zones, and this is one subnet"
            yield error(__name__, f"{where}.subnets", message, "add a subnet in another zone, or remove 'subnets'")
        if given.scheme == "internal":
            continue
        private = set() if isinstance(network, CreatedNetworkSpec) else set(network.private_subnets.values())
        if not named and isinstance(network, CreatedNetworkSpec) and network.nat == "none":
            message = f"{workload.name} would face the internet, and the VPC has no public subnets with 'nat: none'"
            yield error(
                __name__, f"{where}.scheme", message, "write 'scheme: internal', or 'nat: single'", "network.nat"
            )
        elif not named and not isinstance(network, CreatedNetworkSpec):
            message = (
                f"{workload.name} would face the internet, and the public subnets of {network.vpc_id} are not known"
            )
            yield error(__name__, f"{where}.scheme", message, "write them in 'subnets'", f"{where}.subnets", "network")
        elif both := sorted(named & private):
            message = (
                f"{both[0]} is a private subnet of this cluster, and an internet-facing load balancer needs public ones"
            )
            yield error(__name__, f"{where}.subnets", message, "write public subnets", "network")
