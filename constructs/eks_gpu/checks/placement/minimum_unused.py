"""A group always keeps nodes, but none of the declared workloads runs there.

**Why.** A minimum above zero is billed at every hour, also at night: one p5.48xlarge costs some 40,000 USD a month.
A service that must start within seconds needs it, and reserved capacity is paid anyway. Without a workload that can use
the nodes, a minimum is usually left over from a test.

**Fix.** Remove `min` or `min_per_zone`, so that the autoscaler removes the nodes and adds them for pods. If pods that
the file does not declare run there, give their manifests to `check` (`manifests` in the file), or list this finding
under `ignore` with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.costs import HOURS_A_MONTH, USUAL_REGION, node_price, prices_of
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.design.nodes.groups import MachinesDesign
    from eks_gpu.problem import Problem

BAD = """\
gpu_node_groups:
  - name: small
    instance_types: [g5.xlarge]
    max: 2
  - name: large
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    min: 1
    max: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [small]
    ports: [8000]
"""
GOOD = """\
gpu_node_groups:
  - name: small
    instance_types: [g5.xlarge]
    max: 2
  - name: large
    instance_types: [p5.48xlarge]
    zones: [us-west-2a]
    max: 2
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    node_groups: [small]
    ports: [8000]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for groups with a minimum on which no workload of the file can run."""
    # A file that declares no pods says nothing about who uses its nodes; manifests and charts bring pods of their own.
    if not design.workloads or design.spec.manifests or design.spec.charts:
        return
    used = {one.group for fit in design.schedulability for one in fit.groups if one.fit.verdict == "runs"}
    for pool in design.pools:
        if pool.min_nodes and pool.name not in used and "reserved" not in pool.capacity:
            nodes = plural(pool.min_nodes, "node")
            message = f"{pool.name} always has {nodes}{_cost(design, pool)}, and no workload of this file runs there"
            fix = "remove 'nodes_always', so that nodes exist only for pods, or ignore this with the reason"
            yield warning(__name__, f"{pool.where}.nodes_always", message, fix, "workloads")
    for group in design.groups:
        if group.min_nodes and group.name not in used and group.spec.capacity_reservation is None:
            field = "min_per_zone" if group.spec.max_per_zone is not None else "min"
            message = (
                f"{group.name} always keeps {plural(group.min_nodes, 'node')}{_cost(design, group)}, and no workload "
                "of this file runs there"
            )
            fix = f"remove '{field}', so that nodes exist only for pods, or ignore this with the reason"
            yield warning(__name__, f"{group.where}.{field}", message, fix, "workloads")


def _cost(design: ClusterDesign, group: MachinesDesign) -> str:
    prices = prices_of(design.spec.region)
    where = "" if prices else f" (as in {USUAL_REGION})"
    prices = prices or prices_of(USUAL_REGION)
    price = node_price(group, prices) if prices else None
    if price is None or prices is None:
        return ""
    return f", about {price * group.min_nodes * HOURS_A_MONTH:,.0f} {prices.currency} a month{where}"
