"""A custom node label contradicts the group's `sharing`.

**Why.** `k8s.amazonaws.com/accelerator` makes the autoscaler wait for `nvidia.com/gpu`. A node whose shares or slices
have another name would count as unready forever, and after three such nodes nothing scales any more
(kubernetes/autoscaler #7050, #8095; its `gpu_processor.go`). `nvidia.com/device-plugin.config` selects the plugin's
configuration, and a name that does not exist stops the plugin. `nvidia.com/mig.config` is for a MIG manager that is not
installed.

**Fix.** Remove the label; `sharing` sets the labels that are needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.nodes.gpu_groups import PLUGIN_CONFIG_LABEL
from eks_gpu.design.nodes.groups import ACCELERATOR_LABEL
from eks_gpu.problem import listed
from eks_gpu.scheduling.amounts import GPU

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


_WAITED_FOR = "the autoscaler would wait for nvidia.com/gpu, but the nodes offer {offers}"
_NOT_YOURS = {
    PLUGIN_CONFIG_LABEL: "it selects a configuration of the device plugin, and none has this name",
    "nvidia.com/mig.config": "it is for NVIDIA's MIG manager, which does not run here",
    "nvidia.com/mps.capable": "it is for NVIDIA's chart, which does not run here",
}

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4, rename: true}
    labels:
      k8s.amazonaws.com/accelerator: nvidia-a10g
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    sharing:
      time_slicing: {replicas: 4, rename: true}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for labels that eks-gpu or other components reserve."""
    for group in design.gpu_nodes:
        for key, value in group.spec.labels.items():
            if key == ACCELERATOR_LABEL and GPU not in group.offers:
                why = _WAITED_FOR.format(offers=listed(group.offers))
            elif key in _NOT_YOURS and group.labels[key] == value:
                why = _NOT_YOURS[key]
            else:
                continue
            where = f"{group.where}.labels.{key}"
            yield error(
                __name__,
                where,
                f"{key}: {why}",
                "remove it; 'sharing' sets the labels that are needed",
                f"{group.where}.sharing",
            )
