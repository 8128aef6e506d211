"""A training job: ranks with names, a way to one another, and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.kubernetes.manifests import name_of

if TYPE_CHECKING:
    from tests.kubernetes.manifests import Manifest

pytestmark = pytest.mark.engine
MASTER = "deep-0.deep.free.svc.cluster.local"
INDEX = {"fieldRef": {"fieldPath": "metadata.annotations['batch.kubernetes.io/job-completion-index']"}}


def _spec(objects: list[Manifest], name: str) -> dict[str, Any]:
    spec: dict[str, Any] = next(found for found in objects if name_of(found) == name)["spec"]
    return spec


def _pod(objects: list[Manifest]) -> dict[str, Any]:
    pod: dict[str, Any] = _spec(objects, "Job deep")["template"]["spec"]
    return pod


def test_every_rank_is_a_pod_with_an_index(objects: list[Manifest]) -> None:
    spec = _spec(objects, "Job deep")

    assert (spec["completionMode"], spec["completions"], spec["parallelism"]) == ("Indexed", 2, 2)
    assert spec["activeDeadlineSeconds"] == 48 * 3600
    assert _pod(objects)["restartPolicy"] == "Never"
    assert "ttlSecondsAfterFinished" not in spec


def test_failures_are_counted_over_all_ranks(objects: list[Manifest]) -> None:
    """A smaller limit for each index would let one rank fail for good while the others wait for it.

    Without any the provider sends 0, and the first rank to fail would end the Job.
    """
    spec = _spec(objects, "Job deep")

    # Three times all of the two ranks.
    assert (spec["backoffLimit"], spec["backoffLimitPerIndex"], spec["maxFailedIndexes"]) == (6, 6, 0)


def test_a_lost_node_is_not_a_failure_and_a_hopeless_command_ends_the_job(objects: list[Manifest]) -> None:
    lost, hopeless = _spec(objects, "Job deep")["podFailurePolicy"]["rules"]

    # The first rule that matches counts: a pod that is taken along may well exit with such a code.
    assert lost == {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    assert hopeless == {
        "action": "FailJob",
        "onExitCodes": {"containerName": "deep", "operator": "In", "values": [3, 126, 127]},
    }


def test_ranks_have_names_before_they_are_ready(objects: list[Manifest]) -> None:
    service = _spec(objects, "Service deep")

    assert (service["clusterIP"], service["publishNotReadyAddresses"]) == ("None", True)
    assert service["selector"] == _spec(objects, "Job deep")["template"]["metadata"]["labels"]
    assert _pod(objects)["subdomain"] == "deep"


def test_torchrun_finds_everything_in_the_environment(objects: list[Manifest]) -> None:
    (container,) = _pod(objects)["containers"]
    found = {item["name"]: item.get("value", item.get("valueFrom")) for item in container["env"]}

    assert found == {
        "NODE_RANK": INDEX,
        "PET_NODE_RANK": INDEX,
        "MASTER_ADDR": MASTER,
        "MASTER_PORT": "29500",
        "NNODES": "2",
        "PET_NNODES": "2",
        "PET_NPROC_PER_NODE": "4",
        "PET_RDZV_BACKEND": "c10d",
        "PET_RDZV_ENDPOINT": f"{MASTER}:29400",
        "PET_RDZV_ID": "deep",
        "PET_RDZV_CONF": "join_timeout=1800,read_timeout=900",
        # The user's word.
        "PET_MAX_RESTARTS": "0",
        "NCCL_DEBUG": "WARN",
    }
    assert len(found) == len(container["env"]), "no variable twice"


def test_a_rank_takes_its_node_whole(objects: list[Manifest]) -> None:
    pod = _pod(objects)
    (container,) = pod["containers"]

    # A g6.12xlarge has four.
    assert container["resources"]["limits"]["nvidia.com/gpu"] == "4"
    shm, *_ = pod["volumes"]
    assert shm["emptyDir"]["medium"] == "Memory"
    assert container["volumeMounts"][0] == {"name": "shm", "mountPath": "/dev/shm"}  # noqa: S108 - in the pod
    group = {"key": "eks-gpu.io/group", "operator": "In", "values": ["team"]}
    required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert required == {"nodeSelectorTerms": [{"matchExpressions": [group]}]}
