"""How clients outside the cluster reach a workload's Service."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Discriminator, Field, Tag
from eks_gpu.spec.model import Cidr, Many, SpecModel, SubnetId
from eks_gpu.spec.times import Duration
from eks_gpu.spec.workloads.serving import HttpPath

CertificateArn = Annotated[
    str,
    Matches(
        r"arn:aws(-cn|-us-gov)?:(acm:[a-z0-9-]+:\d{12}:certificate|iam::\d{12}:server-certificate)/[A-Za-z0-9_+=,.@/-]+",
        "the ARN of a certificate in ACM, such as arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d",
        "arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d",
    ),
]
HostName = Annotated[
    str,
    Matches(
        r"(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
        "a host name in lower case, at most 253 characters, such as llm.example.com or *.example.com",
        "llm.example.com",
    ),
]
# The controller's own limit: docs/guide/ingress/annotations.md, "group.name".
IngressGroup = Annotated[
    str,
    Matches(
        r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?",
        "1 to 63 lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit",
        "models",
    ),
]
SecurityPolicy = Annotated[
    str,
    Matches(
        r"ELBSecurityPolicy-[A-Za-z0-9-]+",
        "the name of an ELB security policy, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
    ),
]


class ExposeTlsSpec(SpecModel):
    """TLS between clients and the load balancer; the way from there to the pods is plain."""

    certificate_arns: Annotated[
        Many[CertificateArn],
        Field(
            max_length=25,
            description="Certificates in ACM, in the cluster's region; the first is the default. Changed in place. Default for "
            "`kind: ingress` and `kind: gateway`: the controller looks in ACM for a certificate for `host`; `kind: nlb` needs one.",
        ),
    ] = ()
    policy: Annotated[
        SecurityPolicy,
        Field(description="ELB security policy: the accepted protocols and ciphers. Changed in place."),
    ] = "ELBSecurityPolicy-TLS13-1-2-2021-06"


class ExposeSpec(SpecModel):
    """A load balancer that the AWS Load Balancer Controller creates; it sends requests straight to the pods."""

    kind: Annotated[
        Literal["ingress", "gateway", "nlb"],
        Field(
            description="`ingress` is an Application Load Balancer (HTTP, hosts and paths) made from an Ingress, `gateway` one made "
            "from a Gateway and an HTTPRoute of the Gateway API, `nlb` a Network Load Balancer (TCP). All are billed by the hour. Changing it deletes one load balancer and creates the other, with another "
            "address."
        ),
    ]
    scheme: Annotated[
        Literal["internal", "internet-facing"],
        Field(
            description="Clients that can reach it: those of the VPC and connected networks, or everyone on the internet. "
            "Changing it replaces the load balancer, whose address changes."
        ),
    ] = "internal"
    host: Annotated[
        HostName | None,
        Field(
            description="Host name that clients ask for; requests for others get 404. Its DNS record is yours to create. "
            "Not with `kind: nlb`. Changed in place. Default: every host."
        ),
    ] = None
    path: Annotated[
        HttpPath,
        Field(
            description="Beginning of the paths that are sent to the workload; the container gets the whole path. Not with "
            "`kind: nlb`. Changed in place."
        ),
    ] = "/"
    port: Annotated[
        int | None,
        Field(
            ge=1,
            le=65535,
            description="Port of the Service that gets the requests; not with `kind: nlb`, because a Network Load Balancer "
            "has a listener for each port. Changed in place. Default: the first.",
        ),
    ] = None
    tls: Annotated[
        ExposeTlsSpec | None,
        Field(
            description="TLS at the load balancer. With `kind: ingress` and `kind: gateway`, port 443 then answers and port 80 redirects to it. "
            "Changed in place. Default: none, so requests and answers can be read on their way."
        ),
    ] = None
    health_path: Annotated[
        HttpPath | None,
        Field(
            description="HTTP path by which the load balancer finds out which pods answer. Changed in place. Default: the path of "
            "the readiness probe; `kind: nlb` without one tries to connect."
        ),
    ] = None
    idle_timeout: Annotated[
        Duration | None,
        Field(
            description="Time without a byte after which the load balancer cuts a connection: 60s to 6000s with `kind: "
            "nlb`, 1s to 4000s otherwise. Changed in place. Default: 350s with `kind: nlb`; 10m otherwise, because AWS's own 60s "
            "cuts long answers that are not streamed."
        ),
    ] = None
    allow_cidrs: Annotated[
        Many[Cidr],
        Field(
            max_length=50,
            description="Address blocks of clients that are let in. Changed in place. Default: the VPC and "
            "`access.private_cidrs` for `scheme: internal`; everyone for `internet-facing`.",
        ),
    ] = ()
    subnets: Annotated[
        Many[SubnetId],
        Field(
            max_length=6,
            description="Subnets of the load balancer, in at least two zones: private ones for `scheme: internal`, public ones "
            "for `internet-facing`. Changed in place. Default: those of the created VPC, or the `private_subnets` of an existing "
            "one.",
        ),
    ] = ()
    group: Annotated[
        IngressGroup | None,
        Field(
            description="Name of an Application Load Balancer that workloads share; those with the same name must agree about "
            "it. Only with `kind: ingress`. Changing it moves the workload to another load balancer, with another address. "
            "Default: one of its own."
        ),
    ] = None


def _form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "entry" if isinstance(value, dict | ExposeSpec) else "word"


EXPOSE_FORMS = frozenset({"word", "entry"})
Expose = Annotated[
    Annotated[Literal["cluster", "internal"], Tag("word")] | Annotated[ExposeSpec, Tag("entry")], Discriminator(_form)
]
