"""A field of the provisioner belongs to the other kind.

**Why.** `version`, `values` and `timeout` are about Karpenter's chart; EKS runs Auto Mode's controller itself and takes
none of them. `system_pools` are pools that only Auto Mode has.

**Fix.** Remove the field, or write the other `kind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_OF_THE_OTHER = {
    "auto-mode": ("version", "values", "timeout"),
    "karpenter": ("system_pools",),
    "none": ("version", "values", "timeout", "system_pools"),
}

BAD = """\
provisioner:
  kind: auto-mode
  version: 1.14.1
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""
GOOD = """\
provisioner:
  kind: auto-mode
  system_pools: true
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for fields that the provisioner does not read."""
    provisioner = design.spec.provisioner
    if provisioner is None:
        return
    for field in _OF_THE_OTHER[provisioner.kind]:
        if field in provisioner.model_fields_set:
            other = next(kind for kind, fields in _OF_THE_OTHER.items() if field not in fields)
            message = f"{provisioner.kind} has no {field!r}"
            fix = f"remove it, or write 'kind: {other}'"
            yield error(__name__, f"provisioner.{field}", message, fix, "provisioner.kind")
