"""The provisioner's own part in AWS: roles, policies, queue, placement groups."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from eks_gpu.design.cluster.names import partition
from eks_gpu.design.cluster.owners import addon_owner
from eks_gpu.design.nodes.pools import AUTO_MODE, KARPENTER, NO_PROVISIONER
from eks_gpu.design.permissions import auto_mode, karpenter
from eks_gpu.design.permissions.given import CNI_POLICY, NODE_POLICIES, SSM_POLICY
from eks_gpu.design.platform.vpc_cni import VPC_CNI
from eks_gpu.design.provisioning import names
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec.components import THEIRS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.nodes.pools import NodePoolDesign
    from eks_gpu.spec import ClusterSpec
    from eks_gpu.spec.nodes.provisioner import ProvisionerKind

Statement = dict[str, object]
SYSTEM_POOLS = ("general-purpose", "system")


@dataclass(frozen=True)
class ProvisionerDesign:
    """The AWS side of a provisioner.

    Attributes:
        kind: Which one it is.
        node_role: Name of the role of the pools' nodes, and with Karpenter of their instance profile.
        node_policies: Policies of AWS that this role has.
        inline: Policies that are written out, by name: of Karpenter's controller, or of the control plane's role in
            addition to those of AWS.
        system_pools: Auto Mode's own node pools that are on.
        system_pools_role: Name of the role of their nodes.
        placement_groups: Names of the placement groups of pools with EFA, by the pool's id.
        controller_role: Name of the role of Karpenter's controller; empty with Auto Mode.
        queue: Name of its queue of interruptions; empty with Auto Mode.
        efa_security_group: Whether some nodes need a security group of their own for EFA.
    """

    kind: ProvisionerKind
    node_role: str
    node_policies: tuple[str, ...]
    inline: Mapping[str, tuple[Statement, ...]]
    system_pools: tuple[str, ...] = ()
    system_pools_role: str = ""
    placement_groups: Mapping[str, str] = field(default_factory=dict)
    controller_role: str = ""
    queue: str = ""
    efa_security_group: bool = False

    @property
    def auto(self) -> bool:
        """Whether it is EKS Auto Mode."""
        return self.kind == AUTO_MODE


def design_provisioner(spec: ClusterSpec, pools: Sequence[NodePoolDesign]) -> ProvisionerDesign | None:
    """The provisioner; None if the file names none."""
    if spec.provisioner is None or spec.provisioner.kind == NO_PROVISIONER:
        return None
    role = names.node_role(spec.name, spec.region)
    if spec.provisioner.kind == AUTO_MODE:
        return ProvisionerDesign(
            kind=AUTO_MODE,
            node_role=role,
            node_policies=auto_mode.NODE_POLICIES,
            inline=_of_auto_mode(spec),
            system_pools=SYSTEM_POOLS if spec.provisioner.system_pools else (),
            system_pools_role=names.system_pools_role(spec.name, spec.region),
        )
    queue = names.queue(spec.name)
    return ProvisionerDesign(
        kind=KARPENTER,
        node_role=role,
        node_policies=(
            *NODE_POLICIES,
            *((SSM_POLICY,) if spec.iam.ssm else ()),
            *((CNI_POLICY,) if addon_owner(spec, VPC_CNI) == THEIRS else ()),
        ),
        inline=karpenter.statements(
            partition(spec.region),
            spec.region,
            spec.name,
            queue=queue,
            node_role=f"arn:{partition(spec.region)}:iam::*:role{spec.iam.path or '/'}{role}",
            volumes_key=spec.encryption.volumes_key_arn,
        ),
        placement_groups={pool.id: names.placement_group(spec.name, pool.name) for pool in pools if pool.efa},
        controller_role=names.controller_role(spec.name, spec.region),
        queue=queue,
        efa_security_group=any(pool.efa and pool.efa.own_security_group for pool in pools),
    )


def _of_auto_mode(spec: ClusterSpec) -> dict[str, tuple[Statement, ...]]:
    """Policies of the control plane's role; none for a role that somebody else made."""
    key = spec.encryption.volumes_key_arn
    return {
        "auto-mode-tags": auto_mode.tag_statements(),
        **({"auto-mode-key": auto_mode.key_statements(spec.region, key)} if key else {}),
    }
