"""The autoscaler's minor version differs from the cluster's.

**Why.** The autoscaler contains the scheduler of its own minor version. Another scheduler decides differently, and may
not know objects that it must list.

**Fix.** Apply the platform stack: the image follows `kubernetes_version`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

FOLLOWS = ("version-differs",)

BAD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  template:
    spec:
      containers:
        - name: cluster-autoscaler
          image: registry.k8s.io/autoscaling/cluster-autoscaler:v1.26.2
"""
GOOD = """\
# kubectl -n kube-system get deployment cluster-autoscaler -o yaml
kind: Deployment
metadata: {name: cluster-autoscaler, namespace: kube-system}
spec:
  template:
    spec:
      containers:
        - name: cluster-autoscaler
          image: registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.2
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the image's tag with the cluster's version."""
    live = [cluster.version for cluster in situation.seen.clusters if cluster.version]
    version = live[0] if live else situation.design.spec.kubernetes_version
    for deployment in situation.programs.autoscalers if situation.design.autoscaler else ():
        tags = [re.search(r":v?(\d+\.\d+)\.", container.image) for container in deployment.containers]
        found = [tag[1] for tag in tags if tag]
        if found and version not in found:
            message = f"its image is version {found[0]}, but the cluster runs {version}"
            fix = f"cdktf deploy {situation.design.name}-platform"
            yield warning(__name__, f"deployment {deployment.full_name}", message, fix)
