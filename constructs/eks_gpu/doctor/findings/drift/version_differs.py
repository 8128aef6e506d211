"""The cluster, or a GPU node, runs another Kubernetes minor version than declared.

**Why.** EKS upgrades a cluster by itself when extended support ends. Nodes keep their version until their group is
updated. Kubernetes does not support a node more than three minor versions behind the control plane.

**Fix.** Write the running version into the cluster file, or apply the declared one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

# Kubernetes version skew policy: kubelet may be three minors older than the API server.
_MOST_BEHIND = 3

BAD = """\
# aws eks describe-cluster
cluster:
  name: vision
  version: "1.36"
"""
GOOD = """\
# aws eks describe-cluster
cluster:
  name: vision
  version: "1.35"
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the cluster's version, then those of its nodes."""
    declared = situation.design.spec.kubernetes_version
    for cluster in situation.seen.clusters:
        if cluster.version and cluster.version != declared:
            message = f"it runs {cluster.version}; the declaration says {declared}"
            way = (
                "which replaces the GPU nodes"
                if situation.design.spec.existing_cluster
                else "or apply one minor at a time"
            )
            fix = f'write kubernetes_version: "{cluster.version}", {way}'
            yield warning(__name__, f"cluster {cluster.name}", message, fix)
            return
    for gpu in situation.groups.gpu_nodes:
        minor = re.match(r"v?(\d+\.\d+)", gpu.node.status.info.kubelet)
        if minor and minor[1] != declared and gpu.models:
            behind = int(declared.partition(".")[2]) - int(minor[1].partition(".")[2])
            refused = (
                f", {behind} minor versions newer, which Kubernetes does not support" if behind > _MOST_BEHIND else ""
            )
            message = f"its kubelet is {gpu.node.status.info.kubelet}; the declaration says {declared}{refused}"
            fix = f"cdktf deploy {situation.design.name}-cluster, which updates the node group node by node"
            tell = error if refused else warning
            yield tell(__name__, gpu.where, message, fix, groups=gpu.groups)
            return
