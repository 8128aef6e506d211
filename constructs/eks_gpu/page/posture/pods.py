"""Privileges of the workloads' pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.row import Posture, chosen
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.spec import WorkloadSpec
    from eks_gpu.spec.workloads.container import SecuritySpec


def pods(design: ClusterDesign) -> Iterator[Posture]:
    """Privileges, identities, the node's folders and network."""
    specs = [one.spec for one in design.workloads]
    yield Posture("privileged containers", "default", "none, and privileges cannot grow")
    folders = [f"{one.name}: {volume.host_path}" for one in specs for volume in one.volumes if volume.host_path]
    yield chosen("folders of nodes", several(folders), opened=bool(folders))
    network = [one.name for one in specs if one.host_network]
    yield chosen("network of nodes", several(network, "no pod uses it"), opened=bool(network))
    added = list(_capabilities(specs))
    yield chosen("added Linux capabilities", several(added), opened=bool(added))
    users = [f"{one.name}: user {one.run_as.user}" for one in specs if one.run_as is not None]
    yield chosen("users that processes run as", several(users, "those of the images"), given=bool(users))
    if design.dcgm_exporter and design.spec.monitoring.profiling:
        yield Posture("GPU metrics exporter", "open", "has SYS_ADMIN, for profiling counters")
    rendered = [chart.name for chart in design.releases]
    if rendered:
        yield Posture("charts", "set", f"bring pods of their own: {several(rendered)}")


def _capabilities(specs: Iterable[WorkloadSpec]) -> Iterator[str]:
    for one in specs:
        for name, security in _securities(one):
            if security and security.capabilities:
                yield f"{name}: {several(security.capabilities)}"


def _securities(one: WorkloadSpec) -> Iterator[tuple[str, SecuritySpec | None]]:
    yield one.name, one.security
    for container in (*one.containers, *one.init_containers):
        yield f"{one.name}/{container.name}", container.security
