"""Resources that a cluster file does not have, each kind with the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.imports.carrying import text_map
from eks_gpu.imports.plans.provisioner import own_releases
from eks_gpu.imports.plans.resources import inner, text

if TYPE_CHECKING:
    from eks_gpu.imports.imported import Imported
    from eks_gpu.imports.plans.resources import Resources
    from eks_gpu.review.plan import Change

_OWN_WORKLOADS = "workloads are not read back from Kubernetes; copy them from the cluster file that they were made from"
_QUEUES = "a plan does not show the queues of a release: write `queueing`, and `gpu_quota` of the namespaces"
_KUEUE = re.compile(r"kueue(-objects|-local-queues)?")
_WORKLOADS = "judge these pods with `eks-gpu check --manifests`, or write them as `workloads`"
# Kinds in the order of the notes; what no row names is part of something else, or has nothing to do with a cluster.
TABLE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"aws_eks_fargate_profile"), "eks-gpu has no Fargate profiles"),
    (re.compile(r"aws_eks_identity_provider_config"), "eks-gpu knows IAM identities only"),
    (re.compile(r"aws_eks_capability"), "eks-gpu does not install EKS capabilities"),
    (re.compile(r"aws_efs_file_system"), "write it into `storage` with `efs`, if workloads mount it"),
    (re.compile(r"aws_eks_pod_identity_association"), "permissions of pods belong to workloads: `service_account`"),
    (re.compile(r"aws_autoscaling_schedule"), "write the moments into the group's `schedules`"),
    (re.compile(r"(kubernetes|kubectl)_manifest"), "write its file into `manifests`"),
    (
        re.compile(r"kubernetes_(deployment|stateful_set|daemon_set|daemonset|job|cron_job|replica|pod)(_v1)?"),
        _WORKLOADS,
    ),
    (
        re.compile(r"aws_sqs_queue|aws_cloudwatch_event_rule"),
        "`provisioner: karpenter` brings a queue of its own",
    ),
)
_OWN_PLATFORM = frozenset(("cluster-autoscaler", "nvidia-device-plugin", "dcgm-exporter", "aws-efa-k8s-device-plugin"))
_AWS_AUTH = "aws-auth"


def note_others(result: Imported, resources: Resources) -> None:
    """Note each kind once, with the first of its resources."""
    releases = {one.address for one in own_releases(resources)}
    for pattern, reason in TABLE:
        found = [one for one in resources.changes if pattern.fullmatch(one.kind) and one.address not in releases]
        ours = [one for one in found if _is_ours(one)]
        theirs = [one for one in found if not _is_ours(one) and not _is_kueue(one)]
        if theirs:
            result.left(_named(theirs), reason)
        workloads = [one for one in ours if one.kind.startswith("kubernetes_") and not _is_platform(one)]
        if workloads:
            result.left(_named(workloads), _OWN_WORKLOADS, "workloads")
    if kueue := [one for one in resources.of("helm_release") if _is_kueue(one)]:
        result.left(_named(kueue), _QUEUES, "queueing")
    for one in resources.of("kubernetes_config_map", "kubernetes_config_map_v1", "kubernetes_config_map_v1_data"):
        if text(inner(one.values, "metadata"), "name") == _AWS_AUTH:
            result.left(one.address, "write the roles and users of aws-auth into `access`", "access")


def _named(found: list[Change]) -> str:
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{found[0].address}{more}"


def _is_ours(change: Change) -> bool:
    labels = text_map(inner(change.values, "metadata").get("labels"))
    tags = text_map(change.values.get("tags_all"))
    own_schedule = change.kind == "aws_autoscaling_schedule" and "-schedule-" in change.name
    return labels.get("app.kubernetes.io/managed-by") == "eks-gpu" or "eks-gpu.io/cluster" in tags or own_schedule


def _is_kueue(change: Change) -> bool:
    """Whether a release is Kueue's, or holds its objects."""
    name = text(change.values, "name") or ""
    return change.kind == "helm_release" and _KUEUE.fullmatch(name) is not None


def _is_platform(change: Change) -> bool:
    labels = text_map(inner(change.values, "metadata").get("labels"))
    space = text(inner(change.values, "metadata"), "namespace")
    return labels.get("app.kubernetes.io/name") in _OWN_PLATFORM or space in {"kube-system", "eks-gpu"}
