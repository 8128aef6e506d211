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


def examine(situation: Situation) -> Iterator[Finding]:
    """Count the plugin's pods on each GPU node, and a built-in plugin."""
    for gpu in situation.gpu_nodes:
        pods = [pod for pod in situation.plugin_on(gpu.node) if not pod.metadata.deletion]
        sources = {pod.metadata.owners[0].name if pod.metadata.owners else pod.name for pod in pods}
        if len(sources) + gpu.has_own_plugin < 2:  # noqa: PLR2004 - two are one too many
            continue
        own = ["Bottlerocket's own"] if gpu.has_own_plugin else []
        message = f"{len(sources) + len(own)} device plugins run on the node: {', '.join([*own, *sorted(sources)])}"
        fix = "kubectl get daemonsets -A | grep -i nvidia; remove the plugins that the platform stack did not install"
        tell = warning if gpu.gpus else error
        yield tell(__name__, gpu.where, message, fix, groups=gpu.groups)
