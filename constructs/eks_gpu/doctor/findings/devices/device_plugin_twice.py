"""Two device plugins run on one node.

**Why.** Both register at the same socket of kubelet, and the node can end up with no GPU. Bottlerocket has a plugin
built in (bottlerocket-os/bottlerocket#4309); the GPU Operator and eksctl install another.

**Fix.** Keep the plugin of the platform stack, and remove the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl -n kube-system get pods -o yaml
kind: Pod
metadata:
  name: nvidia-device-plugin-daemonset-zzzzz
  namespace: kube-system
  ownerReferences:
    - {kind: DaemonSet, name: nvidia-device-plugin-daemonset}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
  containers:
    - {name: main, image: "nvcr.io/nvidia/k8s-device-plugin:v0.14.1"}
status:
  phase: Running
"""
GOOD = """\
# kubectl -n kube-system get pods -o yaml
kind: Pod
metadata:
  name: nvidia-device-plugin-00000
  namespace: kube-system
  ownerReferences:
    - {kind: DaemonSet, name: nvidia-device-plugin}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
  containers:
    - {name: main, image: "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"}
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Count the plugin's pods on each GPU node, and a built-in plugin."""
    for gpu in situation.groups.gpu_nodes:
        pods = [pod for pod in situation.programs.plugin_on(gpu.node) if not pod.metadata.deletion]
        sources = {pod.metadata.owners[0].name if pod.metadata.owners else pod.name for pod in pods}
        if len(sources) + gpu.has_own_plugin < 2:  # noqa: PLR2004 - two are one too many
            continue
        own = ["Bottlerocket's own"] if gpu.has_own_plugin else []
        message = f"{len(sources) + len(own)} device plugins run on the node: {', '.join([*own, *sorted(sources)])}"
        keep = "that the platform stack did not install" if situation.design.device_plugin else "but one"
        fix = f"kubectl get daemonsets -A | grep -i nvidia; remove the plugins {keep}"
        if situation.design.device_plugin and situation.design.spec.existing_cluster:
            fix += ", or write 'device_plugin: existing' and apply the platform stack"
        tell = warning if gpu.gpus else error
        yield tell(__name__, gpu.where, message, fix, groups=gpu.groups)
