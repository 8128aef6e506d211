"""The cluster itself: control plane, network, access, upgrades."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from moto.ec2.models import ec2_backends
from moto.sts.models import sts_backends

from tests.localaws import eks_auto_mode, refusals
from tests.localaws.eks_access import admit, grant
from tests.localaws.eks_base import EksOperations, answer, taken
from tests.localaws.eks_state import Cluster, Shape, now, short_id
from tests.localaws.refused import in_use

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
NETWORK = {"serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4", "elasticLoadBalancing": {"enabled": False}}


class ClusterOperations(EksOperations):
    """Create, describe, update, delete."""

    def create_cluster(self) -> ActionResult:
        """Make a cluster; it is there at once."""
        asked = self.asked
        name, region = asked["name"], self.region
        ec2 = ec2_backends[self.current_account][region]
        subnets = ec2.describe_subnets(subnet_ids=asked["resourcesVpcConfig"]["subnetIds"])
        refusals.cluster(asked, {subnet.availability_zone for subnet in subnets})
        if name in self.eks.clusters:
            raise in_use(f"Cluster already exists with name: {name}")
        arn = self.eks.arn("cluster", name)
        identity = short_id(32).upper()
        vpc_id = subnets[0].vpc_id
        access = {"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True}
        described = {
            "name": name,
            "arn": arn,
            "createdAt": now(),
            "version": asked["version"],
            "endpoint": f"https://{identity}.gr7.{region}.eks.amazonaws.com",
            "roleArn": asked["roleArn"],
            "resourcesVpcConfig": _network(asked["resourcesVpcConfig"])
            | {"vpcId": vpc_id, "clusterSecurityGroupId": self._security_group(name, arn, vpc_id)},
            "kubernetesNetworkConfig": NETWORK | (asked.get("kubernetesNetworkConfig") or {}),
            **eks_auto_mode.described(asked),
            "logging": _logging(asked.get("logging")),
            "identity": {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{identity}"}},
            "status": "ACTIVE",
            "certificateAuthority": {"data": base64.b64encode(b"certificate").decode()},
            "platformVersion": "eks.1",
            "tags": dict(asked.get("tags") or {}),
            "encryptionConfig": asked.get("encryptionConfig") or [],
            "health": {"issues": []},
            "accessConfig": access | (asked.get("accessConfig") or {}),
            "upgradePolicy": {"supportType": "EXTENDED"} | (asked.get("upgradePolicy") or {}),
            "deletionProtection": bool(asked.get("deletionProtection")),
            **taken(asked, "zonalShiftConfig"),
        }
        cluster = Cluster(described)
        self.eks.clusters[name] = cluster
        if described["accessConfig"]["bootstrapClusterCreatorAdminPermissions"]:
            self._admit_creator(cluster)
        eks_auto_mode.admit_nodes(self.eks, cluster)
        return answer(cluster=described)

    def describe_cluster(self) -> ActionResult:
        """Describe a cluster."""
        return answer(cluster=self.cluster.described)

    def update_cluster_config(self) -> ActionResult:
        """Change endpoints, logging, access, upgrades or protection."""
        cluster, asked = self.cluster, self.asked
        changes = taken(
            asked,
            "accessConfig",
            "upgradePolicy",
            "logging",
            "resourcesVpcConfig",
            "deletionProtection",
            "zonalShiftConfig",
        )
        merged = {
            key: cluster.described[key] | changes[key] for key in ("accessConfig", "upgradePolicy") if changes.get(key)
        }
        if "resourcesVpcConfig" in changes:
            merged["resourcesVpcConfig"] = _network(
                cluster.described["resourcesVpcConfig"] | changes["resourcesVpcConfig"]
            )
        if "logging" in changes:
            merged["logging"] = _logging(changes["logging"])
        cluster.described.update(changes | merged)
        eks_auto_mode.switch(self.eks, cluster, asked)
        return answer(update=cluster.updated("ConfigUpdate", changes))

    def update_cluster_version(self) -> ActionResult:
        """Upgrade the control plane by one minor."""
        cluster, version = self.cluster, self.asked["version"]
        refusals.cluster_update(cluster.version, version)
        cluster.described["version"] = version
        return answer(update=cluster.updated("VersionUpdate", {"Version": version}))

    def describe_update(self) -> ActionResult:
        """Describe an update of the cluster, of a node group or of an add-on."""
        return answer(update=self.cluster.updates[self.asked["updateId"]])

    def delete_cluster(self) -> ActionResult:
        """Delete a cluster, and the security group that EKS made for it."""
        cluster = self.cluster
        refusals.cluster_deletion(cluster.described, cluster.nodegroups)
        ec2 = ec2_backends[self.current_account][self.region]
        ec2.delete_security_group(group_id=cluster.described["resourcesVpcConfig"]["clusterSecurityGroupId"])
        del self.eks.clusters[cluster.name]
        return answer(cluster=cluster.described)

    def _security_group(self, name: str, arn: str, vpc_id: str) -> str:
        group: Any = ec2_backends[self.current_account][self.region].create_security_group(
            f"eks-cluster-sg-{name}-{short_id(10)}",
            "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes",
            vpc_id=vpc_id,
            tags={"Name": arn, f"kubernetes.io/cluster/{name}": "owned", "aws:eks:cluster-name": name},
        )
        return str(group.id)

    def _admit_creator(self, cluster: Cluster) -> None:
        creator = sts_backends[self.current_account]["aws"].get_caller_identity(self.get_access_key(), self.region)[1]
        # The session's ARN is STS's, the entry is for the principal.
        entry = admit(self.eks, cluster, {"principalArn": creator.replace(":sts:", ":iam:")})
        grant(entry, ADMIN, {"type": "cluster"})


def _network(asked: Shape) -> Shape:
    public = asked.get("endpointPublicAccess", True)
    return {
        **asked,
        "securityGroupIds": asked.get("securityGroupIds") or [],
        "endpointPublicAccess": public,
        "endpointPrivateAccess": asked.get("endpointPrivateAccess", False),
        "publicAccessCidrs": (asked.get("publicAccessCidrs") or ["0.0.0.0/0"]) if public else [],
    }


def _logging(asked: Shape | None) -> Shape:
    """EKS names both, the types that are on and those that are off."""
    setups = (asked or {}).get("clusterLogging") or []
    on = {kind for setup in setups if setup.get("enabled") for kind in setup.get("types") or []}
    halves = (
        (True, [kind for kind in LOG_TYPES if kind in on]),
        (False, [kind for kind in LOG_TYPES if kind not in on]),
    )
    return {"clusterLogging": [{"types": types, "enabled": enabled} for enabled, types in halves if types]}
