"""The stacks of a cluster, which live in `constructs/eks_gpu/stacks/` so that `pip install eks-gpu` brings them.

This folder only names them again, for scripts that import `stacks` from a checkout: a change belongs there, not here.

==========================  =====================================================
network                     VPC, subnets, NAT, endpoints, flow logs
cluster                     control plane, add-ons, node groups and their roles
platform                    what every workload relies on, such as device plugins
workloads                   namespaces and workloads
==========================  =====================================================
"""

from __future__ import annotations

from eks_gpu.stacks.app import add_cluster, build
from eks_gpu.stacks.cluster import ClusterResourcesStack
from eks_gpu.stacks.network import NetworkStack
from eks_gpu.stacks.output import written
from eks_gpu.stacks.platform import PlatformStack
from eks_gpu.stacks.workloads import WorkloadsStack

__all__ = [
    "ClusterResourcesStack",
    "NetworkStack",
    "PlatformStack",
    "WorkloadsStack",
    "add_cluster",
    "build",
    "written",
]
