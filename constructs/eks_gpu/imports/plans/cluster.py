"""Plans and states as a whole: the control plane, access, add-ons and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.imports.access import put_cluster_access
from eks_gpu.imports.carrying import mappings, text_list, text_map
from eks_gpu.imports.imported import Imported, NotImportableError, origin
from eks_gpu.imports.plans.addons import import_addons
from eks_gpu.imports.plans.keys import import_keys
from eks_gpu.imports.plans.network import import_network
from eks_gpu.imports.plans.nodes.groups import import_groups
from eks_gpu.imports.plans.nodes.self_managed import import_self_managed
from eks_gpu.imports.plans.others import note_others
from eks_gpu.imports.plans.own import put_alarms, put_storage
from eks_gpu.imports.plans.platform import import_platform
from eks_gpu.imports.plans.provisioner import import_auto_mode, import_karpenter
from eks_gpu.imports.plans.releases import import_releases
from eks_gpu.imports.plans.resources import OWN_TAG, inner, is_ours, is_there, number, read_resources, text
from eks_gpu.imports.plans.roles import import_roles
from eks_gpu.printable import printable
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change, Values

_LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
# CloudWatch's words for classes other than the default.
_LOG_CLASSES = {"INFREQUENT_ACCESS": "infrequent-access"}
# As eks-gpu's own control plane has it.
_LOG_DAYS = 90
# Tags that modules put on everything they make.
_TAGS_OF_MODULES = ("terraform-aws-modules", "kubernetes.io/cluster/", "aws:", "eks:", "alpha.eksctl.io/")


def import_plans(files: Sequence[Path], name: str = "", *, existing: bool = False) -> Imported:
    """Plans or states of one cluster.

    Args:
        files: Output of `terraform show -json`; several for the stacks of one cluster.
        name: Name of the cluster, where there are several.
        existing: Whether control plane and network are left to whoever made them.

    Raises:
        UnreadableError: A file cannot be read, or is neither a plan nor a state.
        NotImportableError: There is no cluster and no node group in it, or there are several clusters.
    """
    resources = read_resources(files)
    cluster = _cluster(resources, name)
    groups = [*resources.of("aws_eks_node_group", "aws_autoscaling_group")]
    if cluster is None and not groups:
        raise NotImportableError(
            f"{printable(listed(resources.files))}: there is no EKS cluster and no node group in it; import the "
            "plan of the root module that holds them"
        )
    result = Imported(origin=origin("plan", resources.files))
    if cluster is None:
        _unnamed(result, resources)
    else:
        _control_plane(result, resources, cluster)
    if resources.region:
        result.put("region", resources.region)
    else:
        result.left("provider.aws.region", "the region is not in the plan; write `region`", "region")
    _account(result, resources)
    import_groups(result, resources)
    import_self_managed(result, resources)
    _security_groups(result, resources, cluster, existing=existing or cluster is None)
    import_keys(result, resources, cluster)
    import_roles(result, resources, cluster)
    import_network(result, resources, cluster, existing=existing or cluster is None)
    _access(result, resources, only_own=cluster is None)
    put_storage(result, resources)
    import_addons(result, resources)
    import_platform(result, resources)
    import_releases(result, resources, existing=existing or cluster is None)
    if cluster is not None:
        import_auto_mode(result, cluster, existing=existing)
    import_karpenter(result, resources)
    put_alarms(result, resources)
    note_others(result, resources)
    return result


def _account(result: Imported, resources: Resources) -> None:
    """The account and the role that the provider is bound to."""
    accounts = text_list(resources.provider("allowed_account_ids")) or []
    result.put("account_id", accounts[0] if len(accounts) == 1 else None)
    for block in mappings(resources.provider("assume_role") or []):
        arn = block.get("role_arn")
        constant = arn.get("constant_value") if isinstance(arn, dict) else None
        result.put("assume_role_arn", constant if isinstance(constant, str) else None)


def _security_groups(result: Imported, resources: Resources, cluster: Change | None, *, existing: bool) -> None:
    """Security groups of the nodes in addition to the cluster's own: other nodes may admit only their members."""
    clusters = [*([cluster] if cluster else []), *(one for one in resources.data if one.kind == "aws_eks_cluster")]
    own = {text(inner(one.values, "vpc_config"), "cluster_security_group_id") for one in clusters} - {""}
    made = {text(one.values, "id") for one in resources.of("aws_security_group")}
    templates = [*resources.of("aws_launch_template")]
    found = [
        identity
        for template in templates
        for holder in (template.values, *mappings(template.values.get("network_interfaces") or []))
        for key in ("vpc_security_group_ids", "security_groups")
        for identity in text_list(holder.get(key)) or []
        if identity not in own and not (resources.is_ours and identity in made)
    ]
    if found and (resources.is_ours or (existing and own)):
        result.put("node_security_group_ids", list(dict.fromkeys(found)))


def _cluster(resources: Resources, name: str) -> Change | None:
    found = [one for one in resources.of("aws_eks_cluster") if not name or text(one.values, "name") == name]
    if len(found) > 1:
        names = listed(text(one.values, "name") or one.address for one in found)
        raise NotImportableError(f"there are several EKS clusters ({printable(names)}); name one of them with --name")
    if name and not found:
        raise NotImportableError(f"there is no EKS cluster {name!r} in it")
    return found[0] if found else None


def _unnamed(result: Imported, resources: Resources) -> None:
    """Node groups of a cluster that is made elsewhere."""
    result.put("existing_cluster", value=True)
    if resources.is_ours:
        result.added = frozenset(("access", "addons", "ebs_driver_scope", "encryption"))
    names = {text(one.values, "cluster_name") for one in resources.of("aws_eks_node_group")} - {""}
    versions = {text(one.values, "version") for one in resources.of("aws_eks_node_group")} - {""}
    if len(names) == 1:
        result.put("name", names.pop())
    else:
        result.left("cluster_name", "the name of the cluster is not in the plan; write `name`", "name")
    if len(versions) == 1:
        result.put("kubernetes_version", versions.pop())
    else:
        result.left("version", "the Kubernetes version is not in the plan; write `kubernetes_version`", "name")


def _control_plane(result: Imported, resources: Resources, cluster: Change) -> None:
    values, source = cluster.values, cluster.address
    name = text(values, "name")
    if name:
        result.put("name", name)
    else:
        result.left(f"{source}.name", "the name is known after the apply only; write `name`", "name")
    if version := text(values, "version"):
        result.put("kubernetes_version", version)
    else:
        result.put("kubernetes_version", catalog.supported_minors()[-1])
        result.changed(f"{source}.version", "no version is named; this is the newest that eks-gpu knows", "name")
    support = text(inner(values, "upgrade_policy"), "support_type").lower()
    result.put("upgrade_policy", support if support in {"standard", "extended"} else None)
    if is_ours(cluster) and values.get("deletion_protection") is False:
        result.put("deletion_protection", value=False)
    tags = text_map(values.get("tags_all")) or text_map(values.get("tags"))
    kept = {
        key: one for key, one in tags.items() if key not in {OWN_TAG, "Name"} and not key.startswith(_TAGS_OF_MODULES)
    }
    result.put("tags", kept or None)
    _endpoints(result, resources, cluster)
    _logs(result, resources, values, name)
    access = inner(values, "access_config")
    if access.get("bootstrap_cluster_creator_admin_permissions") is False:
        result.put("access.creator_admin", value=False)
    if text(access, "authentication_mode") not in {"", "API"}:
        reason = "eks-gpu uses access entries only; write those of aws-auth into `access`"
        result.changed(f"{source}.access_config", reason, "access")
    _rest(result, cluster)


def _rest(result: Imported, cluster: Change) -> None:
    """Settings of the control plane that few clusters have."""
    values, source = cluster.values, cluster.address
    network = inner(values, "kubernetes_network_config")
    if text(network, "ip_family") == "ipv6":
        result.left(f"{source}.kubernetes_network_config", "eks-gpu's clusters use IPv4", "network")
    if cluster.actions == ("create",):
        result.put("network.service_cidr", text(network, "service_ipv4_cidr") or None)
    tier = text(inner(values, "control_plane_scaling_config"), "tier")
    result.put("control_plane.scaling_tier", tier if tier not in {"", "standard"} else None)
    if inner(values, "zonal_shift_config").get("enabled") is True:
        result.put("control_plane.zonal_shift", value=True)
    for key in ("remote_network_config", "outpost_config"):
        if is_there(values.get(key)):
            result.left(f"{source}.{key}", "eks-gpu has neither hybrid nodes nor Outposts")


def _endpoints(result: Imported, resources: Resources, cluster: Change) -> None:
    vpc, source = inner(cluster.values, "vpc_config"), cluster.address
    if vpc.get("endpoint_public_access") is not False:
        result.put("access.public_cidrs", _public_cidrs(result, resources, cluster))
        result.put("access.runner", "public")
    if groups := text_list(vpc.get("security_group_ids")):
        made = {text(one.values, "id") for one in resources.of("aws_security_group")}
        result.put("control_plane.security_group_ids", [one for one in groups if one not in made] or None)
        if others := [one for one in groups if one in made]:
            reason = f"EKS makes the control plane's security group; {', '.join(others)} stays with the original"
            result.changed(f"{source}.vpc_config.security_group_ids", reason, "network")


def _public_cidrs(result: Imported, resources: Resources, cluster: Change) -> list[str] | None:
    """The addresses that reach the Kubernetes API; None if only the apply knows them.

    The provider computes addresses that nobody wrote, so unknown ones say something only if they refer to others.
    """
    source = f"{cluster.address}.vpc_config"
    if cidrs := text_list(inner(cluster.values, "vpc_config").get("public_access_cidrs")):
        return cidrs
    blocks = mappings(cluster.unknown.get("vpc_config") or []) if isinstance(cluster.unknown, dict) else []
    unknown = any(is_there(block.get("public_access_cidrs")) for block in blocks)
    if unknown and resources.references(cluster, "vpc_config", "public_access_cidrs"):
        reason = "they are known after the apply only; write `public_cidrs`"
        result.left(f"{source}.public_access_cidrs", reason, "access")
        return None
    reason = "AWS opens the Kubernetes API to everybody by default; write your own addresses"
    result.changed(source, reason, "access")
    return ["0.0.0.0/0"]


def _logs(result: Imported, resources: Resources, values: Values, name: str) -> None:
    types = text_list(values.get("enabled_cluster_log_types"))
    if not types and resources.is_ours:
        result.put("control_plane.logs", [])
    if types and set(types) != set(_LOG_TYPES):
        result.put("control_plane.logs", [one for one in _LOG_TYPES if one in types])
    for one in resources.of("aws_cloudwatch_log_group"):
        days = number(one.values, "retention_in_days")
        if text(one.values, "name") == f"/aws/eks/{name}/cluster" and days not in (None, _LOG_DAYS):
            result.put("control_plane.log_retention_days", days)
        if text(one.values, "name") == f"/aws/eks/{name}/cluster":
            result.put("control_plane.log_class", _LOG_CLASSES.get(text(one.values, "log_group_class")))


def _access(result: Imported, resources: Resources, *, only_own: bool) -> None:
    """Access entries with their policies; an entry of nodes follows from the groups.

    On a cluster of others only eks-gpu's own entries are the file's: EKS refuses a second entry of a principal.
    """
    policies: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for one in resources.of("aws_eks_access_policy_association"):
        scope = inner(one.values, "access_scope")
        spaces = tuple(text_list(scope.get("namespaces")) or ()) if text(scope, "type") == "namespace" else ()
        policies.setdefault(text(one.values, "principal_arn"), []).append((text(one.values, "policy_arn"), spaces))
    for one in resources.of("aws_eks_access_entry"):
        if only_own and not is_ours(one):
            continue
        principal, kind = text(one.values, "principal_arn"), text(one.values, "type") or "STANDARD"
        if not principal:
            if kind == "STANDARD":
                result.left(one.address, "its principal is known after the apply only", "access")
            continue
        groups = text_list(one.values.get("kubernetes_groups")) or []
        put_cluster_access(result, principal, kind, policies.get(principal, []), groups, one.address)
