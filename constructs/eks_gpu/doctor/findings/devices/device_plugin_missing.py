"""There is no NVIDIA device plugin.

**Why.** Without it no node offers `nvidia.com/gpu`. The group does not stay at its size: the autoscaler takes the GPU
count from the instance type, buys nodes, and pods stay Pending beside them.

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
    """Neither a DaemonSet nor a pod of it."""
    plugin, seen = situation.design.device_plugin, situation.seen
    # A log of it shows that it is there, whatever list it is not in.
    if plugin is None or situation.plugin_sets or situation.plugin_pods or next(seen.log("device-plugin"), None):
        return
    needing = [one for one in situation.gpu_nodes if one.node.ready and not one.has_own_plugin and not one.gpus]
    if situation.shows_all("DaemonSet") or (situation.shows_all("Pod") and needing):
        message = "no DaemonSet and no pod of it: nodes are bought, and none of them ever offers a GPU"
        fix = f"cdktf deploy {situation.design.name}-platform: it installs the plugin on the groups that need it"
        yield error(__name__, "device plugin", message, fix, groups=plugin.groups)
