"""Fields that containers of a pod have in common, and containers next to the workload's own."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, ImageName, Many, ObjectName, Quantity, SecretName, SpecModel

EnvName = Annotated[
    str, Matches(r"[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable: letters, digits and '_'", "NAME")
]
ImagePullPolicy = Literal["Always", "IfNotPresent", "Never"]
WorkingDir = Annotated[str, Matches(r"/[^\n:]*", "an absolute path", "/workspace")]
# core/v1 ConfigMap and Secret, `data`: letters, digits, '-', '_' and '.'.
DataKey = Annotated[
    str, Matches(r"[A-Za-z0-9._-]{1,253}", "a key of a Secret or ConfigMap: letters, digits, '-', '_' and '.'", "token")
]
# Fields of a pod that the downward API gives to variables (core/v1 EnvVarSource, `fieldRef`).
PodField = Annotated[
    str,
    Matches(
        r"metadata\.(name|namespace|uid)|metadata\.(labels|annotations)\['[^'\n]+'\]"
        r"|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs)",
        "a field that the downward API offers: metadata.name, metadata.namespace, metadata.uid, metadata.labels['KEY'], "
        "metadata.annotations['KEY'], spec.nodeName, spec.serviceAccountName, status.hostIP or status.podIP",
        "status.podIP",
    ),
]
# Linux capabilities as Kubernetes writes them: without the prefix CAP_.
Capability = Annotated[
    str, Matches(r"(?!CAP_)[A-Z][A-Z0-9_]*", "a Linux capability without the prefix CAP_, such as IPC_LOCK", "IPC_LOCK")
]


class EnvSourceSpec(SpecModel):
    """The source of a variable's value; set one of `secret`, `config_map` and `field`."""

    secret: Annotated[
        SecretName | None, Field(description="Name of a Secret in the namespace; `key` names one of its keys.")
    ] = None
    config_map: Annotated[
        ObjectName | None, Field(description="Name of a ConfigMap in the namespace; `key` names one of its keys.")
    ] = None
    key: Annotated[DataKey | None, Field(description="Key of the Secret or ConfigMap.")] = None
    field: Annotated[
        PodField | None, Field(description="Field of the pod itself, such as `status.podIP` or `spec.nodeName`.")
    ] = None


class SecuritySpec(SpecModel):
    """Restrictions and capabilities of a container."""

    capabilities: Annotated[
        Many[Capability],
        Field(
            description="Linux capabilities to add, without the prefix CAP_, such as IPC_LOCK for RDMA on AMIs that limit "
            "locked memory. Default: those of the container runtime."
        ),
    ] = ()
    drop_capabilities: Annotated[
        Many[Capability],
        Field(description="Linux capabilities to remove; `[ALL]` removes every one that `capabilities` does not add."),
    ] = ()
    read_only_root: Annotated[
        bool,
        Field(
            description="Whether the container's own file system is read-only; only its volumes can then be written. "
            "NVIDIA's runtime hooks write into it before the start, which older toolkits refuse."
        ),
    ] = False
    seccomp: Annotated[
        Literal["RuntimeDefault", "Unconfined"] | None,
        Field(
            description="Filter of system calls: the runtime's, or none. Default: unset, so kubelet decides; without its setting `seccompDefault` there is no filter."
        ),
    ] = None
    non_root: Annotated[
        bool,
        Field(
            description="Whether kubelet refuses to start the container as root. A user by name only is refused too."
        ),
    ] = False


class ContainerSpec(SpecModel):
    """A container next to the workload's own, or one that runs before it."""

    name: Annotated[DnsLabel, Field(description="Name of the container, unique in the pod.")]
    image: Annotated[ImageName, Field(description="Container image, with a tag or digest.")]
    command: Annotated[Many[str], Field(description="Command that replaces the image's entry point.")] = ()
    args: Annotated[Many[str], Field(description="Arguments to the entry point.")] = ()
    env: Annotated[
        dict[EnvName, str],
        Field(
            description="Environment variables. Never put secrets here: they would be readable in the Terraform state."
        ),
    ] = {}
    env_from: Annotated[
        dict[EnvName, EnvSourceSpec],
        Field(description="Environment variables whose values come from a Secret, a ConfigMap or the pod itself."),
    ] = {}
    cpu: Annotated[
        Quantity,
        Field(description="CPU that the container requests. Default 100m, enough for most proxies and shippers."),
    ] = "100m"
    memory: Annotated[
        Quantity, Field(description="Memory that the container requests and is limited to. Default 128Mi.")
    ] = "128Mi"
    mounts: Annotated[
        Many[Annotated[str, Matches(r"(/[^/:\s]+)+", "an absolute path without trailing '/' or ':'", "/data")]],
        Field(
            description="Paths of the workload's `volumes` that this container sees too, at the same place. Default: none."
        ),
    ] = ()
    working_dir: Annotated[
        WorkingDir | None, Field(description="Folder in which the command starts. Default: that of the image.")
    ] = None
    image_pull_policy: Annotated[
        ImagePullPolicy | None,
        Field(description="When kubelet asks the registry for the image; the same default as for the workload's."),
    ] = None
    security: Annotated[SecuritySpec | None, Field(description="Restrictions and capabilities of the container.")] = (
        None
    )
