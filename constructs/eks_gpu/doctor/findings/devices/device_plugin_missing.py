"""The NVIDIA device plugin is not installed.

**Why.** Without the plugin no node offers `nvidia.com/gpu`. The group does not stay at its size, either: the
autoscaler takes the GPU count from the instance type and buys nodes, and the pods stay Pending next to them.

**Fix.** Apply the platform stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get daemonsets -A -o yaml
kind: DaemonSetList
items: []
---
# kubectl get pods -A -o yaml: no pod of the device plugin
kind: PodList
items:
  - metadata: {name: cluster-autoscaler-6d5f7c9b8-abcde, namespace: kube-system}
  - metadata: {name: aws-node-abcde, namespace: kube-system}
---
# kubectl -n kube-system logs daemonset/nvidia-device-plugin
device-plugin-log.txt: ""
"""
GOOD = """\
# kubectl get daemonsets -A -o yaml
kind: DaemonSetList
items:
  - metadata: {name: nvidia-device-plugin, namespace: kube-system}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for a DaemonSet or a pod of the plugin."""
    seen = situation.seen
    groups = tuple(group.name for group in situation.design.gpu_groups if group.spec.os != "bottlerocket")
    # A log of the plugin proves that it exists, whatever list it is missing from.
    if (
        not groups
        or situation.programs.plugin_sets
        or situation.programs.plugin_pods
        or next(seen.log("device-plugin"), None)
    ):
        return
    needing = [
        gpu_node
        for gpu_node in situation.groups.gpu_nodes
        if gpu_node.node.ready and not gpu_node.has_own_plugin and not gpu_node.gpus
    ]
    if situation.programs.shows_all("DaemonSet") or (
        situation.programs.shows_all("Pod") and (needing or situation.withholds_devices)
    ):
        message = "there is no DaemonSet and no pod of the plugin: the autoscaler buys nodes that never offer a GPU"
        fix = (
            f"cdktf deploy {situation.design.name}-platform, which installs the plugin on the groups that need it"
            if situation.design.device_plugin
            else "install NVIDIA's device plugin, or remove 'device_plugin: existing' and apply the platform stack"
        )
        yield error(__name__, "device plugin", message, fix, groups=groups)
