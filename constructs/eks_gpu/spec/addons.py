"""EKS add-ons: version and configuration, instead of the catalogue's and of the add-on's own defaults."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Discriminator, Field, JsonValue, Tag
from eks_gpu.spec.components import AddonWord
from eks_gpu.spec.model import SpecModel

AddonName = Literal[
    "amazon-cloudwatch-observability",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "aws-fsx-csi-driver",
    "aws-mountpoint-s3-csi-driver",
    "coredns",
    "eks-node-monitoring-agent",
    "eks-pod-identity-agent",
    "kube-proxy",
    "metrics-server",
    "vpc-cni",
]
AddonVersion = Annotated[
    str,
    Matches(r"v\d+\.\d+\.\d+-eksbuild\.\d+", "an EKS add-on version, such as v1.20.4-eksbuild.2", "v1.20.4-eksbuild.2"),
]


class AddonSpec(SpecModel):
    """An EKS add-on's version and configuration."""

    version: Annotated[
        AddonVersion | None,
        Field(
            description="Version of the add-on. EKS updates it in place, and its pods restart. Default: the catalogue's "
            "version for this Kubernetes minor."
        ),
    ] = None
    configuration: Annotated[
        dict[str, JsonValue] | None,
        Field(
            description="Configuration values, as the add-on's schema has them (`aws eks describe-addon-configuration`), "
            "merged with those that eks-gpu sets itself; two values for one key are an error. Never put "
            "secrets here: they would be readable in the Terraform state. EKS applies an edit in place, and "
            "the add-on's pods restart, on GPU nodes too. EKS keeps values that a later file leaves out "
            "altogether; `{}` resets them. Default: the add-on's own defaults."
        ),
    ] = None
    resolve_conflicts: Annotated[
        Literal["overwrite", "preserve", "none"],
        Field(
            description="Treatment of fields of the add-on that somebody changed in the cluster, at an update: "
            "`overwrite` them, `preserve` them where possible, or refuse the update (`none`). "
            "Changing it alone changes nothing in the cluster."
        ),
    ] = "overwrite"


def _form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "addon-settings" if isinstance(value, dict | AddonSpec) else "addon-version"


ADDON_FORMS = frozenset({"addon-settings", "addon-version"})
AddonEntry = Annotated[
    Annotated[AddonWord, Tag("addon-version")] | Annotated[AddonSpec, Tag("addon-settings")],
    Discriminator(_form),
]


def addon_spec(entry: str | AddonSpec | None) -> AddonSpec:
    """An entry of `addons` in its long form; without an entry, the defaults."""
    return entry if isinstance(entry, AddonSpec) else AddonSpec(version=entry)
