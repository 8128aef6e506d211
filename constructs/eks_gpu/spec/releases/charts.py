"""Helm charts of other people."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field, JsonValue
from eks_gpu.spec.model import DnsLabel, Many, SpecModel
from eks_gpu.spec.times import Duration
from eks_gpu.spec.workloads.service_account import ServiceAccountSpec

RelativePath = Annotated[
    str,
    Matches(
        r"(?![/~-])[^\x00-\x1f\x7f\\]{1,1024}",
        "the path of a file, relative to the file that names it and with '/' between folders",
        "stand-in.yaml",
    ),
]
# Helm's limit is 53 characters; the release of an entry's definitions has a longer name.
ReleaseName = Annotated[DnsLabel, Field(max_length=40)]
ReleaseStack = Literal["platform", "workloads"]


class ChartSpec(SpecModel):
    """A chart, installed as a Helm release."""

    name: Annotated[
        ReleaseName,
        Field(
            description="Name of the release, at most 40 characters. Changing it uninstalls the release and installs "
            "another."
        ),
    ]
    repository: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            description="Repository that holds the chart: `https://…` or `oci://…`. Terraform loads the chart at every plan, so anyone who plans needs access to it.",
        ),
    ]
    chart: Annotated[
        Annotated[
            str,
            Matches(
                r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)*",
                "the name of a chart in the repository, such as kube-prometheus-stack",
                "kube-prometheus-stack",
            ),
        ],
        Field(description="Name of the chart in the repository."),
    ]
    version: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            description="Exact version of the chart, such as 78.5.0. eks-gpu never changes it for you. Another version "
            "upgrades the release in place; definitions in the chart's `crds` folder stay as they are.",
        ),
    ]
    namespace: Annotated[
        DnsLabel,
        Field(
            description="Namespace of the release. The platform stack creates it, unless it is `default` or `kube-system`; "
            "a release of the workloads stack uses `default` or one of `namespaces`. Changing it uninstalls "
            "the release and installs it again."
        ),
    ]
    values: Annotated[
        dict[str, JsonValue],
        Field(
            description="Values of the chart; they win over `values_files`. Never put secrets here: they would be readable "
            "in the Terraform state and in the cluster's release records."
        ),
    ] = {}
    values_files: Annotated[
        Many[RelativePath],
        Field(
            max_length=20,
            description="YAML files with values of the chart, relative to the file that names them; later files win. "
            "`${…}` in them is text.",
        ),
    ] = ()
    rendered: Annotated[
        RelativePath | None,
        Field(
            description="File or folder with the chart's objects, as `helm template` prints them with these values, relative to the "
            "file that names it. Every check judges its pods and counts its DaemonSets on the nodes, as for `manifests`. An edit "
            "changes nothing in the cluster. Default: none, so eks-gpu knows nothing of the chart's objects."
        ),
    ] = None
    stack: Annotated[
        ReleaseStack,
        Field(
            description="Stack that installs the chart: `platform` for what workloads rely on, or `workloads`. Changing it "
            "uninstalls the release in one stack and installs it in the other."
        ),
    ] = "platform"
    service_account: Annotated[
        ServiceAccountSpec | None,
        Field(
            description="Service account that the chart creates in its namespace, with the AWS permissions of its pods "
            "through Pod Identity; its name must be the one in the chart's values. Default: no AWS "
            "permissions."
        ),
    ] = None
    wait: Annotated[
        bool,
        Field(
            description="Whether Terraform waits until the release's pods are ready, and at its removal until its objects "
            "are gone. With `false` a pod that cannot start is not noticed, and a controller may be removed "
            "before the load balancers and volumes that only it can delete."
        ),
    ] = True
    timeout: Annotated[
        Duration,
        Field(description="Time that Helm waits for the release's objects, and for each of its hooks."),
    ] = "5m"
    atomic: Annotated[
        bool,
        Field(
            description="Whether Helm undoes a failed installation or upgrade at once, which takes up to another "
            "`timeout` and deletes the pods whose events say why it failed. Default: no; the next apply "
            "repairs the release."
        ),
    ] = False
    skip_crds: Annotated[
        bool,
        Field(
            description="Whether Helm leaves out the definitions in the chart's `crds` folder, because another release "
            "or `manifests` entry has them."
        ),
    ] = False
