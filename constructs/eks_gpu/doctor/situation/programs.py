"""The programs that a GPU cluster needs: the device plugin, which offers GPUs, and the autoscaler, which adds nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.doctor.answers.kubernetes import Controller, Node, Pod
    from eks_gpu.doctor.answers.observations import Observations

# Every EKS cluster has these; a list without them is a part of what there is.
_EVERYWHERE = {"Pod": ("coredns", "aws-node"), "DaemonSet": ("aws-node",), "Deployment": ("coredns",)}
# NVIDIA's, by its image or by the names of its charts; the EFA plugin's name, for one, contains `k8s-device-plugin`.
_PLUGIN_IMAGE = re.compile(r"(?:^|/)(?:nvidia/)?k8s-device-plugin(?:[:@]|$)|nvidia-device-plugin")
_PLUGIN_NAME = re.compile(r"(?:^|-)nvidia-device-plugin|^nvdp-|^k8s-device-plugin")
# Only the plugin itself makes GPUs allocatable, not the other parts of its chart.
_BESIDE_PLUGIN = re.compile(
    r"gpu-feature-discovery|node-feature-discovery|mps-control|config-manager|device-plugin-validator"
)
_DRA_DRIVER = re.compile(r"dra-driver(?:-nvidia)?-gpu\S*(?:kubelet-plugin|:)|k8s-dra-driver")
_AUTOSCALER = "-n kube-system deployment/cluster-autoscaler"


@dataclass(frozen=True)
class Programs:
    """The programs, by their names and images, whoever has deployed them.

    Attributes:
        seen: The gathered answers.
    """

    seen: Observations

    @cached_property
    def plugin_pods(self) -> tuple[Pod, ...]:
        """Pods of NVIDIA's device plugin."""
        return tuple(pod for pod in self.seen.pods if _is_plugin(pod.name, pod.images))

    @cached_property
    def plugin_sets(self) -> tuple[Controller, ...]:
        """DaemonSets of NVIDIA's device plugin."""
        images = (
            (daemon_set, [container.image for container in daemon_set.containers])
            for daemon_set in self.seen.daemon_sets
        )
        return tuple(one for one, mine in images if _is_plugin(one.name, mine))

    def plugin_on(self, node: Node) -> tuple[Pod, ...]:
        """Pods of the device plugin on a node."""
        return tuple(
            pod for pod in self.seen.pods_on.get(node.name, ()) if not pod.over and _is_plugin(pod.name, pod.images)
        )

    def dra_driver_on(self, node: Node) -> bool:
        """Whether NVIDIA's driver for dynamic resource allocation offers the node's GPUs, in place of the plugin."""
        return any(
            pod.ready and _DRA_DRIVER.search(" ".join((pod.name, *pod.images)))
            for pod in self.seen.pods_on.get(node.name, ())
        )

    @cached_property
    def autoscaler_pods(self) -> tuple[Pod, ...]:
        """Pods of the Cluster Autoscaler."""
        return tuple(
            pod
            for pod in self.seen.pods
            if not pod.over and ("cluster-autoscaler" in pod.name or _has(pod.images, "cluster-autoscaler"))
        )

    @cached_property
    def autoscalers(self) -> tuple[Controller, ...]:
        """Deployments of the Cluster Autoscaler."""
        return tuple(
            deployment
            for deployment in self.seen.deployments
            if "cluster-autoscaler" in deployment.name
            or _has([container.image for container in deployment.containers], "cluster-autoscaler")
        )

    @property
    def autoscaler_name(self) -> str:
        """The namespace and deployment of the autoscaler, for commands: its own where it is known."""
        found = next(iter(self.autoscalers), None)
        return f"-n {found.metadata.namespace or 'kube-system'} deployment/{found.name}" if found else _AUTOSCALER

    def shows_all(self, kind: str) -> bool:
        """Whether the gathered list of a kind is complete, and not only one object or one namespace."""
        if not self.seen.knows(kind):
            return False
        kept = {"Pod": self.seen.pods, "DaemonSet": self.seen.daemon_sets, "Deployment": self.seen.deployments}[kind]
        return not kept or all(any(name_seen.name.startswith(name) for name_seen in kept) for name in _EVERYWHERE[kind])


def _is_plugin(name: str, images: Iterable[str]) -> bool:
    known = [image for image in images if image]
    if _BESIDE_PLUGIN.search(name):
        return False
    # An image says what runs; a table shows only names.
    return any(map(_PLUGIN_IMAGE.search, known)) or bool(_PLUGIN_NAME.search(name))


def _has(images: Iterable[str], word: str) -> bool:
    return any(word in image for image in images)
