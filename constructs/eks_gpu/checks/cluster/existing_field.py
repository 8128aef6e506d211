"""A field describes a part of the cluster that, with `existing_cluster`, others made.

**Why.** eks-gpu reads the control plane, the API's endpoint and the system nodes of an existing cluster, and never
changes them. A value for them would have no effect, and the next reader of the file would believe it.

**Fix.** Remove the field. If the cluster needs the change, its owner makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.spec.components import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Without meaning there, whatever else the file says.
IGNORABLE = False
_ACCESS = ("public_cidrs", "private_cidrs", "creator_admin")

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
    """Look for fields of the control plane and of the system nodes."""
    spec = design.spec
    if not spec.existing_cluster:
        return
    written = [f"access.{field}" for field in _ACCESS if field in spec.access.model_fields_set]
    written += [field for field in ("system_nodes", "upgrade_policy") if field in spec.model_fields_set]
    if "ebs_driver_scope" in spec.model_fields_set and addon_owner(spec, "aws-ebs-csi-driver") != OURS:
        written.append("ebs_driver_scope")
    for where in written:
        message = f"with 'existing_cluster' this belongs to whoever made {spec.name}, and eks-gpu changes nothing of it"
        yield error(__name__, where, message, "remove the field", "existing_cluster")
