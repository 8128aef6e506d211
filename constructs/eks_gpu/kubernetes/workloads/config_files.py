"""ConfigMaps for the files of a workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import config_map_v1
from eks_gpu.kubernetes.labels import labels
from eks_gpu.kubernetes.workloads.pod_volumes import config_map_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import Construct, ITerraformDependable
    from eks_gpu.design import WorkloadDesign


def config_maps(
    scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]
) -> list[ITerraformDependable]:
    """A ConfigMap for each volume of files."""
    return [
        config_map_v1.ConfigMapV1(
            scope,
            volume.name,
            metadata=config_map_v1.ConfigMapV1Metadata(
                name=config_map_name(design, volume), namespace=design.spec.namespace, labels=labels(design.name)
            ),
            data=dict(volume.files),
            depends_on=list(after) or None,
        )
        for volume in design.volumes
        if volume.kind == "files"
    ]
