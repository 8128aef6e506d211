"""The device plugin runs, but not on this GPU node.

**Why.** The plugin does not tolerate a taint of the node, or requires a label that the node lacks. The node then never
offers a GPU (NVIDIA/k8s-device-plugin#68, #607).

**Fix.** Remove the taint or the other plugin, or declare the taint in the group so that the plugin tolerates it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error
from eks_gpu.doctor.situation.amounts import taints_seen
from eks_gpu.scheduling.taints import TolerationDesign, repelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.doctor.answers.kubernetes import Controller, Expression
    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("node-not-ready", "device-plugin-missing", "node-differs", "node-pressure")
# Kubernetes creates a DaemonSet's pod within seconds after its node.
_MINUTES = 3

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  creationTimestamp: 2026-11-19T08:00:00Z
status:
  allocatable: {nvidia.com/gpu: "0"}
---
# kubectl get pods -A -o yaml: no pod of the device plugin
kind: PodList
items:
  - metadata: {name: cluster-autoscaler-6d5f7c9b8-abcde, namespace: kube-system}
  - metadata: {name: serve-7c9d4f6b5-00000, namespace: team}
"""
GOOD = """\
# kubectl -n kube-system get pod nvidia-device-plugin-00000 -o yaml
kind: Pod
metadata: {name: nvidia-device-plugin-00000, namespace: kube-system}
spec:
  nodeName: ip-10-0-64-20.us-west-2.compute.internal
status:
  phase: Running
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Ready GPU nodes without a pod of the plugin."""
    if not situation.seen.knows("Pod") or not (situation.programs.plugin_sets or situation.programs.plugin_pods):
        return
    # `kubectl get pods` without `-o wide` does not say where pods run.
    if any(not pod.spec.node and pod.status.phase == "Running" for pod in situation.programs.plugin_pods):
        return
    for gpu in situation.groups.gpu_nodes:
        age = situation.seen.minutes_since(gpu.node.metadata.creation)
        served = gpu.has_own_plugin or situation.programs.plugin_on(gpu.node) or (gpu.gpus or 0) >= gpu.expected_gpus
        if served or not gpu.node.ready or (age is not None and age < _MINUTES):
            continue
        why, fix = _why(situation, gpu)
        yield error(__name__, gpu.where, f"no pod of the device plugin runs on it{why}", fix, groups=gpu.groups)


def _why(situation: Situation, gpu: GpuNode) -> tuple[str, str]:
    deploy = f"cdktf deploy {situation.design.name}-platform"
    for plugin in situation.programs.plugin_sets:
        tolerations = _tolerations(plugin)
        # Every DaemonSet tolerates the taints of Kubernetes itself.
        own = [taint for taint in taints_seen(gpu.node.spec.taints) if not taint.key.startswith("node.kubernetes.io/")]
        taints = [taint for taint in own if repelling([taint], tolerations)]
        selector = plugin.spec.template.spec.selector
        lacking = [f"{key}={value}" for key, value in selector.items() if gpu.node.labels.get(key) != value]
        if taints:
            away = f"kubectl taint node {gpu.node.name} {taints[0]}-"
            fix = f"declare the taint in the group's taints and apply, or remove it: {away}"
            return f": the plugin does not tolerate the taint {taints[0]}", fix
        wishes = _wishes(gpu, plugin)
        if wishes and not taints:
            wish = next((wish for wish in wishes if wish.startswith("nvidia.com/")), wishes[0])
            label = f"kubectl label node {gpu.node.name} {wish}"
            return (
                f": the plugin's affinity requires {' or '.join(wishes)}",
                f"{deploy}, which adds the group to the affinity; or at once: {label}",
            )
        if lacking:
            return f": the plugin requires the label {lacking[0]}", f"{deploy}, or set the label in the group's labels"
    if gpu.models is None:
        return ", and its group is not in the declaration", "declare the group, and apply"
    return "", f"{deploy}; then kubectl -n kube-system describe daemonset: its affinity must name the group"


def _wishes(gpu: GpuNode, plugin: Controller) -> list[str]:
    """Labels that the node lacks, one for each term of the plugin's affinity; none if the node meets one term."""
    found = []
    for term in plugin.spec.template.spec.affinity.node.required.terms:
        missing = [expression for expression in term.expressions if not _met(expression, gpu.node.labels)]
        if not missing:
            return []
        found.append(f"{missing[0].key}={missing[0].values[0] if missing[0].values else 'true'}")
    return found


def _met(one: Expression, labels: Mapping[str, str]) -> bool:
    there = one.key in labels
    by_operator = {
        "In": there and labels[one.key] in one.values,
        "NotIn": not there or labels[one.key] not in one.values,
        "Exists": there,
        "DoesNotExist": not there,
    }
    return by_operator.get(one.operator, True)


def _tolerations(plugin: Controller) -> list[TolerationDesign]:
    return [
        TolerationDesign(
            toleration.key or None,
            "Exists" if toleration.operator == "Exists" else "Equal",
            toleration.value,
            toleration.effect or None,
        )
        for toleration in plugin.spec.template.spec.tolerations
    ]
