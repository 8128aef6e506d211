"""Settings of the machines of a group: kubelet, proxy, certificates, registries, kernel, instance metadata, tags."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import Many, Quantity, SpecModel, TagKey, TagValue

Url = Annotated[
    str,
    Matches(
        r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?",
        "a URL with http:// or https:// and without user, query or blanks, such as https://mirror.example:5000",
        "https://mirror.example:5000",
    ),
]
RegistryHost = Annotated[
    str,
    Matches(
        r"[a-z0-9][a-z0-9.-]*(:\d{1,5})?",
        "the host of a registry as images name it, without scheme or path, such as docker.io",
        "docker.io",
    ),
]
NoProxy = Annotated[
    str,
    Matches(
        r"\.?[A-Za-z0-9*][A-Za-z0-9.*-]*(:\d{1,5})?(/\d{1,2})?",
        "a host, a domain that begins with '.', an address, or a block such as 10.0.0.0/8",
        "10.0.0.0/8",
    ),
]
CertificateName = Annotated[
    str,
    Matches(
        r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", "a name of lower-case letters, digits and '-', at most 32", "corporate"
    ),
]
_PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
Certificate = Annotated[
    str,
    Matches(
        r"(?:\s*-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\s*)+",
        "certificates in PEM form, each from BEGIN CERTIFICATE to END CERTIFICATE, without private keys or other text",
        _PEM,
    ),
]
SysctlKey = Annotated[
    str,
    Matches(
        r"[a-z0-9_]+(\.[A-Za-z0-9_-]+)+", "a kernel parameter with dots, such as vm.max_map_count", "vm.max_map_count"
    ),
]
SysctlValue = Annotated[
    str,
    Matches(r"[A-Za-z0-9_.:,/ -]{1,128}", "the parameter's value as text, in quotes, such as '262144'", "262144"),
]


SysctlPattern = Annotated[
    str,
    Matches(
        r"[a-z0-9_]+(\.[A-Za-z0-9_*-]+)+", "a kernel parameter, or several with '*', such as net.core.*", "net.core.*"
    ),
]


class ReservedSpec(SpecModel):
    """Resources of a node that pods cannot have; what is unset keeps EKS's own value."""

    cpu: Annotated[Quantity | None, Field(description="CPU, such as 200m.")] = None
    memory: Annotated[Quantity | None, Field(description="Memory, such as 1Gi.")] = None
    ephemeral_storage: Annotated[Quantity | None, Field(description="Disk, such as 2Gi.")] = None


class KubeletSpec(SpecModel):
    """Kubelet's settings; what is unset keeps EKS's own value."""

    max_pods: Annotated[
        int | None,
        Field(
            ge=5,
            le=1000,
            description="Most pods on a node. Only on Bottlerocket and with your own AMI: on EKS's AL2023 AMIs, EKS's own "
            "number wins. Default: as many as the network interfaces have addresses, at most 110 or 250.",
        ),
    ] = None
    kube_reserved: Annotated[
        ReservedSpec, Field(description="Resources that kubelet and the container runtime keep.")
    ] = ReservedSpec()
    system_reserved: Annotated[ReservedSpec, Field(description="Resources that other programs of the node keep.")] = (
        ReservedSpec()
    )
    eviction_memory: Annotated[
        Quantity | None,
        Field(description="Free memory below which kubelet evicts pods. Pods cannot have it. Default 100Mi."),
    ] = None
    cpu_manager_policy: Annotated[
        Literal["none", "static"] | None,
        Field(description="`static` gives pods with whole CPUs, and equal requests and limits, CPUs of their own."),
    ] = None
    topology_manager_policy: Annotated[
        Literal["none", "best-effort", "restricted", "single-numa-node"] | None,
        Field(
            description="Alignment of a pod's CPUs and GPUs to one NUMA node. With `restricted` and `single-numa-node`, "
            "kubelet refuses pods that do not fit one, which nothing foresees."
        ),
    ] = None
    image_gc_high_percent: Annotated[
        int | None, Field(ge=1, le=100, description="Disk use at which kubelet begins to delete unused images.")
    ] = None
    image_gc_low_percent: Annotated[
        int | None, Field(ge=1, le=100, description="Disk use at which kubelet stops deleting unused images.")
    ] = None
    pod_pids_limit: Annotated[int | None, Field(ge=64, description="Most processes and threads of a pod.")] = None
    container_log_max_size: Annotated[
        Quantity | None, Field(description="Size at which a container's log is rotated, such as 50Mi.")
    ] = None
    container_log_max_files: Annotated[int | None, Field(ge=2, description="Log files that a container keeps.")] = None
    allowed_unsafe_sysctls: Annotated[
        Many[SysctlPattern], Field(max_length=20, description="Kernel parameters that pods may set for themselves.")
    ] = ()


class RegistryMirrorSpec(SpecModel):
    """Mirrors that nodes pull the images of one registry from."""

    registry: Annotated[RegistryHost, Field(description="Registry as images name it, such as docker.io.")]
    endpoints: Annotated[
        Many[Url],
        Field(
            min_length=1,
            max_length=10,
            description="Mirrors, tried in order and without credentials, so private ECR registries cannot be one; the "
            "registry itself comes last. A mirror below a path is written with /v2: https://mirror.example/v2/hub.",
        ),
    ]


class HttpProxySpec(SpecModel):
    """The proxy that a node's programs reach the internet through: kubelet, container runtime, agents of the system."""

    url: Annotated[Url, Field(description="Proxy, such as http://proxy.example:3128. Pods do not use it.")]
    no_proxy: Annotated[
        Many[NoProxy],
        Field(
            max_length=100,
            description="Hosts, domains and address blocks that nodes reach without the proxy, in addition to those that "
            "eks-gpu adds: the node itself, instance metadata, a created VPC, its endpoints, and the cluster's API.",
        ),
    ] = ()


class NodeSettingsSpec(SpecModel):
    """Settings that a node reads when it starts; every edit but that of no effect replaces the nodes."""

    kubelet: Annotated[KubeletSpec, Field(description="Kubelet's settings. Changing them replaces the nodes.")] = (
        KubeletSpec()
    )
    http_proxy: Annotated[
        HttpProxySpec | None, Field(description="Proxy to the internet. Changing it replaces the nodes.")
    ] = None
    ca_certificates: Annotated[
        dict[CertificateName, Certificate],
        Field(
            max_length=10,
            description="Certificates of authorities that nodes trust, in PEM form, by a name of your choice. Pods have "
            "their own lists. Changing them replaces the nodes.",
        ),
    ] = {}
    registry_mirrors: Annotated[
        Many[RegistryMirrorSpec],
        Field(max_length=20, description="Mirrors of registries. Changing them replaces the nodes."),
    ] = ()
    sysctls: Annotated[
        dict[SysctlKey, SysctlValue],
        Field(
            max_length=50, description="Kernel parameters, set before kubelet starts. Changing them replaces the nodes."
        ),
    ] = {}
    user_data: Annotated[
        str | None,
        Field(
            description="Additional user data, merged with what eks-gpu and EKS write. AL2023: a shell script that runs "
            "before kubelet starts (its first line begins with '#!'), or a NodeConfig. Bottlerocket: settings in TOML. "
            "Changing it replaces the nodes."
        ),
    ] = None
    metadata_hop_limit: Annotated[
        int | None,
        Field(
            ge=1,
            le=64,
            description="Network hops that answers of the instance metadata service may travel. Default 1: pods cannot "
            "ask for the node's credentials; with 2 they can. Changing it replaces the nodes.",
        ),
    ] = None
    tags: Annotated[
        dict[TagKey, TagValue],
        Field(
            max_length=30,
            description="Tags of the instances, volumes and network interfaces, in addition to the cluster's `tags`. "
            "Changing them replaces the nodes.",
        ),
    ] = {}
