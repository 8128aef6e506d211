"""Two groups, namespaces or storages, or two workloads in one namespace, have the same name.

**Why.** Kubernetes, the resource addresses in Terraform's state and `node_groups` all identify them by name.

**Fix.** Rename one of the two. Renaming one that is already deployed replaces it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import named as named_nodes
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: two resources would have one address.
IGNORABLE = False

BAD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 1}
  - {name: gpu, instance_types: [g5.12xlarge], max_per_zone: 1}
"""
GOOD = """\
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], max_per_zone: 1}
  - {name: gpu-large, instance_types: [g5.12xlarge], max_per_zone: 1}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for repeated names, list by list."""
    spec = design.spec
    named_groups = [(f"{where}.name", group.name) for where, group in named_nodes(spec)]
    namespaces = [(f"namespaces[{index}].name", space.name) for index, space in enumerate(spec.namespaces)]
    named = [(f"{where}.name", f"{workload.namespace}/{workload.name}") for where, workload in workloads(spec)]
    stored = [(f"storage[{index}].name", storage.name) for index, storage in enumerate(spec.storage)]
    points = [
        (f"storage[{index}].efs.access_points[{number}].name", f"{storage.name}/{point.name}")
        for index, storage in enumerate(spec.storage)
        for number, point in enumerate(storage.efs.access_points if storage.efs else ())
    ]
    lists = (
        ("access point", points),
        ("node group", named_groups),
        ("namespace", namespaces),
        ("storage", stored),
        ("workload", named),
    )
    for what, items in lists:
        seen: dict[str, str] = {}
        for where, name in items:
            if name in seen:
                message = f"there is already a {what} named {name!r}, at {seen[name]}"
                yield error(
                    __name__,
                    where,
                    message,
                    "rename one of the two",
                    seen[name],
                    _holder(where) + ".namespace",
                )
            seen.setdefault(name, where)


def _holder(where: str) -> str:
    return where.rpartition(".")[0]
