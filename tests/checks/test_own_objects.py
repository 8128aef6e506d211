"""The rule about eks-gpu's own objects knows every object that the examples create."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.checks._own_objects import own_objects
from eks_gpu.declaration import read
from tests.synthesized import EXAMPLES, KUBERNETES_KINDS, SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
KINDS = {
    "kubernetes_cluster_role_binding_v1": "ClusterRoleBinding",
    "kubernetes_cluster_role_v1": "ClusterRole",
    "kubernetes_config_map_v1": "ConfigMap",
    "kubernetes_cron_job_v1": "CronJob",
    "kubernetes_daemon_set_v1": "DaemonSet",
    "kubernetes_deployment_v1": "Deployment",
    "kubernetes_horizontal_pod_autoscaler_v2": "HorizontalPodAutoscaler",
    "kubernetes_job_v1": "Job",
    "kubernetes_namespace_v1": "Namespace",
    "kubernetes_persistent_volume_claim_v1": "PersistentVolumeClaim",
    "kubernetes_persistent_volume_v1": "PersistentVolume",
    "kubernetes_pod_disruption_budget_v1": "PodDisruptionBudget",
    "kubernetes_pod_v1": "Pod",
    "kubernetes_priority_class_v1": "PriorityClass",
    "kubernetes_role_binding_v1": "RoleBinding",
    "kubernetes_role_v1": "Role",
    "kubernetes_service_account_v1": "ServiceAccount",
    "kubernetes_service_v1": "Service",
    "kubernetes_stateful_set_v1": "StatefulSet",
    "kubernetes_storage_class_v1": "StorageClass",
}
# A quota has the name of no object that others bring.
LEFT_OUT = {"kubernetes_resource_quota_v1"}


def made(stack: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for kind, named in stack.get("resource", {}).items():
        for body in named.values():
            if kind.startswith("kubernetes_") and kind not in LEFT_OUT:
                metadata = body["metadata"]
                yield KINDS[kind], metadata.get("namespace") or "", metadata["name"]


@pytest.mark.parametrize("file", [*EXAMPLES, *SPECS], ids=lambda file: file.stem)
def test_every_object_is_known(file: Path, synthesized: Synthesized, wider: Synthesized) -> None:
    design = read(file, file.name).draft
    assert design is not None
    known = own_objects(design)
    stacks = synthesized if file in EXAMPLES else wider
    found = {item for kind in KUBERNETES_KINDS for item in made(stacks.stack(f"{design.name}-{kind}"))}
    files = {item for item in found if item[0] == "ConfigMap" and item[1] not in {"", "kube-system"}}

    assert found
    assert found - files - known.keys() == set()
