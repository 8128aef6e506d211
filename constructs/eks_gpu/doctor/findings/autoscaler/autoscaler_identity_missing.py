"""No Pod Identity association gives the autoscaler its AWS role.

**Why.** Without the association the pod has no credentials at all: with a hop limit of 1 it cannot use those of the
instance.

**Fix.** Apply the cluster stack, then restart the autoscaler: a pod gets its role only when it is created.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler_access import NAME, NAMESPACE
from eks_gpu.doctor.finding import error
from eks_gpu.doctor.findings._about import restart_of
from eks_gpu.doctor.findings.autoscaler.autoscaler_denied import lacks_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# aws eks list-pod-identity-associations
associations: []
---
# kubectl -n kube-system logs deployment/cluster-autoscaler
autoscaler-log.txt: >
  F1120 10:29:54.075960       1 aws_cloud_provider.go:483] Failed to create AWS Manager: cannot autodiscover
  ASGs: NoCredentialProviders: no valid providers in chain. Deprecated.
"""
GOOD = """\
# aws eks list-pod-identity-associations
associations:
  - clusterName: vision
    namespace: kube-system
    serviceAccount: cluster-autoscaler
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Look for the autoscaler's service account in the cluster's associations, if these were gathered."""
    if situation.design.autoscaler is None or not situation.seen.knows("Association"):
        return
    # An autoscaler that works gets its role in another way, such as IAM roles for service accounts.
    works = any(
        autoscaler_pod.ready for autoscaler_pod in situation.programs.autoscaler_pods
    ) and not lacks_credentials(situation)
    if works:
        return
    if not any(
        (association.namespace, association.account) == (NAMESPACE, NAME) for association in situation.seen.associations
    ):
        message = f"no Pod Identity association for the service account {NAMESPACE}/{NAME}: it has no AWS permissions"
        fix = f"cdktf deploy {situation.design.name}-cluster; then {restart_of(situation)}"
        yield error(__name__, "autoscaler", message, fix)
