"""The AWS Load Balancer Controller as a Helm release."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eks_gpu import catalog
from eks_gpu.design.images import image_for
from eks_gpu.design.nodes.groups import derived_tags
from eks_gpu.design.permissions.load_balancer_controller import NAME, NAMESPACE
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec import CreatedNetworkSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.spec import ClusterSpec

CHART = "aws-load-balancer-controller"
# The chart writes all tags into one plain scalar of YAML, which a colon at the end of a word would end.
_BREAKS_YAML = re.compile(r":(\s|$)")


@dataclass(frozen=True)
class ControllerDesign:
    """The release of the controller.

    Attributes:
        where: Path of its declaration.
        chart: Name of the chart, and of the release.
        repository: Repository of the chart.
        version: Version of the chart.
        namespace: Its namespace.
        values: eks-gpu's own values, then those of the user.
        timeout_seconds: Time that Helm waits.
    """

    where: str
    chart: str
    repository: str
    version: str
    namespace: str
    values: tuple[Mapping[str, Any], ...]
    timeout_seconds: int


def design_controller(spec: ClusterSpec) -> ControllerDesign | None:
    """The release; None if eks-gpu installs no controller."""
    asked = spec.load_balancer_controller
    if asked is None or asked.kind != "install":
        return None
    known = catalog.chart(CHART)
    return ControllerDesign(
        where="load_balancer_controller",
        chart=CHART,
        repository=known.repository,
        version=asked.version or known.version,
        namespace=NAMESPACE,
        values=tuple(values for values in (_own_values(spec), dict(asked.values)) if values),
        timeout_seconds=seconds(asked.timeout),
    )


def _own_values(spec: ClusterSpec) -> dict[str, Any]:
    """The values that eks-gpu sets; the release adds the VPC, because pods cannot ask the instance metadata for it."""
    tags = {key: value for key, value in derived_tags(spec).items() if not _BREAKS_YAML.search(f"{key}={value}")}
    values: dict[str, Any] = {
        "clusterName": spec.cluster_name,
        "region": spec.region,
        "serviceAccount": {"name": NAME},
        "defaultTags": tags,
        # It would give its own class to every new Service of type LoadBalancer. That of `expose: internal` is for EKS's
        # controller, and Terraform, which knows of no class, would replace the Service at every apply.
        "enableServiceMutatorWebhook": False,
    }
    if spec.images:
        values["image"] = {"repository": image_for(spec, CHART).rpartition(":")[0]}
    if isinstance(spec.network, CreatedNetworkSpec) and spec.network.nat == "none":
        # No endpoint of a VPC leads to these services (the controller's docs/deploy/installation.md).
        values |= {"enableShield": False, "enableWaf": False, "enableWafv2": False}
    return values


def has_controller(spec: ClusterSpec) -> bool:
    """Whether the file says that the cluster has the controller: by its own field, or among the charts."""
    return spec.load_balancer_controller is not None or chart_of_controller(spec) is not None


def chart_of_controller(spec: ClusterSpec) -> int | None:
    """Index of the entry of `charts` that installs the controller."""
    names = (chart.chart.rpartition("/")[2] for chart in spec.charts)
    return next((index for index, name in enumerate(names) if name == CHART), None)
