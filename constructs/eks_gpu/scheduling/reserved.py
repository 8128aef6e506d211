"""What kubelet keeps of a node for itself, by the formulas of EKS's own node software.

Source: awslabs/amazon-eks-ami `nodeadm/internal/kubelet/config.go`; Bottlerocket's `schnauzer` helpers agree.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_gpu.catalog import InstanceType

# Hard eviction threshold `memory.available`, in MiB.
EVICTION_MIB = 100
# Share of a machine's nominal memory that firmware and kernel may take, by its size. Measured: 1.7 to 5.5 % on machines
# of 16 GiB and more (aws/karpenter-provider-aws 33450d8 `zz_generated.memory_overhead.go`, which has g4dn.xlarge 4.3 %,
# g5.xlarge 3.6 %, a1.2xlarge 5.8 %; pytorch/ci-infra#1082, g6.4xlarge 5.5 %; bottlerocket#4418, p5.48xlarge 2.35 %), up
# to 8.3 % on smaller ones. 7.5 % is Karpenter's default for all.
_LARGE_MIB, _OVERHEAD_OF_LARGE, _OVERHEAD_OF_SMALL = 16 * 1024, 0.06, 0.075
# Of the volume that holds containers: kubelet reserves 1 GiB and evicts below a tenth (`nodefs.available`).
STORAGE_RESERVED_MIB, _STORAGE_EVICTION_PERCENT = 1024, 10
# The EBS CSI driver takes instances of Xen, which share 40 attachments, for ones with 39 of their own.
_XEN_ATTACHMENTS = 39
# EKS writes these limits into the user data of managed groups (EKS user guide, "How maxPods is determined").
_ON_THE_HOST = 2
_MANY_VCPUS, _PODS_ON_SMALL, _PODS_ON_LARGE = 30, 110, 250


def reserved_cpu_millicores(vcpus: int) -> int:
    """CPU that kubelet reserves: 6 % of the first core, 1 % of the second, 0.5 % of two more, 0.25 % of the rest."""
    shares = (60.0, 10.0, 5.0, 5.0)
    return int(sum(shares[:vcpus]) + max(vcpus - len(shares), 0) * 2.5)


def reserved_memory_mib(eni_pods: int) -> int:
    """Memory that kubelet reserves, in MiB, from the pod count that the network interfaces allow."""
    return 11 * eni_pods + 255


def max_pods(instance: InstanceType, interfaces: int | None = None, addresses: int = 1) -> int:
    """Pods that find an address on a managed node with an EKS AMI: what the interfaces allow, capped by EKS.

    Args:
        instance: The type.
        interfaces: Those of its first card that may have addresses for pods; default: all. Kubelet does not know of
            fewer, and would take pods that then wait for an address.
        addresses: Addresses in each place of an interface: 16 where the VPC CNI uses prefixes.
    """
    found = instance.max_pods_by_eni if interfaces is None else instance.pods_on(interfaces)
    # Two pods use the address of the node.
    found = (found - _ON_THE_HOST) * addresses + _ON_THE_HOST
    return min(found, _PODS_ON_SMALL if instance.vcpus < _MANY_VCPUS else _PODS_ON_LARGE)


def allocatable_cpu_millicores(instance: InstanceType) -> int:
    """CPU that pods can have, in thousandths of a vCPU."""
    return instance.vcpus * 1000 - reserved_cpu_millicores(instance.vcpus)


def least_memory_mib(instance: InstanceType) -> int:
    """Memory that the operating system of a node sees at the least, in MiB."""
    overhead = _OVERHEAD_OF_LARGE if instance.memory_mib >= _LARGE_MIB else _OVERHEAD_OF_SMALL
    return math.floor(instance.memory_mib * (1 - overhead))


def allocatable_memory_mib(instance: InstanceType) -> int:
    """Memory that pods can have at the least, in MiB."""
    return least_memory_mib(instance) - reserved_memory_mib(instance.max_pods_by_eni) - EVICTION_MIB


def allocatable_storage_mib(disk_gib: float) -> int:
    """Ephemeral storage that pods can have of a volume of this size, in MiB: 17 GiB of 20, say Karpenter's tables."""
    return round(disk_gib * 1024) * (100 - _STORAGE_EVICTION_PERCENT) // 100 - STORAGE_RESERVED_MIB


def volume_limit(instance: InstanceType, disks: int, interfaces: int) -> int:
    """EBS volumes that pods can have on a node, as the EBS CSI driver reports to the scheduler when it starts.

    The arithmetic is that of aws-ebs-csi-driver v1.63.1: `getVolumesLimit` in `pkg/driver/node.go`, and
    `GetVolumeLimits` in `pkg/cloud/limits/volume_limits.go`, whose table has EC2's figures for every GPU type.

    Args:
        instance: The type.
        disks: EBS volumes of the machine itself, the root volume included.
        interfaces: Network interfaces that are attached by then. Where the limit is shared, each but the first counts.
    """
    if instance.hypervisor == "xen":
        return _XEN_ATTACHMENTS - disks
    others = interfaces - 1 if instance.ebs_attachments_shared else 0
    # The driver never reports less than one, which Kubernetes would take for no limit.
    return max(instance.ebs_attachments - disks - others, 1)
