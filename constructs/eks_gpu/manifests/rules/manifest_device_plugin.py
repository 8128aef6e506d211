"""Manifests bring a device plugin to nodes that have one.

**Why.** Both register `nvidia.com/gpu` at the socket of kubelet. They fight over it, names of shares and MIG slices get
lost, and a node may end with no GPU at all (bottlerocket-os/bottlerocket#4309).

**Fix.** Turn the second one off: `devicePlugin.enabled=false` in the GPU Operator's values, or leave the chart
`nvidia-device-plugin` out. The platform stack has a plugin on every GPU group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._images import image_name
from eks_gpu.manifests.amounts import containers
from eks_gpu.manifests.judged import warning
from eks_gpu.manifests.reading.parts import at, text, texts
from eks_gpu.manifests.system import runs_on
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.judged import JudgedManifests
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Problem

_IMAGE, _POLICY = "k8s-device-plugin", "ClusterPolicy"
# Other programs in the plugin's image (NVIDIA/k8s-device-plugin, deployments/container/Dockerfile).
_BESIDE = frozenset({"config-manager", "gpu-feature-discovery", "mps-control-daemon"})

BAD = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {devicePlugin: {enabled: true}}
"""
GOOD = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {devicePlugin: {enabled: false}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look for the plugin's image in DaemonSets, and for the GPU Operator's policy."""
    # With `device_plugin: existing` these may be the only plugin; Bottlerocket has one in any case.
    served = [one for one in found.design.nodes if found.design.device_plugin or one.group.spec.os == "bottlerocket"]
    groups = [models.group.name for models in served]
    for pods in found.daemons:
        there = [
            models.group.name
            for models in served
            if any(runs_on(pods, node) for pool in models.pools for node in pool.nodes)
        ]
        if there and _is_plugin(pods):
            message = f"{pods.demand.name} is a second device plugin on the nodes of {listed(there)}"
            fix = "leave it out; the platform stack has a plugin"
            yield warning(__name__, pods, message, fix)
    for one in found.objects:
        if one.kind == _POLICY and at(one.content, "spec.devicePlugin.enabled") is True and groups:
            message = f"the GPU Operator would run a second device plugin on the nodes of {listed(groups)}"
            yield warning(__name__, one, message, "install it with devicePlugin.enabled=false")


def _is_plugin(pods: Pods) -> bool:
    return any(
        image_name(text(container, "image")) == _IMAGE and _program(container) not in _BESIDE
        for _, container in containers(pods.template.spec)
    )


def _program(container: Fields) -> str:
    """Name of the program that a container starts; empty for the image's own."""
    command = texts(container, "command")
    return command[0].rpartition("/")[2] if command else ""
