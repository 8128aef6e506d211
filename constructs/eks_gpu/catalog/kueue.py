"""Kueue: the chart for each Kubernetes minor, and the requests of its controller."""

from __future__ import annotations

from eks_gpu.catalog._files import document
from eks_gpu.on_first_use import dataclass


@dataclass(frozen=True)
class KueueFacts:
    """Facts about Kueue's releases.

    Attributes:
        repository: Repository of the chart.
        image: Image of the controller, without tag.
        versions: Chart version by Kubernetes minor.
        oldest: The first version with the API of the objects that eks-gpu writes.
        cpu: CPU that a controller requests, in thousandths of a core.
        memory: Memory that it requests, in MiB.
    """

    repository: str
    image: str
    versions: dict[str, str]
    oldest: str
    cpu: int
    memory: int

    def version(self, minor: str) -> str:
        """The version for a minor; for one that is not recorded, that of the newest."""
        return self.versions.get(minor) or list(self.versions.values())[-1]


def kueue() -> KueueFacts:
    """The recorded facts."""
    found = document("images.json")["kueue"]
    controller = found["controller"]
    return KueueFacts(
        repository=found["repository"],
        image=found["image"],
        versions=found["versions"],
        oldest=found["oldest"],
        cpu=controller["cpu_millicores"],
        memory=controller["memory_mib"],
    )
