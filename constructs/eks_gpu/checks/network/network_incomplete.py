"""The network does not say enough, or too much, for the kind of cluster.

**Why.** A created cluster in an existing VPC needs the VPC's id, and subnets in two zones, because EKS refuses a
control plane in only one. An existing cluster is in a VPC already: GPU nodes only need the ids of private subnets
there, one for each zone, and eks-gpu cannot create subnets for it.

**Fix.** On an existing cluster, name the subnets of its other nodes: `aws eks describe-nodegroup` prints them, and
`aws ec2 describe-subnets` their zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Nothing could be created from such a file.
IGNORABLE = False
_ZONES = 2

BAD = """\
existing_cluster: true
network: {zones: [us-west-2a, us-west-2b]}
"""
GOOD = """\
existing_cluster: true
network: {private_subnets: {us-west-2a: subnet-0a1b2c3d4e5f60718}}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the form of the network with who makes the cluster."""
    spec = design.spec
    network, rest = spec.network, "existing_cluster"
    if isinstance(network, CreatedNetworkSpec):
        if spec.existing_cluster:
            message = f"this describes a VPC to create, but {spec.name} is in a VPC already"
            fix = f"write 'private_subnets: {{{network.zones[0]}: subnet-…}}' instead: a subnet for each zone"
            yield error(__name__, "network", message, fix, rest)
        return
    if spec.existing_cluster:
        return
    if network.vpc_id is None:
        message = "the id of the VPC is missing, and a created cluster needs it"
        fix = "write 'vpc_id: vpc-…', or 'existing_cluster: true' if the cluster exists already"
        yield error(__name__, "network.vpc_id", message, fix, rest)
    if len(network.private_subnets) < _ZONES:
        message = "EKS creates a control plane only in at least two zones, and this is one"
        yield error(__name__, "network.private_subnets", message, "add a subnet in a second zone", rest)
