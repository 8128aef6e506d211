"""Pods ask for GPUs by resource claims (DRA), and whoever adds nodes cannot know them.

**Why.** The Cluster Autoscaler's AWS provider gives the template of an empty group no ResourceSlices
(kubernetes/autoscaler 1.36.1, `aws_cloud_provider.go`, TemplateNodeInfo), so no claim ever starts a node from zero.
Karpenter before 1.15 ignores such pods; 1.15 counts them with `settings.enableDRA` (alpha). Auto Mode has the drivers
from Kubernetes 1.36 on (EKS user guide, "Manage hardware devices on Amazon EKS", read 2026-11). EKS has DRA from 1.34
on. Pods that only wait for a node that is there already run where its DRA driver does.

**Fix.** Ask for `nvidia.com/gpu` in `resources.limits`; or keep a node (`min: 1`, `nodes_always`) whose DRA driver a
chart installs; or use a provisioner that knows claims. `docs/decisions/0029-resource-claims.md` has the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design import NodePoolDesign
from eks_gpu.manifests.judged import Spot, error
from eks_gpu.manifests.reading.parts import mappings
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign, GroupModels
    from eks_gpu.manifests.judged import JudgedManifests, PodsFit
    from eks_gpu.problem import Problem
    from eks_gpu.spec.nodes.provisioner import ProvisionerSpec

# Minors of Kubernetes, and the first version of Karpenter.
_DRA_SINCE, _AUTO_SINCE, _KARPENTER_SINCE = 34, 36, (1, 15)

BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
  nodeSelector: {nvidia.com/gpu.present: "true"}
  resourceClaims: [{name: gpu, resourceClaimTemplateName: one-gpu}]
  containers:
    - name: notebook
      image: registry.example/notebook:1
      resources: {requests: {cpu: "1", memory: 2Gi}, claims: [{name: gpu}]}
"""
GOOD = """\
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
  containers:
    - name: notebook
      image: registry.example/notebook:1
      resources: {requests: {cpu: "1", memory: 2Gi}, limits: {nvidia.com/gpu: 1}}
"""


def check(found: JudgedManifests) -> Iterator[Problem]:
    """Look for claims of pods for which nothing would start a node."""
    for one in found.fits:
        if not mappings(one.pods.template.spec, "resourceClaims"):
            continue
        reasons = _reasons(found, one)
        if reasons is None:
            continue
        message = f"these pods ask for devices by resource claims, and nothing starts a node for them: {reasons}"
        fix = "ask for 'nvidia.com/gpu' in 'limits', or keep a node whose driver serves claims (min: 1, nodes_always)"
        yield error(__name__, one.pods, message, fix, Spot("resourceClaims", one.pods.template.spec, "resourceClaims"))


def _reasons(found: JudgedManifests, one: PodsFit) -> str | None:
    """Why no GPU group helps, each reason once; None if one does, or always has a node."""
    minor = int(found.design.spec.kubernetes_version.partition(".")[2])
    if minor < _DRA_SINCE:
        return f"EKS has resource claims since 1.{_DRA_SINCE}"
    named = {fit.group for fit in one.fit.groups}
    mine = [models for models in found.groups if models.group.has_gpus and models.group.name in named]
    why: dict[str, list[str]] = {}
    for models in mine:
        reason = _reason(found.design, models, minor)
        if not reason:
            return None
        why.setdefault(reason, []).append(models.group.name)
    return "; ".join(f"{listed(names)}: {reason}" for reason, names in why.items()) or "there is no GPU group"


def _reason(design: ClusterDesign, models: GroupModels, minor: int) -> str:
    if any(pool.node_group.min for pool in models.pools):
        return ""
    if not isinstance(models.group, NodePoolDesign):
        return "the Cluster Autoscaler's AWS provider knows no claims of a group at zero"
    if models.group.auto:
        return "" if minor >= _AUTO_SINCE else f"Auto Mode has the drivers since 1.{_AUTO_SINCE}"
    provisioner = design.spec.provisioner
    if provisioner is None or _version(provisioner) < _KARPENTER_SINCE:
        return "Karpenter before 1.15 ignores pods with claims"
    return "" if _enabled(provisioner.values) else "Karpenter needs 'settings: {enableDRA: true}' in 'values'"


def _version(provisioner: ProvisionerSpec) -> tuple[int, ...]:
    """Karpenter's version; the one that eks-gpu installs by itself is older."""
    return tuple(map(int, provisioner.version.split("."))) if provisioner.version else (0,)


def _enabled(values: Mapping[str, object]) -> bool:
    settings = values.get("settings")
    return isinstance(settings, dict) and settings.get("enableDRA") is True
