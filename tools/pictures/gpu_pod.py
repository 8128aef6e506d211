"""The components of a GPU pod, and where each of them comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.page.drawing.glyphs import TIMES
from tools.pictures import quickstart
from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from tools.pictures.palette import Tone

_PART_X, _PART_WIDE, _FROM_X, _FROM_WIDE = 36.0, 296.0, 392.0, 308.0
_TALL, _ROW = 50.0, 60.0
# Tops of the two frames, and of the rows in them.
_POD_TOP, _NODE_TOP, _HEAD = 54.0, 286.0, 34.0


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the pod or of its node, and its source.

    Attributes:
        name: Name of the component.
        value: How it looks in the quickstart.
        tone: The colour of its source.
        source: Where it comes from.
        detail: More of that.
    """

    name: str
    value: str
    tone: Tone
    source: str
    detail: str


def of_pod() -> tuple[Component, ...]:
    """Components that the pod brings along."""
    workload = quickstart.workload().workload
    (toleration,) = workload.tolerations
    image = workload.spec.image.rpartition("/")[2]
    requests = f"{workload.gpu_resource}: {workload.spec.gpus}, {workload.cpu} CPU, {workload.memory}"
    return (
        Component("program and CUDA libraries", image, "green", "the image", "workloads[].image in your cluster file"),
        Component("requests", requests, "violet", "workloads stack", "from the file, or a fair share by GPUs"),
        Component(
            "toleration",
            f"{toleration.key} {toleration.operator}",
            "violet",
            "workloads stack",
            "from the taints of its groups",
        ),
    )


def of_node() -> tuple[Component, ...]:
    """Components of the node for the pod.

    EKS's accelerated AMIs carry driver and container toolkit (awslabs/amazon-eks-ami, `templates/al2023/provisioners/
    install-nvidia-driver.sh`); the toolkit mounts the driver's libraries into containers (NVIDIA Container Toolkit,
    "Architecture overview").
    """
    group, plugin = quickstart.group(), quickstart.design().device_plugin
    if plugin is None:
        raise ValueError(f"{quickstart.FILE} has no device plugin, and the picture shows one")
    image, (taint,) = plugin.image.rpartition("/")[2], group.taints
    ((resource, count),) = group.offers.items()
    shown = "nvidia.com/gpu.present"
    return (
        Component("resource", f"{resource}: {count}", "violet", f"{image}", "device plugin, platform stack"),
        Component(
            "taint",
            f"{taint.key}={taint.value}:{taint.effect.value}",
            "amber",
            "node group",
            "cluster stack; also a tag for the autoscaler",
        ),
        Component(
            "labels",
            f"{shown}={group.labels[shown]}, …",
            "amber",
            "node group",
            "cluster stack; also tags for the autoscaler",
        ),
        Component(
            "container toolkit",
            "mounts the driver's libraries into pods",
            "blue",
            group.ami_type,
            "EKS's AMI for NVIDIA GPUs",
        ),
        Component(
            "driver", "NVIDIA's kernel modules and libraries", "blue", group.ami_type, "EKS's AMI for NVIDIA GPUs"
        ),
        Component(
            "GPU",
            f"{group.gpu.count} {TIMES} NVIDIA {group.gpu.model}",
            "grey",
            group.types[0].name,
            "EC2, asked for by the node group",
        ),
    )


def picture() -> Picture:
    """The picture."""
    pod, node = of_pod(), of_node()
    told = "; ".join(f"{part.name} ({part.value}) from {part.source}, {part.detail}" for part in (*pod, *node))
    bottom = _NODE_TOP + _HEAD + len(node) * _ROW
    made = Picture("Where the parts of a GPU pod come from", f"From top to bottom: {told}.", bottom + 26)
    _frame(made, "pod", "GPU pod", _POD_TOP, pod)
    _frame(made, "node", "its node", _NODE_TOP, node)
    return made


def _frame(made: Picture, key: str, name: str, top: float, components: tuple[Component, ...]) -> None:
    rect = Rect(MARGIN, top, _PART_WIDE + 32, _HEAD + len(components) * _ROW + 6)
    frame = made.box(key, rect, "grey")
    made.text(name, (_PART_X, top + 23), size=14, bold=True, owner=frame)
    for number, part in enumerate(components):
        y = top + _HEAD + number * _ROW
        own, source = f"{key}: {part.name}", f"{key}: source of {part.name}"
        made.labelled(own, Rect(_PART_X, y, _PART_WIDE, _TALL), part.tone, [part.name, part.value], frame)
        made.labelled(source, Rect(_FROM_X, y, _FROM_WIDE, _TALL), part.tone, [part.source, part.detail])
        made.arrow(source, own, (_FROM_X, y + _TALL / 2), (_PART_X + _PART_WIDE, y + _TALL / 2))
