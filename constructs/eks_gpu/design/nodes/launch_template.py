"""Launch templates: volumes, and tags for what EC2 makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.capacity.efa import InterfaceDesign
    from eks_gpu.design.capacity.reservation import PlacementDesign, ReservationDesign
    from eks_gpu.design.nodes.user_data import UserDataDesign
    from eks_gpu.spec import ClusterSpec

# A gp3 volume delivers at most 0.25 MiB/s for every provisioned operation (EBS user guide, general purpose volumes).
_IOPS_PER_MIBS, _LEAST_IOPS = 4, 3000


@dataclass(frozen=True)
class DiskDesign:
    """The volume of a node for images and containers.

    Attributes:
        gib: Size, in GiB.
        iops: Operations a second that its throughput needs.
        throughput_mibs: Throughput, in MiB/s.
    """

    gib: int
    iops: int
    throughput_mibs: int


def disk(gib: int, throughput_mibs: int) -> DiskDesign:
    """A volume with the operations that its throughput needs."""
    return DiskDesign(gib, max(_LEAST_IOPS, throughput_mibs * _IOPS_PER_MIBS), throughput_mibs)


@dataclass(frozen=True)
class LaunchTemplateDesign:
    """The launch template of a group.

    Attributes:
        data_device: The device that holds images and containers: Bottlerocket keeps them on a second volume.
        os_device: A small volume only for the system, which is encrypted too; None if there is one volume.
        disk_gib: Size of the data device, in GiB.
        throughput_mibs: Throughput of the volume, in MiB/s.
        iops: Operations a second that this throughput needs.
        tags: On instances, volumes and network interfaces; a provider's default tags do not reach them.
        interfaces: Network interfaces; empty if EKS is left to make the one there is.
        efa_security_group: Whether these interfaces are in the security group for EFA too.
        placement: The placement group of its nodes.
        reservation: Reserved capacity that they are started in.
        market_type: EC2's name for a market that is neither On-Demand nor spot.
        instance_type: The type, where it must be named here; nowhere else is it named then.
        image_id: An AMI that is not EKS's own.
        metadata_hop_limit: Network hops that answers of the instance metadata service may travel.
        kms_key_arn: Key of its volumes; None for the account's own.
        user_data: User data for the first boot of nodes, in addition to EKS's own.
    """

    data_device: str
    os_device: str | None
    disk_gib: int
    throughput_mibs: int
    iops: int
    tags: Mapping[str, str]
    interfaces: tuple[InterfaceDesign, ...] = ()
    efa_security_group: bool = False
    placement: PlacementDesign | None = None
    reservation: ReservationDesign | None = None
    market_type: str | None = None
    instance_type: str | None = None
    image_id: str | None = None
    metadata_hop_limit: int = 1
    user_data: UserDataDesign | None = None
    kms_key_arn: str | None = None


def launch_template(
    spec: ClusterSpec, os: str, disk_gib: int, throughput_mibs: int, tags: Mapping[str, str]
) -> LaunchTemplateDesign:
    """The template of a group; sizes are those of the volume for images."""
    bottlerocket = os == "bottlerocket"
    return LaunchTemplateDesign(
        data_device="/dev/xvdb" if bottlerocket else "/dev/xvda",
        os_device="/dev/xvda" if bottlerocket else None,
        disk_gib=disk_gib,
        throughput_mibs=throughput_mibs,
        iops=disk(disk_gib, throughput_mibs).iops,
        tags=tags,
        kms_key_arn=spec.encryption.volumes_key_arn,
    )
