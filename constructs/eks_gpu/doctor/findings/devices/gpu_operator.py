"""The NVIDIA GPU Operator installs what the AMI already contains, and fails.

**Why.** Accelerated AMIs contain the driver and the container toolkit. The operator's driver container finds no image
for Amazon Linux, or finds a driver that is already loaded. The operator's device plugin waits for that container in an
init container, so the node offers no GPU (NVIDIA/gpu-operator#759, #549).

**Fix.** Turn off the operator's driver and toolkit, or remove the operator: the platform stack installs the plugin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning
from eks_gpu.doctor.findings._about import previous_log
from eks_gpu.doctor.findings._images import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.answers.kubernetes import ContainerStatus, Pod
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("ami-type-differs", "node-not-ready", "node-pressure")
_DOUBLE = re.compile(r"^nvidia-(driver|container-toolkit)-daemonset")
# An operating system that the operator builds its driver for, as a node names it and as a tag of the image ends.
_OWN_DRIVER = re.compile(r"Ubuntu|Red Hat|-(?:ubuntu\d{2}\.\d{2}|rhel\d|rhcos\d)")
# The validators, in the order in which each explains the next, and the stage that each tests.
_VALIDATORS = (
    ("nvidia-cuda-validator", "a CUDA program fails on the node: the driver, Fabric Manager on NVSwitch types, or MIG"),
    ("nvidia-device-plugin-validator", "a pod that requests a GPU gets none, or its program fails there"),
    ("nvidia-operator-validator", "its init containers test driver, toolkit, CUDA and plugin in turn; one fails"),
)
# The init containers of the operator's validator.
_STAGES = {
    "driver-validation": "no NVIDIA driver answers there",
    "toolkit-validation": "NVIDIA's runtime gives a container no driver and no GPU",
    "cuda-validation": "a CUDA program fails: the driver, Fabric Manager on NVSwitch types, or MIG",
    "plugin-validation": "the device plugin offers no GPU",
}
_CRASHES = {"CrashLoopBackOff", "RunContainerError", "Error"}
SYMPTOM = True

BAD = """\
# kubectl -n gpu-operator get pods -o yaml
kind: Pod
metadata:
  name: nvidia-driver-daemonset-abcde
  namespace: gpu-operator
  ownerReferences:
    - {kind: DaemonSet, name: nvidia-driver-daemonset}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
  containers:
    - {name: driver, image: "nvcr.io/nvidia/driver:580.95.05"}
status:
  phase: Pending
  containerStatuses:
    - name: driver
      ready: false
      state: {waiting: {reason: ImagePullBackOff}}
"""
GOOD = """\
# kubectl -n gpu-operator get pods -o yaml: with driver.enabled=false and toolkit.enabled=false
kind: Pod
metadata:
  name: gpu-operator-6d5f7c9b8-abcde
  namespace: gpu-operator
  ownerReferences:
    - {kind: ReplicaSet, name: gpu-operator-6d5f7c9b8}
spec:
  nodeName: ip-10-0-1-10.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """The operator's pods for the driver and the toolkit that are not ready."""
    nodes = {gpu_node.node.name: gpu_node.groups for gpu_node in situation.groups.gpu_nodes}
    found = [
        pod for pod in situation.seen.pods if _DOUBLE.match(pod.name) and not pod.over and not pod.metadata.deletion
    ]
    failing = [pod for pod in found if not _ready(pod)]
    if not failing:
        yield from _of_validators(situation)
        return
    # Without a driver no other part of the operator becomes ready.
    pod = min(failing, key=lambda one: not one.name.startswith("nvidia-driver"))
    what = "driver" if pod.name.startswith("nvidia-driver") else "container toolkit"
    message = f"the GPU Operator's {what}, which accelerated AMIs already contain, does not become ready"
    namespace = pod.metadata.namespace or "gpu-operator"
    fix = (
        f"helm -n {namespace} upgrade gpu-operator nvidia/gpu-operator --reuse-values --set driver.enabled=false --set "
        "toolkit.enabled=false; or uninstall it: the platform stack installs the device plugin"
    )
    if _needs_operator(situation, pod):
        message, fix = f"the GPU Operator's {what} does not become ready on {pod.spec.node}", previous_log(pod)
    quotes = [*situation.told(pod, "Failed", "BackOff", "FailedCreatePodSandBox"), *messages(pod)]
    tell = warning if any(gpu_node.gpus for gpu_node in situation.groups.gpu_nodes) else error
    yield tell(__name__, f"pod {pod.full_name}", message, fix, groups=nodes.get(pod.spec.node, ()), seen=quotes[:2])


def _needs_operator(situation: Situation, pod: Pod) -> bool:
    """Whether the node runs Ubuntu or Red Hat, whose AMIs contain no driver: the operator's image is right there."""
    systems = (one.node.status.info.os_image for one in situation.groups.gpu_nodes if one.node.name == pod.spec.node)
    images = (container.image for container in pod.spec.containers)
    return any(_OWN_DRIVER.search(word) for word in (*systems, *images))


def _of_validators(situation: Situation) -> Iterator[Finding]:
    """The first validator that fails: driver and toolkit run, so its log has the reason."""
    for name, means in _VALIDATORS:
        failing = (pod for pod in situation.seen.pods if pod.name.startswith(name) and _crashed(pod))
        pod = next(failing, None)
        if pod is None:
            continue
        status = _crashed(pod)
        namespace = pod.metadata.namespace or "gpu-operator"
        container = f"-c {status.name}" if status and status.name else "--all-containers"
        fix = (
            f"kubectl -n {namespace} describe pod {pod.name}, whose events name the hook that fails, and kubectl "
            f"-n {namespace} logs {pod.name} {container} --previous"
        )
        stage = _STAGES.get(status.name, means) if status else means
        message = f"the GPU Operator's check of the node fails: {stage}"
        yield error(__name__, f"pod {pod.full_name}", message, fix, seen=messages(pod)[:2])
        return


def _crashed(pod: Pod) -> ContainerStatus | None:
    """The container that fails, the init containers first."""
    return next((one for one in pod.statuses if one.state.waiting and one.state.waiting.reason in _CRASHES), None)


def _ready(pod: Pod) -> bool:
    return pod.status.phase == "Running" and all(container.ready for container in pod.status.containers)
