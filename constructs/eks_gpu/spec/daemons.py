"""DaemonSets that other tools install, and the room that default-sized pods leave for their pods."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, GroupName, Many, Quantity, SpecModel
from eks_gpu.spec.workloads.workload import TolerationSpec


class DaemonSpec(SpecModel):
    """A DaemonSet that another tool installs: eks-gpu creates nothing for it, and counts its pod on every node."""

    name: Annotated[DnsLabel, Field(description="Name of the DaemonSet, by which `eks-gpu doctor` recognises it.")]
    cpu: Annotated[
        Quantity, Field(description="CPU that its pod requests, for all containers together. Default: none.")
    ] = "0"
    memory: Annotated[
        Quantity, Field(description="Memory that its pod requests, for all containers together. Default: none.")
    ] = "0"
    ephemeral_storage: Annotated[
        Quantity, Field(description="Disk of the node that its pod requests. Default: none.")
    ] = "0"
    node_groups: Annotated[
        Many[GroupName] | None,
        Field(
            min_length=1,
            description="Node groups that it runs on: groups by name, and `system`. Default: every group whose taints it tolerates.",
        ),
    ] = None
    tolerations: Annotated[
        Many[TolerationSpec],
        Field(
            description="Tolerations of its pods. Default: every taint, as agents usually tolerate; with `[]` it runs "
            "only on the system nodes."
        ),
    ] = (TolerationSpec(),)


class DaemonReserveSpec(SpecModel):
    """Room that default-sized pods leave free on each GPU node, beyond the DaemonSets that are counted."""

    cpu: Annotated[
        Quantity | None,
        Field(description="CPU to leave free. Default: 250m, of which declared `daemons` may take all but 50m."),
    ] = None
    memory: Annotated[
        Quantity | None,
        Field(
            description="Memory to leave free. Default: 512Mi, of which declared `daemons` may take all but 256Mi, plus "
            "what DCGM and Mountpoint use beyond their requests."
        ),
    ] = None
