"""Images of GPU pods: their CPU architecture, their CUDA version and the driver, tags that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._cuda import driver_too_old, tag_gone
from eks_gpu.checks.images.image_architecture import NODES, said
from eks_gpu.manifests.amounts import containers
from eks_gpu.manifests.judged import Spot, error, warning
from eks_gpu.manifests.reading.parts import text
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import GpuGroupDesign, NodePoolDesign
    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look at every image of pods that ask for GPUs and run somewhere."""
    groups = {group.name: group for group in found.design.gpu_nodes}
    for one in found.fits:
        mine = [
            groups[group.group]
            for group in one.fit.groups
            if group.fit.verdict in {"runs", "capacity"} and group.group in groups
        ]
        if one.pods.gpus and mine:
            for path, container in containers(one.pods.template.spec):
                yield from _of_image(found, one, (path, container), mine)


def _of_image(
    found: JudgedManifests, one: PodsFit, place: tuple[str, Fields], groups: list[GpuGroupDesign | NodePoolDesign]
) -> Iterator[Problem]:
    path, container = place
    image = text(container, "image")
    spot = Spot(f"{path}.image", container, "image")
    if not image:
        return
    says = said(image)
    wrong = [group.name for group in groups if says and NODES[group.types[0].arch] != says]
    if wrong:
        message = f"{image!r} is for {says}, but nodes of {listed(wrong)} are {'arm64' if says == 'amd64' else 'amd64'}"
        report = error if len(wrong) == len(groups) else warning
        fix = f"write an image for these nodes, or select kubernetes.io/arch: {says}"
        yield report("image-architecture", one.pods, message, fix, spot)
    if old := driver_too_old(found.design, image, groups):
        yield warning("cuda-driver", one.pods, old.message, old.fix, spot)
    if gone := tag_gone(image):
        report = error if gone.severity == "error" else warning
        yield report("cuda-image-tag", one.pods, gone.message, gone.fix, spot)
