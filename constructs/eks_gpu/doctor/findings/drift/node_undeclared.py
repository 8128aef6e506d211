"""A GPU node belongs to no group of the declaration.

**Why.** The node costs money, and this project does not manage it: somebody or another tool created its group, or an
old group was left behind.

**Fix.** Declare its group, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-70-1.us-west-2.compute.internal
  labels:
    node.kubernetes.io/instance-type: g4dn.xlarge
    eks.amazonaws.com/nodegroup: notebooks
status:
  capacity: {nvidia.com/gpu: "1"}
  allocatable: {nvidia.com/gpu: "1"}
  conditions:
    - {type: Ready, status: "True"}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  labels:
    node.kubernetes.io/instance-type: g5.xlarge
    eks-gpu.io/group: gpu
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Nodes with a GPU that match no group."""
    reported: set[str] = set()
    for gpu in situation.groups.gpu_nodes:
        made = gpu.node.labels.get("eks.amazonaws.com/nodegroup") or gpu.node.labels.get(
            "alpha.eksctl.io/nodegroup-name"
        )
        if gpu.models and not gpu.is_ours and gpu.node.labels and (made or gpu.node.name) not in reported:
            reported.add(made or gpu.node.name)
            group = gpu.models.group.name
            message = f"another tool created it; by its name or instance type, the doctor treats it as group {group}"
            fix = f"declare it as it is, or move its pods to nodes of {group} that cdktf deploy creates, and delete it"
            where = f"node group {made}" if made else gpu.where
            yield warning(__name__, where, message, fix, groups=gpu.groups)
        # A node from a row of a table has no labels, so it cannot be matched with a group.
        # On an existing cluster others have GPU nodes of their own.
        if gpu.models is None and gpu.node.labels and not situation.design.spec.existing_cluster:
            instance_type = gpu.node.instance_type or "an instance type that was not gathered"
            named = gpu.node.labels.get("eks.amazonaws.com/nodegroup")
            of = f" of node group {named}" if named else ""
            message = f"{instance_type}{of} is in no group of the declaration"
            fix = "declare its group, or delete the node with the tool that created it"
            yield warning(__name__, gpu.where, message, fix)
