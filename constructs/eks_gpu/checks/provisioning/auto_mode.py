"""A pool asks EKS Auto Mode for something that Auto Mode cannot do.

**Why.** AWS runs the nodes of Auto Mode: their AMI, kubelet and device plugins are AWS's, nobody logs in, and there is
no user data (EKS user guide, "Learn about Amazon EKS Auto Mode Managed instances"). The NVIDIA plugin there has no
settings, so GPUs are never shared. There are no NodeOverlays, by which Karpenter would learn of shares and parts of a
GPU (aws/containers-roadmap#2690). This is as of 2026-11, for Kubernetes up to 1.36; AWS adds to Auto Mode often.

**Fix.** Write `provisioner: karpenter`, or use an entry of `gpu_node_groups` for what needs it; both may stand next to
pools of Auto Mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import setting_at, type_path
from eks_gpu.spec import NodeSettingsSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, NodePoolDesign
    from eks_gpu.problem import Problem

_AS_OF = "2026-11"
# Settings of machines that reach a node of Auto Mode: its instances' tags. Everything else would be silently ignored.
_REACHING = frozenset({"tags"})

BAD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
    sharing:
      time_slicing: {replicas: 4}
"""
GOOD = """\
provisioner: auto-mode
gpu_node_pools:
  - name: pool
    instance_types: [g6.xlarge]
    max: 4
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every pool of Auto Mode."""
    for pool in design.pools:
        if pool.auto:
            yield from _of_pool(pool)
            yield from _of_machines(design, pool)


def _of_pool(pool: NodePoolDesign) -> Iterator[Problem]:
    spec, where = pool.spec, pool.where
    if pool.sharing.shares:
        yield _refused(f"{where}.sharing", f"its plugin shares no GPUs, and {pool.sharing.kind} needs settings of it")
    if spec.os == "al2023":
        yield _refused(f"{where}.os", "its nodes run AWS's own Bottlerocket", "remove 'os'")
    if spec.ami_release is not None:
        why = "AWS chooses the AMI and replaces nodes for a new one; budgets decide when"
        yield _refused(f"{where}.ami_release", why, "remove it, and write 'budgets'")
    if spec.local_storage != "none":
        why = "it formats local NVMe disks by itself, and always"
        yield _refused(f"{where}.local_storage", why, "remove it")
    parts = [kind for kind in pool.types if kind.gpu and not kind.gpu.physical_count]
    if parts:
        why = f"EC2 answers no whole GPU for {parts[0].name}, so Auto Mode buys none for a pod with GPUs"
        yield _refused(type_path(pool, parts[0]), why)


def _of_machines(design: ClusterDesign, pool: NodePoolDesign) -> Iterator[Problem]:
    usual = NodeSettingsSpec()
    for field in sorted(pool.machine.model_fields_set - _REACHING):
        if getattr(pool.machine, field) != getattr(usual, field):
            where, subject = setting_at(design.spec, pool, field)
            yield _refused(where, f"{subject}nobody sets anything on its machines", rests_on=("defaults",))


def _refused(where: str, why: str, fix: str = "", rests_on: tuple[str, ...] = ()) -> Problem:
    other = "write 'provisioner: karpenter', or move this to 'gpu_node_groups'"
    message = f"Auto Mode cannot do this (as of {_AS_OF}): {why}"
    return error(__name__, where, message, f"{fix}; or {other}" if fix else other, "provisioner", *rests_on)
