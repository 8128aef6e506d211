"""The network of a cluster: a VPC that eks-gpu creates, or an existing one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from eks_gpu.models.words import BeforeValidator, Discriminator, Field, Tag
from eks_gpu.spec.model import Cidr, Many, SpecModel, SubnetId, VpcId, Zone

Endpoint = Literal[
    "private",
    "s3",
    "autoscaling",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "logs",
    "ssm",
    "ssmmessages",
    "sts",
]


PrefixDelegation = Annotated[
    bool | None,
    Field(
        description="Let the VPC CNI give nodes address prefixes of 16 instead of single addresses: up to 110 pods on a "
        "node with fewer than 30 vCPUs, 250 on a larger one. It needs contiguous free blocks in the subnets. "
        "Changed in place, but nodes keep the pod limit that they started with. To turn it off on a running "
        "cluster, write `false`. Where others run the VPC CNI, the field says what theirs does: only the checks "
        "follow it, and no resource changes. Default: off."
    ),
]
ServiceCidr = Annotated[
    Cidr | None,
    Field(
        description="Address block of Kubernetes Services, /12 to /24, within 10.0.0.0/8, 172.16.0.0/12 or "
        "192.168.0.0/16, and apart from every network that pods talk to. Only a new cluster takes it: "
        "Terraform would replace a running cluster. Default: EKS chooses 10.100.0.0/16 or 172.20.0.0/16."
    ),
]


def _one_word(value: object) -> object:
    """A list of one for a single word, because people write `endpoints: private` first."""
    return [value] if isinstance(value, str) else value


class CreatedNetworkSpec(SpecModel):
    """A VPC that is created for the cluster."""

    zones: Annotated[
        Many[Zone],
        Field(
            min_length=2,
            max_length=6,
            description="Availability zones, by name or by id, at least two. Their order is fixed forever: each zone's "
            "address block and the control plane's subnets follow from its position. Append new zones at the "
            "end.",
        ),
    ]
    cidr: Annotated[
        Cidr,
        Field(description="Address block of the VPC, /16 to /22. Every zone gets an eighth of it for nodes and pods."),
    ] = "10.0.0.0/16"
    nat: Annotated[
        Literal["single", "per-zone", "none"],
        Field(
            description="Route from private subnets to the internet: `single` is one NAT gateway (cheapest, but the "
            "failure of its zone cuts off all zones), `per-zone` is one in each zone, `none` has no route "
            "(needs `endpoints: [private]` and `images.registry`)."
        ),
    ] = "single"
    endpoints: Annotated[
        Many[Endpoint],
        BeforeValidator(_one_word, json_schema_input_type=Endpoint | Many[Endpoint]),
        Field(
            description="VPC endpoints. `s3` is a gateway endpoint and free; `private` stands for everything that a "
            "cluster without NAT needs. Interface endpoints are billed per hour and zone."
        ),
    ] = ("s3",)
    flow_logs: Annotated[
        bool,
        Field(
            description="Record VPC traffic in CloudWatch Logs, kept for 30 days. On by default, because it is the only "
            "record of the addresses that GPU nodes communicated with."
        ),
    ] = True
    secondary_cidrs: Annotated[
        Many[Cidr],
        Field(
            max_length=4,
            description="Further address blocks of the VPC, /16 to /28, such as 100.64.0.0/16. `pod_subnets` are cut from "
            "them. Blocks can be added to a running cluster; AWS removes one only after its subnets.",
        ),
    ] = ()
    pod_subnets: Annotated[
        dict[Zone, Cidr],
        Field(
            description="Subnets only for pods, a block in each zone, created within `cidr` or `secondary_cidrs`: "
            "`{us-west-2a: 100.64.0.0/18, …}`; in a VPC of your own, the ids of subnets instead. The VPC CNI then gives pods their addresses there (custom "
            "networking), and each node one network interface less for pods. Nodes that already run keep "
            "the subnets of before until they are replaced. Default: pods share the subnets of nodes."
        ),
    ] = {}
    prefix_delegation: PrefixDelegation = None
    service_cidr: ServiceCidr = None


class ExistingNetworkSpec(SpecModel):
    """A VPC that already exists; nothing in it is changed."""

    vpc_id: Annotated[
        VpcId | None,
        Field(description="Id of the VPC. Required, except with `existing_cluster`, which is in a VPC already."),
    ] = None
    private_subnets: Annotated[
        dict[Zone, SubnetId],
        Field(
            min_length=1,
            max_length=6,
            description="One private subnet in each zone, in at least two zones; with `existing_cluster`, one is enough. "
            "They need a route to a NAT gateway, or the endpoints that `endpoints: [private]` would create. The first "
            "two hold the interfaces of a created control plane forever.",
        ),
    ]
    pod_subnets: Annotated[
        dict[Zone, SubnetId],
        Field(
            description="Subnets only for pods, one in each zone of `private_subnets`. The VPC CNI then gives pods their "
            "addresses there (custom networking), and each node one network interface less for pods. Nodes "
            "that already run keep the subnets of before until they are replaced. Where others run the VPC CNI, the "
            "field says which subnets theirs uses: only the checks follow it, and no resource changes. Default: pods "
            "share the subnets of nodes."
        ),
    ] = {}
    prefix_delegation: PrefixDelegation = None
    service_cidr: ServiceCidr = None


def _kind(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    keys = value if isinstance(value, dict) else vars(value) if isinstance(value, SpecModel) else {}
    return "existing" if {"vpc_id", "private_subnets"} & set(keys) else "created"


NETWORK_KINDS = frozenset({"created", "existing"})
NetworkSpec = Annotated[
    Annotated[CreatedNetworkSpec, Tag("created")] | Annotated[ExistingNetworkSpec, Tag("existing")],
    Discriminator(_kind),
]
