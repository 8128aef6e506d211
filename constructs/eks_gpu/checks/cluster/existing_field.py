"""A field describes a part of the cluster that, with `existing_cluster`, others made.

**Why.** eks-gpu reads the control plane, its role, logs and keys, the API's endpoint, the network of Services and the
system nodes of an existing cluster, and never changes them. A value for them would have no effect, and the next reader
of the file would believe it. The same is true of a role or key that nothing in the file uses there.

**Fix.** Remove the field. If the cluster needs the change, its owner makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.design.platform.vpc_cni import VPC_CNI
from eks_gpu.spec.components import NOBODYS, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import ClusterSpec

# Without meaning there, whatever else the file says.
IGNORABLE = False
_PARTS = {
    "access": ("public_cidrs", "private_cidrs", "creator_admin"),
    "encryption": ("secrets_key_arn",),
    "iam": ("cluster_role_arn",),
    "network": ("secondary_cidrs", "service_cidr"),
}
_WHOLE = ("system_nodes", "upgrade_policy")
_REMOVE = "remove the field"

BAD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
access:
  public_cidrs: [203.0.113.7/32]
"""
GOOD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for fields of what others made, then for those that nothing of the file uses on their cluster."""
    spec = design.spec
    if not spec.existing_cluster:
        return
    for where in _of_others(spec):
        message = f"with 'existing_cluster' this belongs to whoever made {spec.name}, and eks-gpu changes nothing of it"
        yield error(__name__, where, message, _REMOVE, "existing_cluster")
    for where, message, fix, rest in _unused(spec):
        yield error(__name__, where, message, fix, "existing_cluster", rest)


def _of_others(spec: ClusterSpec) -> Iterator[str]:
    for part, fields in _PARTS.items():
        yield from (f"{part}.{field}" for field in fields if field in getattr(spec, part).model_fields_set)
    yield from (f"control_plane.{field}" for field in type(spec.control_plane).model_fields if _written(spec, field))
    yield from (field for field in _WHOLE if field in spec.model_fields_set)
    if "ebs_driver_scope" in spec.model_fields_set and addon_owner(spec, "aws-ebs-csi-driver") != OURS:
        yield "ebs_driver_scope"


def _written(spec: ClusterSpec, field: str) -> bool:
    return field in spec.control_plane.model_fields_set


def _unused(spec: ClusterSpec) -> Iterator[tuple[str, str, str, str]]:
    """Path, message, edit, and the field that would give the value a use."""
    if spec.iam.system_node_role_arn and not spec.node_groups:
        message = f"no node gets this role: {spec.name} has system nodes of its own, and the file has no 'node_groups'"
        fix = f"{_REMOVE}; GPU nodes take 'gpu_node_role_arn'"
        yield "iam.system_node_role_arn", message, fix, "node_groups"
    if spec.encryption.logs_key_arn and not spec.monitoring.cloudwatch:
        message = f"eks-gpu makes no log group for {spec.name}, whose logs belong to whoever made it"
        fix = f"{_REMOVE}, or write 'monitoring: {{cloudwatch: true}}'"
        yield "encryption.logs_key_arn", message, fix, "monitoring.cloudwatch"
    if addon_owner(spec, VPC_CNI) == NOBODYS:
        for field in ("pod_subnets", "prefix_delegation"):
            if field in spec.network.model_fields_set:
                message = "'addons.vpc-cni: none' says that nobody runs the VPC CNI, and only it knows this field"
                yield f"network.{field}", message, _REMOVE, f"addons.{VPC_CNI}"
