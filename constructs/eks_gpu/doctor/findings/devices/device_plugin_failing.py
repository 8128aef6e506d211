"""The device plugin's pod on a GPU node is not ready.

**Why.** Without a running plugin kubelet offers no GPUs, and withdraws those that it offered before.

**Fix.** Read the plugin's log. If its image cannot be pulled, its events show the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import describe, previous_log
from eks_gpu.doctor.findings._images import advice, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = (
    "gpu-operator",
    "sharing-misconfigured",
    "driver-missing",
    "node-not-ready",
    "node-pressure",
    "ami-type-differs",
    "gpu-hardware",
)
_MINUTES = 5
# States of a container that has not run, whose reason is in the events.
_WITHOUT_LOG = {
    *("Pending", "ContainerCreating", "PodInitializing"),
    *("CreateContainerError", "CreateContainerConfigError", "RunContainerError", "StartError"),
}
_ON_ITS_WAY = {"ContainerCreating", "PodInitializing", "Pending"}
SYMPTOM = True

BAD = """\
# kubectl -n kube-system get pod nvidia-device-plugin-00000 -o yaml
kind: Pod
metadata: {name: nvidia-device-plugin-00000, namespace: kube-system}
status:
  phase: Pending
  containerStatuses:
    - name: main
      ready: false
      state:
        waiting:
          reason: ImagePullBackOff
          message: Back-off pulling image "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"
"""
GOOD = """\
# kubectl -n kube-system get pod nvidia-device-plugin-00000 -o yaml
kind: Pod
metadata: {name: nvidia-device-plugin-00000, namespace: kube-system}
status:
  phase: Running
  containerStatuses:
    - name: main
      ready: true
      state: {running: {}}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Pods of the plugin that wait or crash."""
    groups = {gpu_node.node.name: gpu_node.groups for gpu_node in situation.groups.gpu_nodes}
    # A node from a row of a table has no instance type, so nobody knows whether it has a GPU.
    cpu_nodes = {node.name for node in situation.seen.nodes if node.instance_type and node.name not in groups}
    for pod in situation.programs.plugin_pods:
        state = _state(pod)
        age = situation.seen.minutes_since(pod.metadata.creation)
        if not state or pod.metadata.deletion or (state in _ON_ITS_WAY and age is not None and age < _MINUTES):
            continue
        on = f" on node {pod.spec.node}" if pod.spec.node else ""
        events = situation.told(pod, "Failed", "FailedScheduling", "FailedCreatePodSandBox", "BackOff")
        message = f"the device plugin's pod{on} is {state}: that node offers no GPU"
        fix = previous_log(pod)
        if "Image" in state:
            fix = advice(" ".join((*events, *messages(pod))), pod.images)
        elif state in _WITHOUT_LOG:
            fix = describe(pod)
        where, quotes = f"pod {pod.full_name}", [*events, *messages(pod)][:2]
        if pod.spec.node in cpu_nodes:
            # On a node without a GPU the plugin can only crash, which does no harm.
            message = (
                f"the device plugin's pod{on} is {state}: that node has no GPU, so the plugin should not run there"
            )
            fix = f"cdktf deploy {situation.design.name}-platform limits it to GPU groups; remove any other plugin"
            yield warning(__name__, where, message, fix, seen=quotes)
            continue
        yield error(__name__, where, message, fix, groups=groups.get(pod.spec.node, ()), seen=quotes)


def _state(pod: Pod) -> str:
    """Why the pod is not running; empty if it is."""
    waiting = [status.state.waiting.reason for status in pod.statuses if status.state.waiting]
    ended = [status.state.terminated.reason for status in pod.statuses if status.state.terminated and not status.ready]
    if waiting or ended:
        # PodInitializing only means that the container waits for another one.
        return next((reason for reason in (*waiting, *ended) if reason != "PodInitializing"), "PodInitializing")
    return pod.status.phase if pod.status.phase in {"Pending", "Failed", "Unknown"} else ""
