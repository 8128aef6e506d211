"""File systems that somebody else made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.aws.storage.file_systems import make_access_point
from eks_gpu.aws.storage.lustre import link_buckets
from eks_gpu.bindings import Construct

if TYPE_CHECKING:
    from eks_gpu.bindings import efs_access_point
    from eks_gpu.design import StorageDesign
    from eks_gpu.templates import TerraformDesign

# FSx for Lustre user guide, "Mounting your file system": the DNS name is made of the id.
_SUFFIXES = {"aws-cn": "amazonaws.com.cn"}


class GivenFileSystem(Construct):
    """A file system by its id. Terraform creates only its access points and links, and destroys nothing else."""

    def __init__(self, scope: Construct, id: str, design: TerraformDesign, storage: StorageDesign) -> None:
        """Create the access points of a storage that has an id, or its links to buckets."""
        super().__init__(scope, id)
        self._id = str(storage.given_id)
        self._lustre = storage.spec.fsx_lustre
        self._host = f"fsx.{design.spec.region}.{_SUFFIXES.get(design.partition, 'amazonaws.com')}"
        self.access_points: dict[str, efs_access_point.EfsAccessPoint] = {
            point.name: make_access_point(self, self._id, f"{design.name}-{storage.name}-{point.name}", point)
            for point in storage.access_points
        }
        link_buckets(self, self._id, f"{design.name}-{storage.name}", storage.data_repositories)

    @property
    def attributes(self) -> dict[str, str]:
        """Values that a volume needs, by output name."""
        if self._lustre is None:
            return {"id": self._id}
        return {"id": self._id, "dns-name": f"{self._id}.{self._host}", "mount-name": str(self._lustre.mount_name)}
