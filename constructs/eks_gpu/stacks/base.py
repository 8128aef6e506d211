"""The common base of the four stacks of a cluster: state, providers, readable addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import jsii

from eks_gpu.bindings import (
    ADDRESSES_IN_NODE,
    Construct,
    DataTerraformRemoteState,
    DataTerraformRemoteStateLocal,
    DataTerraformRemoteStateS3,
    LocalBackend,
    NamedRemoteWorkspace,
    Node,
    RemoteBackend,
    S3Backend,
    TerraformStack,
    aws_provider,
)
from eks_gpu.design.cluster.names import state_key
from eks_gpu.engines import EngineError
from eks_gpu.hcl import is_hcl_output, nested_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.bindings import TerraformElement, TerraformRemoteState
    from eks_gpu.templates import TerraformDesign

# From a stack's folder, <output>/stacks/<stack>, back to where the app lies.
_ROOT = "../../.."
# The context that `engine.cjs` looks for.
_READABLE = "eks-gpu/readable-addresses"
TERRAFORM_VERSION = ">= 1.10.0"


class ClusterStack(TerraformStack):
    """One Terraform state of a cluster.

    Addresses are the construct's path, without the hash that cdktf appends: paths are unique, and an address is read
    far more often than it is made. Construct ids hold no '_', so that two paths never meet in one address.
    """

    # Whether node has shown that it makes the addresses; it is the same for every stack of the process.
    _node_has_agreed = False

    def __init__(self, scope: Construct, kind: str, design: TerraformDesign) -> None:
        """Create the stack `<cluster>-<kind>` with its state and the AWS provider."""
        self.kind = kind
        self.design = design
        super().__init__(scope, state_key(design.name, kind))
        if ADDRESSES_IN_NODE:
            self._address_in_node()
        self._state()
        # cdktf's HCL output cannot render it, and what it is for, the ephemeral token, is not in HCL output either.
        if not is_hcl_output():
            self.add_override("terraform.required_version", TERRAFORM_VERSION)
        aws_provider.AwsProvider(
            self,
            "aws",
            region=design.spec.region,
            default_tags=[aws_provider.AwsProviderDefaultTags(tags=dict(design.tags))],
            allowed_account_ids=[design.spec.account_id] if design.spec.account_id else None,
            assume_role=[aws_provider.AwsProviderAssumeRole(role_arn=design.spec.assume_role_arn)]
            if design.spec.assume_role_arn
            else None,
        )

    def _address_in_node(self) -> None:
        """Let node make the addresses, and refuse a node that does not: a plan would replace every resource.

        The engine adds its hash to nested elements only, so an empty one is asked for its address.
        """
        self.node.set_context(_READABLE, True)  # noqa: FBT003 - constructs' signature
        if ClusterStack._node_has_agreed:
            return
        if self.get_logical_id(Construct(Construct(self, "addresses"), "in-node").node) != "addresses_in-node":
            raise EngineError(
                "node does not make the addresses of resources as eks-gpu does, so a plan would replace all of them; "
                "nothing is written",
                "export EKS_GPU_EAGER_BINDINGS=1, and see what NODE_OPTIONS, JSII_NODE and JSII_RUNTIME are set to",
            )
        ClusterStack._node_has_agreed = True

    if not ADDRESSES_IN_NODE:

        @jsii.member(jsii_name="allocateLogicalId")
        def _allocate_logical_id(self, element: TerraformElement | Node) -> str:
            # As in `engine.cjs`, which does the same without a message for each element.
            node = element if isinstance(element, Node) else element.node
            path = node.path.split("/")[1:]
            return re.sub(r"[^A-Za-z0-9_-]", "-", "_".join(path))

    def _state(self) -> None:
        """Say where the state lies; cdktf's own default would write an absolute path of this machine."""
        backend, name = self.design.spec.backend, state_key(self.design.name, self.kind)
        if backend.s3:
            s3 = backend.s3
            S3Backend(
                self,
                bucket=s3.bucket,
                region=s3.region,
                key=_s3_key(s3.key_prefix, name),
                kms_key_id=s3.kms_key_id,
                encrypt=True,
            ).add_override("use_lockfile", True)  # noqa: FBT003 - cdktf's signature
        elif backend.cloud:
            cloud = backend.cloud
            # Without a backend of its own kind cdktf would add a local one, and its class for the `cloud` block runs a
            # terraform binary during synthesis. So it gets a `remote` one, and Terraform sees only `cloud`.
            RemoteBackend(
                self,
                hostname=cloud.hostname,
                organization=cloud.organization,
                workspaces=NamedRemoteWorkspace(name),
            )
            workspaces = {"name": name} | ({"project": cloud.project} if cloud.project else {})
            self.add_override("terraform.backend", None)
            self.add_override(
                "terraform.cloud",
                {
                    "hostname": cloud.hostname,
                    "organization": cloud.organization,
                    "workspaces": nested_block(workspaces),
                },
            )
        else:
            LocalBackend(self, path=_local_path(name))

    def state_of(self, kind: str, id: str | None = None) -> TerraformRemoteState:
        """The outputs of another stack of this cluster, from its state; the construct id is its kind by default."""
        id = id or kind  # noqa: A001 - what constructs call it
        backend, name = self.design.spec.backend, state_key(self.design.name, kind)
        if backend.s3:
            s3 = backend.s3
            return DataTerraformRemoteStateS3(
                self, id, bucket=s3.bucket, region=s3.region, key=_s3_key(s3.key_prefix, name)
            )
        if backend.cloud:
            cloud = backend.cloud
            workspace = NamedRemoteWorkspace(name)
            return DataTerraformRemoteState(
                self, id, hostname=cloud.hostname, organization=cloud.organization, workspaces=workspace
            )
        return DataTerraformRemoteStateLocal(self, id, path=_local_path(name))

    def subnet_ids(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Private subnets and those that hold only pods, by zone: the user's own, or those of the network stack."""
        network = self.design.network
        if not network.is_created:
            return (
                {zone.zone: zone.subnet_id for zone in network.zones if zone.subnet_id},
                {zone.zone: zone.pod_subnet_id for zone in network.zones if zone.pod_subnet_id},
            )
        state = self.state_of("network")
        return (
            {zone: state.get_string(private_subnet_output(zone)) for zone in network.zone_names},
            {zone: state.get_string(pod_subnet_output(zone)) for zone in network.pod_zones},
        )


def private_subnet_output(zone: str) -> str:
    """Name of the output that holds the id of a zone's private subnet; part of the network stack's contract."""
    return f"private-subnet-{zone}"


def pod_subnet_output(zone: str) -> str:
    """Name of the output that holds the id of a zone's subnet for pods; part of the network stack's contract."""
    return f"pod-subnet-{zone}"


def _local_path(name: str) -> str:
    return f"{_ROOT}/.state/{name}.tfstate"


def _s3_key(prefix: str, name: str) -> str:
    return f"{prefix}/{name}.tfstate"
