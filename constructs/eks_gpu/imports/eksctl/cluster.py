"""A ClusterConfig as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.imports import carrying as rows
from eks_gpu.imports.access import put_cluster_access
from eks_gpu.imports.carrying import carry, mappings, text_list, text_map
from eks_gpu.imports.eksctl.groups import import_groups
from eks_gpu.imports.eksctl.network import import_network, subnet_zones
from eks_gpu.imports.eksctl.reading import cluster_config
from eks_gpu.imports.imported import Imported, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.imports.imported import Part

_BUILD = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")
_LOG_TYPES = frozenset(("api", "audit", "authenticator", "controllerManager", "scheduler"))
_PODS = "permissions of pods belong to workloads: `service_account`"
# Add-ons that eks-gpu installs on every cluster, and the field that brings each of the others.
_ALWAYS = frozenset(
    (
        *("aws-ebs-csi-driver", "coredns", "eks-node-monitoring-agent", "eks-pod-identity-agent", "kube-proxy"),
        *("metrics-server", "vpc-cni"),
    )
)
_BY_FIELD = {
    "aws-efs-csi-driver": "`storage` with `efs`",
    "aws-fsx-csi-driver": "`storage` with `fsx_lustre`",
    "aws-mountpoint-s3-csi-driver": "`storage` with `s3_mount`",
}
_INSIGHTS = "amazon-cloudwatch-observability"
_SETTINGS = ("attachPolicy", "attachPolicyARNs", "configurationValues", "namespaceConfig", "permissionsBoundary")


def _addons(value: object, source: str, part: Part) -> None:
    """Versions of add-ons; a version that eksctl chooses is the catalogue's."""
    for number, one in enumerate(mappings(value)):
        name, version, place = str(one.get("name", "")), one.get("version"), f"{source}[{number}]"
        if name in _BY_FIELD:
            part.left(place, f"the add-on {name} comes with {_BY_FIELD[name]}", "addons")
            continue
        if name == _INSIGHTS:
            part.put("monitoring.cloudwatch", value=True)
        elif name not in _ALWAYS:
            part.left(place, f"eks-gpu does not install the add-on {name!r}; install it as a chart", "addons")
            continue
        if isinstance(version, str) and _BUILD.fullmatch(version):
            part.put(f"addons.{name}", version)
        elif isinstance(version, str) and version != "latest":
            part.left(
                f"{place}.version", f"{version!r} is no build of {name}; the catalogue's version is used", "addons"
            )
        for key in _SETTINGS:
            if one.get(key):
                reason = f"the settings of {name} are not carried over: they may hold secrets, or rights that it has"
                part.left(f"{place}.{key}", reason, "addons")


def _entries(value: object, source: str, part: Part) -> None:
    for number, one in enumerate(mappings(value)):
        policies = [
            (str(policy.get("policyARN", "")), _scope(policy.get("accessScope")))
            for policy in mappings(one.get("accessPolicies") or [])
        ]
        put_cluster_access(
            part,
            str(one.get("principalARN", "")),
            str(one.get("type", "STANDARD")),
            policies,
            text_list(one.get("kubernetesGroups")) or [],
            f"{source}[{number}]",
        )


def _scope(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, dict) else {}
    return tuple(text_list(found.get("namespaces")) or ()) if found.get("type") == "namespace" else ()


def _mappings_of_users(value: object, source: str, part: Part) -> None:
    """`iamIdentityMappings`: lines of the ConfigMap aws-auth."""
    for number, one in enumerate(mappings(value)):
        groups = text_list(one.get("groups")) or []
        put_cluster_access(part, str(one.get("arn", "")), "STANDARD", (), groups, f"{source}[{number}]")


def _log_types(value: object, _source: str, part: Part) -> None:
    found = text_list(value) or []
    if not ({"*", "all"} & set(found)) and set(found) != _LOG_TYPES:
        part.put("control_plane.logs", [one for one in found if one in _LOG_TYPES])


def _tags(value: object, _source: str, part: Part) -> None:
    part.put("tags", text_map(value) or None)


def _service_cidr(value: object, _source: str, part: Part) -> None:
    part.put("network.service_cidr", value)


def _auto_mode(value: object, source: str, part: Part) -> None:
    """EKS Auto Mode; eksctl turns both of its own pools on where the file names none."""
    found = value if isinstance(value, dict) else {}
    if found.get("enabled") is not True:
        return
    pools = text_list(found.get("nodePools", ["general-purpose", "system"])) or []
    part.put("provisioner", {"kind": "auto-mode", "system_pools": True} if pools else "auto-mode")
    if len(pools) == 1:
        part.changed(f"{source}.nodePools", "eks-gpu turns both of Auto Mode's own pools on, or none", "provisioner")
    if found.get("nodeRoleARN"):
        part.left(f"{source}.nodeRoleARN", "eks-gpu makes the role of Auto Mode's nodes itself", "provisioner")
    part.left(source, "Auto Mode's node pools are Kubernetes objects: write them into `gpu_node_pools`", "provisioner")


TABLE: Mapping[str, Callable[[object, str, Part], None]] = {
    **dict.fromkeys(
        ("apiVersion", "kind", "managedNodeGroups", "nodeGroups", "availabilityZones", "vpc", "privateCluster"),
        rows.covered,
    ),
    "accessConfig.accessEntries": _entries,
    "accessConfig.authenticationMode": rows.covered_if(
        "API", "eks-gpu uses access entries only; write those of aws-auth into `access`", "access"
    ),
    "accessConfig.bootstrapClusterCreatorAdminPermissions": rows.truth("access.creator_admin"),
    "addons": _addons,
    "addonsConfig": rows.covered,
    "autoModeConfig": _auto_mode,
    "capabilities": rows.left("eks-gpu does not install EKS capabilities"),
    "cloudWatch.clusterLogging.enableTypes": _log_types,
    "cloudWatch.clusterLogging.logRetentionInDays": rows.whole("control_plane.log_retention_days"),
    "controlPlaneScalingConfig.tier": rows.text("control_plane.scaling_tier"),
    "deletionProtection": rows.truth("deletion_protection"),
    "fargateProfiles": rows.left("eks-gpu has no Fargate profiles; these pods run on the system nodes"),
    "gitops": rows.left("install Flux as a chart (`charts`)"),
    "iam.fargatePodExecutionRoleARN": rows.left("eks-gpu has no Fargate profiles"),
    "iam.fargatePodExecutionRolePermissionsBoundary": rows.left("eks-gpu has no Fargate profiles"),
    "iam.podIdentityAssociations": rows.left(_PODS),
    "iam.serviceAccounts": rows.left(_PODS),
    "iam.serviceRoleARN": rows.text("iam.cluster_role_arn"),
    "iam.serviceRolePermissionsBoundary": rows.text("iam.permissions_boundary"),
    "iam.vpcResourceControllerPolicy": rows.covered,
    "iam.withOIDC": rows.covered,
    "iamIdentityMappings": _mappings_of_users,
    "identityProviders": rows.left("eks-gpu knows IAM identities only", "access"),
    "karpenter": rows.left("Karpenter is not carried over: write `provisioner: karpenter` with `gpu_node_pools`"),
    "kubernetesNetworkConfig.ipFamily": rows.covered_if("IPv4", "eks-gpu's clusters use IPv4", "network"),
    "kubernetesNetworkConfig.serviceIPv4CIDR": _service_cidr,
    "localZones": rows.left("eks-gpu has no Local Zones", "network"),
    "metadata.accountID": rows.text("account_id"),
    "metadata.annotations": rows.left("annotations are eksctl's own"),
    "metadata.name": rows.text("name"),
    "metadata.region": rows.text("region"),
    "metadata.tags": _tags,
    "metadata.version": rows.text("kubernetes_version"),
    "outpost": rows.left("eks-gpu does not support Outposts"),
    "remoteNetworkConfig": rows.left("eks-gpu has no hybrid nodes"),
    "secretsEncryption.keyARN": rows.text("encryption.secrets_key_arn"),
    "upgradePolicy.supportType": rows.text("upgrade_policy", {"EXTENDED": "extended", "STANDARD": "standard"}),
    "zonalShiftConfig.enabled": rows.truth("control_plane.zonal_shift"),
}


def import_eksctl(text: str, name: str) -> Imported:
    """A ClusterConfig as a cluster.

    Args:
        text: The text of the file.
        name: The file, as the user named it.

    Raises:
        NotImportableError: It is not a ClusterConfig.
    """
    config = cluster_config(text, name)
    result = Imported(origin=origin("eksctl", [name]))
    carry(config, TABLE, result)
    if result.get("kubernetes_version") is None:
        result.put("kubernetes_version", catalog.supported_minors()[-1])
        reason = "eksctl chooses the version itself; this is the newest that eks-gpu knows"
        result.changed("metadata.version", reason, "kubernetes_version")
    if result.get("region") is None and not any(note.at == "region" for note in result.notes):
        result.left("metadata.region", "the file names no region; write `region`", "region")
    import_groups(config, result, subnet_zones(config))
    import_network(config, result)
    return result
