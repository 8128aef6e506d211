"""Launch templates: volumes, and tags for what EC2 makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# A gp3 volume delivers at most 0.25 MiB/s for every provisioned operation (EBS user guide, general purpose volumes).
_IOPS_PER_MIBS, _LEAST_IOPS = 4, 3000


@dataclass(frozen=True, slots=True)
class LaunchTemplateDesign:
    """The launch template of a group.

    Attributes:
        data_device: The device that holds images and containers: Bottlerocket keeps them on a second volume.
        os_device: A small volume for the system alone, to be encrypted too; None where there is one volume.
        disk_gib: Size of the data device, in GiB.
        throughput_mibs: In MiB/s.
        iops: Operations a second that this throughput needs.
        tags: On instances, volumes and network interfaces; a provider's default tags do not reach them.
        user_data: What nodes are told beside EKS's own user data, not encoded; None where that is enough.
    """

    data_device: str
    os_device: str | None
    disk_gib: int
    throughput_mibs: int
    iops: int
    tags: Mapping[str, str]
    user_data: str | None = None


def launch_template(
    os: str, disk_gib: int, throughput_mibs: int, tags: Mapping[str, str], user_data: str | None = None
) -> LaunchTemplateDesign:
    """The template of a group; sizes are those of the volume for images."""
    bottlerocket = os == "bottlerocket"
    return LaunchTemplateDesign(
        data_device="/dev/xvdb" if bottlerocket else "/dev/xvda",
        os_device="/dev/xvda" if bottlerocket else None,
        disk_gib=disk_gib,
        throughput_mibs=throughput_mibs,
        iops=max(_LEAST_IOPS, throughput_mibs * _IOPS_PER_MIBS),
        tags=tags,
        user_data=user_data,
    )
