"""The values of a Helm release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from eks_gpu.design.charts.local_chart import LocalChart
    from eks_gpu.design.charts.objects import KubernetesObject
    from eks_gpu.design.provisioning.node_class import ClassIds


@dataclass(frozen=True)
class ReleaseDesign:
    """A Helm release.

    Attributes:
        where: Path of its declaration.
        name: Its name.
        namespace: Its namespace.
        stack: Stack that holds it.
        chart: Name of the chart; of a local one the name of its folder.
        repository: Repository of the chart; None for a local one.
        version: Version of the chart.
        values: Values as YAML texts; later ones win.
        wait: Whether Helm waits for its objects.
        timeout_seconds: Time that Helm waits.
        atomic: Whether Helm undoes a failure.
        skip_crds: Whether Helm leaves out the chart's `crds` folder.
        local: The synthesized chart; None for a chart of other people.
        objects: The objects of a local chart.
        own: Whether eks-gpu wrote its objects, and not the user.
        before_workloads: Whether the workloads of its stack are made after it; they are made before the others.
        vpc_value: Name of the value that gets the id of the cluster's VPC, which only Terraform knows; empty for none.
        classes: Classes of nodes of a local chart, with the ids that they need and only Terraform knows.
    """

    where: str
    name: str
    namespace: str
    stack: str
    chart: str
    repository: str | None
    version: str
    values: tuple[str, ...]
    wait: bool
    timeout_seconds: int
    atomic: bool = False
    skip_crds: bool = False
    local: LocalChart | None = None
    objects: tuple[KubernetesObject, ...] = ()
    own: bool = False
    before_workloads: bool = False
    vpc_value: str = ""
    classes: tuple[ClassIds, ...] = ()

    @property
    def is_definitions(self) -> bool:
        """Whether it holds the definitions of a `manifests` entry."""
        return bool(self.objects) and all(item.is_definition for item in self.objects)
