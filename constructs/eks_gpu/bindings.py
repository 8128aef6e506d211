"""The one door to the engine, constructs and the provider bindings.

Whatever makes a resource imports from here. The engine is `cdktf` or its successor `cdktn` (eks_gpu.engines); type
checkers see the first. A provider module, such as `vpc` or `job_v1`, is a stand-in that is imported when a class of it
is first used, so that a declaration pays only for the resources it makes. `EKS_GPU_EAGER_BINDINGS=1` turns that off.
Where the two engines want an argument in different shapes, the class takes either (eks_gpu.lazy.shapes).
"""

from __future__ import annotations

import importlib
import os
from json import JSONDecodeError
from typing import TYPE_CHECKING

from eks_gpu.engines import EngineError, chosen
from eks_gpu.hcl import is_hcl_output
from eks_gpu.lazy import compiled, node, python
from eks_gpu.lazy.begun import begun
from eks_gpu.lazy.shapes import takes

ENGINE = chosen(os.environ)
EAGER = os.environ.get("EKS_GPU_EAGER_BINDINGS") == "1"

node.use_packaged_node()
node.keep_packages_where_possible()
if is_hcl_output():
    node.preload_hcl_text()
# Whether node makes the addresses of our stacks, so that Python need not be asked for each.
ADDRESSES_IN_NODE = not EAGER and node.preload_addresses()
if not EAGER:
    node.preload_lazy_index()

# An app needs the packages of every cluster; few have charts.
_FIRST = {
    name: ENGINE.assemblies.get(name, name) for name in ("constructs", ENGINE.name, ENGINE.aws, ENGINE.kubernetes)
}

with node.one_process(python.requests(_FIRST) if compiled.is_lean() else (), wanted=not EAGER), begun(wanted=not EAGER):
    # Node starts with the settings above, and meanwhile Python imports jsii.
    if not EAGER:
        # In place before anything touches a provider package.
        for package, assembly in ENGINE.assemblies.items():
            python.install(package, assembly)
        compiled.install(["constructs", ENGINE.name, *ENGINE.assemblies])
    try:
        from constructs import Construct, Node
    except (BrokenPipeError, JSONDecodeError) as error:
        lack = "the program that should be node does not answer as jsii's runtime does"
        raise EngineError(lack, "unset JSII_NODE, JSII_RUNTIME and NODE_OPTIONS, whichever are set") from error

if TYPE_CHECKING:
    from types import ModuleType

    from cdktf import (
        App,
        DataTerraformRemoteState,
        DataTerraformRemoteStateLocal,
        DataTerraformRemoteStateS3,
        Fn,
        ITerraformDependable,
        LocalBackend,
        NamedRemoteWorkspace,
        Postcondition,
        RemoteBackend,
        S3Backend,
        TerraformBackend,
        TerraformElement,
        TerraformIterator,
        TerraformOutput,
        TerraformRemoteState,
        TerraformResource,
        TerraformResourceLifecycle,
        TerraformStack,
        Testing,
        Token,
    )
    from cdktf_cdktf_provider_aws import autoscaling_group_tag as autoscaling_group_tag
    from cdktf_cdktf_provider_aws import autoscaling_schedule as autoscaling_schedule
    from cdktf_cdktf_provider_aws import cloudwatch_event_rule as cloudwatch_event_rule
    from cdktf_cdktf_provider_aws import cloudwatch_event_target as cloudwatch_event_target
    from cdktf_cdktf_provider_aws import cloudwatch_log_group as cloudwatch_log_group
    from cdktf_cdktf_provider_aws import cloudwatch_metric_alarm as cloudwatch_metric_alarm
    from cdktf_cdktf_provider_aws import data_aws_eks_cluster as data_aws_eks_cluster
    from cdktf_cdktf_provider_aws import data_aws_eks_cluster_auth as data_aws_eks_cluster_auth
    from cdktf_cdktf_provider_aws import data_aws_security_group as data_aws_security_group
    from cdktf_cdktf_provider_aws import data_aws_security_groups as data_aws_security_groups
    from cdktf_cdktf_provider_aws import data_aws_subnet as data_aws_subnet
    from cdktf_cdktf_provider_aws import default_security_group as default_security_group
    from cdktf_cdktf_provider_aws import efs_access_point as efs_access_point
    from cdktf_cdktf_provider_aws import efs_file_system as efs_file_system
    from cdktf_cdktf_provider_aws import efs_mount_target as efs_mount_target
    from cdktf_cdktf_provider_aws import eip as eip
    from cdktf_cdktf_provider_aws import eks_access_entry as eks_access_entry
    from cdktf_cdktf_provider_aws import eks_access_policy_association as eks_access_policy_association
    from cdktf_cdktf_provider_aws import eks_addon as eks_addon
    from cdktf_cdktf_provider_aws import eks_cluster as eks_cluster
    from cdktf_cdktf_provider_aws import eks_node_group as eks_node_group
    from cdktf_cdktf_provider_aws import eks_pod_identity_association as eks_pod_identity_association
    from cdktf_cdktf_provider_aws import flow_log as flow_log
    from cdktf_cdktf_provider_aws import fsx_data_repository_association as fsx_data_repository_association
    from cdktf_cdktf_provider_aws import fsx_lustre_file_system as fsx_lustre_file_system
    from cdktf_cdktf_provider_aws import iam_instance_profile as iam_instance_profile
    from cdktf_cdktf_provider_aws import iam_role as iam_role
    from cdktf_cdktf_provider_aws import iam_role_policy as iam_role_policy
    from cdktf_cdktf_provider_aws import iam_role_policy_attachment as iam_role_policy_attachment
    from cdktf_cdktf_provider_aws import internet_gateway as internet_gateway
    from cdktf_cdktf_provider_aws import kms_alias as kms_alias
    from cdktf_cdktf_provider_aws import kms_key as kms_key
    from cdktf_cdktf_provider_aws import launch_template as launch_template
    from cdktf_cdktf_provider_aws import nat_gateway as nat_gateway
    from cdktf_cdktf_provider_aws import placement_group as placement_group
    from cdktf_cdktf_provider_aws import provider as aws_provider
    from cdktf_cdktf_provider_aws import route as route
    from cdktf_cdktf_provider_aws import route_table as route_table
    from cdktf_cdktf_provider_aws import route_table_association as route_table_association
    from cdktf_cdktf_provider_aws import security_group as security_group
    from cdktf_cdktf_provider_aws import sqs_queue as sqs_queue
    from cdktf_cdktf_provider_aws import sqs_queue_policy as sqs_queue_policy
    from cdktf_cdktf_provider_aws import subnet as subnet
    from cdktf_cdktf_provider_aws import vpc as vpc
    from cdktf_cdktf_provider_aws import vpc_endpoint as vpc_endpoint
    from cdktf_cdktf_provider_aws import vpc_ipv4_cidr_block_association as vpc_ipv4_cidr_block_association
    from cdktf_cdktf_provider_aws import vpc_security_group_egress_rule as vpc_security_group_egress_rule
    from cdktf_cdktf_provider_aws import vpc_security_group_ingress_rule as vpc_security_group_ingress_rule
    from cdktf_cdktf_provider_helm import provider as helm_provider
    from cdktf_cdktf_provider_helm import release as helm_release
    from cdktf_cdktf_provider_kubernetes import cluster_role_binding_v1 as cluster_role_binding_v1
    from cdktf_cdktf_provider_kubernetes import cluster_role_v1 as cluster_role_v1
    from cdktf_cdktf_provider_kubernetes import config_map_v1 as config_map_v1
    from cdktf_cdktf_provider_kubernetes import cron_job_v1 as cron_job_v1
    from cdktf_cdktf_provider_kubernetes import daemon_set_v1 as daemon_set_v1
    from cdktf_cdktf_provider_kubernetes import deployment_v1 as deployment_v1
    from cdktf_cdktf_provider_kubernetes import horizontal_pod_autoscaler_v2 as horizontal_pod_autoscaler_v2
    from cdktf_cdktf_provider_kubernetes import ingress_v1 as ingress_v1
    from cdktf_cdktf_provider_kubernetes import job_v1 as job_v1
    from cdktf_cdktf_provider_kubernetes import namespace_v1 as namespace_v1
    from cdktf_cdktf_provider_kubernetes import persistent_volume_claim_v1 as persistent_volume_claim_v1
    from cdktf_cdktf_provider_kubernetes import persistent_volume_v1 as persistent_volume_v1
    from cdktf_cdktf_provider_kubernetes import pod_disruption_budget_v1 as pod_disruption_budget_v1
    from cdktf_cdktf_provider_kubernetes import pod_v1 as pod_v1
    from cdktf_cdktf_provider_kubernetes import priority_class_v1 as priority_class_v1
    from cdktf_cdktf_provider_kubernetes import provider as kubernetes_provider
    from cdktf_cdktf_provider_kubernetes import resource_quota_v1 as resource_quota_v1
    from cdktf_cdktf_provider_kubernetes import role_binding_v1 as role_binding_v1
    from cdktf_cdktf_provider_kubernetes import role_v1 as role_v1
    from cdktf_cdktf_provider_kubernetes import service_account_v1 as service_account_v1
    from cdktf_cdktf_provider_kubernetes import service_v1 as service_v1
    from cdktf_cdktf_provider_kubernetes import stateful_set_v1 as stateful_set_v1
    from cdktf_cdktf_provider_kubernetes import storage_class_v1 as storage_class_v1

__all__ = [
    "ENGINE",
    "App",
    "Construct",
    "DataTerraformRemoteState",
    "DataTerraformRemoteStateLocal",
    "DataTerraformRemoteStateS3",
    "Fn",
    "ITerraformDependable",
    "LocalBackend",
    "NamedRemoteWorkspace",
    "Node",
    "Postcondition",
    "RemoteBackend",
    "S3Backend",
    "TerraformBackend",
    "TerraformElement",
    "TerraformIterator",
    "TerraformOutput",
    "TerraformRemoteState",
    "TerraformResource",
    "TerraformResourceLifecycle",
    "TerraformStack",
    "Testing",
    "Token",
    "aws_provider",
    "helm_provider",
    "helm_release",
    "kubernetes_provider",
    "takes",
]

# Every package has a module `provider`, and Helm's other module has a name that says nothing without its package.
_RENAMED = {
    "aws_provider": f"{ENGINE.aws}.provider",
    "helm_provider": f"{ENGINE.helm}.provider",
    "helm_release": f"{ENGINE.helm}.release",
    "kubernetes_provider": f"{ENGINE.kubernetes}.provider",
}


def __getattr__(name: str) -> ModuleType | type:
    """A class of the engine, or a provider module by its name; the two packages share none but `provider`."""
    if name.startswith("_"):
        raise AttributeError(name)
    if name in _RENAMED:
        return python.LazyModule(_RENAMED[name])
    if name in __all__:
        found: type = getattr(importlib.import_module(ENGINE.name), name)
        return found
    for package in ENGINE.assemblies:
        folder = python.modules_of(package)
        if folder is not None and (folder / name / "__init__.py").exists():
            return python.LazyModule(f"{package}.{name}")
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
