"""A Job or a bare pod keeps its GPU groups, whatever the edit says.

**Why.** Kubernetes does not change the pod of a Job. Of other groups in its node affinity the provider would plan an
update and send nothing (terraform-provider-kubernetes 2.38, `patchJobV1Spec`), again at every plan; so eks-gpu tells
Terraform to leave them alone. A group that comes later changes nothing for jobs that are there, which is as it should
be; other `node_groups` change nothing either.

**Fix.** Give the new run another name, which runs it on the groups that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.changes._pairs import workloads
from eks_gpu.changes._pods import FIXED_KINDS, other_groups, other_parts
from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare the groups of jobs and pods that are not replaced for another reason."""
    for was, now in workloads(old, new):
        fixed = was.spec.kind == now.spec.kind and now.spec.kind in FIXED_KINDS
        if fixed and other_groups(was, now) and not other_parts(was, now):
            before, after = (", ".join(one.groups) for one in (was, now))
            message = f"{before} becomes {after}, but a {now.spec.kind} cannot change: {now.name} keeps its groups"
            fix = "give the new run another name"
            yield warning(__name__, f"{now.where}.node_groups", message, fix, "gpu_node_groups", "network")
