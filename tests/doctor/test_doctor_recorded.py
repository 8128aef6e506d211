"""Folders as strangers hand them in: their own names, any form that the tools print, other tools' clusters.

Each is in the form of what kubectl, aws or a log prints; the words that matter are those of the thread that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from eks_gpu import declaration
from eks_gpu.doctor import Finding, Observations, examine, observe
from eks_gpu.doctor.gathering.gather import from_folder

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recorded:
    """A folder.

    Attributes:
        folder: Its name under `recorded`.
        first: Rule of the first finding; empty if there is none.
        step: Part of the next step.
        source: Where its words come from.
        declared: The cluster file.
        others: Rules that must not be found next to it: a second explanation would be invented.
    """

    folder: str
    first: str
    step: str
    source: str
    declared: str = "vision.yaml"
    others: tuple[str, ...] = ("autoscaler-missing", "device-plugin-missing", "node-group-missing")

    def __str__(self) -> str:
        return self.folder


FOREIGN, SHARED = "foreign.yaml", "shared.yaml"
RECORDED = (
    # Any form.
    Recorded(
        "log-with-json", "driver-missing", "nodegroup.amiType", "NVIDIA/k8s-device-plugin#221, its log since v0.14"
    ),
    Recorded(
        "log-of-json", "autoscaler-denied", "permissions boundary", "kubernetes/autoscaler, --logging-format=json"
    ),
    Recorded("transcript", "ami-type-differs", "AL2023_x86_64_NVIDIA", "awslabs/amazon-eks-ami#1817"),
    Recorded("query-of-health", "node-group-unhealthy", "aws-auth", "EKS user guide, managed node group errors"),
    Recorded("query-of-activities", "capacity-insufficient", "instance types", "2i2c-org/infrastructure#3334"),
    Recorded("output-table", "capacity-insufficient", "instance types", "cortexlabs/cortex#1258"),
    Recorded("output-text", "capacity-insufficient", "instance types", "cortexlabs/cortex#1258"),
    Recorded("cut-off", "ami-type-differs", "AL2023_x86_64_NVIDIA", "awslabs/amazon-eks-ami#1817"),
    Recorded("pasted-issue", "pod-image", "tag does not exist", "an issue with CRLF and fences", FOREIGN),
    Recorded("dump", "driver-missing", "amiType", "kubectl cluster-info dump --output-directory", FOREIGN),
    Recorded("describe-configmap", "quota-exceeded", "L-DB2E81BA", "kubectl describe configmap", "vision.yaml"),
    Recorded("events-alone", "group-at-maximum", "group's max ", "kubernetes/autoscaler#3268", FOREIGN),
    Recorded(
        "without-head", "device-plugin-failing", "nvdp-nvidia-device-plugin-x7k2p", "kubectl get pods | grep", FOREIGN
    ),
    Recorded("custom-columns", "", "", "eksctl user docs, GPU support: a table of GPUs by node"),
    # Clusters of other tools.
    Recorded("other-hands", "node-undeclared", "declare it", "a cluster of eksctl and Helm that is well", FOREIGN),
    Recorded("own-taint", "node-undeclared", "declare it", "a taint that all of its pods tolerate", FOREIGN),
    Recorded("other-hands-ami", "ami-type-differs", "AL2023_x86_64_NVIDIA", "awslabs/amazon-eks-ami#1817", FOREIGN),
    Recorded("operator-driver", "gpu-operator", "driver.enabled=false", "NVIDIA/gpu-operator#759", FOREIGN),
    Recorded("eksctl-plugin", "device-plugin-failing", "ml-prod-platform", "eksctl-io/eksctl#8858", FOREIGN),
    Recorded(
        "plugin-affinity",
        "device-plugin-absent",
        "nvidia.com/gpu.present=true",
        "NVIDIA/k8s-device-plugin#607",
        FOREIGN,
    ),
    Recorded(
        "untagged-eksctl",
        "auto-scaling-group-undiscovered",
        "create-or-update-tags",
        "kubeflow/pipelines#4971",
        FOREIGN,
    ),
    Recorded("lower-maximum", "group-at-maximum", "says 4, but EKS has 2", "kubernetes/autoscaler#3869", FOREIGN),
    Recorded("two-causes", "quota-exceeded", "L-417A185B", "klothoplatform/klotho#311", FOREIGN),
    Recorded(
        "over-by-now", "", "", "kubernetes/autoscaler#3241: a start that succeeded after one that failed", FOREIGN
    ),
    # Words that are easily misread.
    Recorded("selector-of-system", "pod-pending", "small pods", "kubernetes/autoscaler, reasons of several groups"),
    Recorded("cluster-limit", "group-at-maximum", "--cores-total", "kubernetes/autoscaler FAQ, cluster-wide limits"),
    Recorded("affinity", "pod-selector", "nvidia.com/gpu.product", "hashicorp/terraform-provider-aws#46288"),
    Recorded(
        "lost-dcgm", "gpu-monitoring", "delete pod", "aws/eks-node-monitoring-agent#266", others=("gpu-hardware",)
    ),
    Recorded("xid-events", "gpu-hardware", "drain", "aws/eks-node-monitoring-agent, node-health-issues"),
    Recorded("joined-in-vain", "instances-not-joined", "get-console-output", "kubernetes/autoscaler#6128"),
    Recorded("console", "node-unauthorized", "create-access-entry", "EKS user guide, nodes fail to join cluster"),
    Recorded(
        "access-entry", "access-entry-missing", "create-access-entry", "EKS user guide, nodes fail to join cluster"
    ),
    Recorded("update", "update-failed", "kubectl get pdb", "aws/containers-roadmap#1282"),
    Recorded(
        "shares-not-made", "sharing-misconfigured", "its configuration again", "NVIDIA/k8s-device-plugin README", SHARED
    ),
    Recorded(
        "share-too-large", "pod-refused", "request 1", "NVIDIA/k8s-device-plugin, failRequestsGreaterThanOne", SHARED
    ),
    Recorded("mig-without-parts", "sharing-misconfigured", "drain", "NVIDIA/k8s-device-plugin#253", SHARED),
    Recorded("webhook", "pod-not-made", "elbv2", "kubernetes-sigs/aws-load-balancer-controller"),
    Recorded("evicted", "pod-evicted", "disk_gib", "kubernetes/kubernetes, pkg/kubelet/eviction"),
    Recorded("application-log", "gpu-memory-full", "--max-model-len", "PyTorch, torch.OutOfMemoryError"),
    Recorded("coredns", "addon-unhealthy", "coredns-5d4f-abcde", "pulumi/pulumi-eks#1819"),
)


def looked(case: Recorded) -> tuple[Observations, tuple[Finding, ...]]:
    design = declaration.read(HERE / case.declared).design
    assert design is not None
    seen = observe(from_folder(HERE / "recorded" / case.folder))
    return seen, examine(design, seen)


@pytest.mark.parametrize("case", RECORDED, ids=str)
def test_the_cause_is_named_first_whatever_the_form(case: Recorded) -> None:
    _, found = looked(case)

    assert [one.id for one in found][:1] == ([case.first] if case.first else [])
    assert case.step in (found[0].fix if found else "")
    assert {one.id for one in found} & set(case.others) == set()


@pytest.mark.parametrize("case", RECORDED, ids=str)
def test_every_file_is_read(case: Recorded) -> None:
    seen, _ = looked(case)

    assert list(seen.unread) == ([seen.unread[0]] if case.folder == "cut-off" else [])


def test_complete_objects_of_a_truncated_file_are_kept() -> None:
    seen, _ = looked(Recorded("cut-off", "", "", ""))

    assert "is cut off or not JSON at line" in seen.unread[0]
    assert "2 complete objects before it were read" in seen.unread[0]
    assert len(seen.nodes) == 2


def test_findings_that_explain_others_come_first() -> None:
    """Nobody waits for the group whose start EC2 refuses; somebody does for the one without a driver."""
    design = declaration.read(HERE / FOREIGN).design
    assert design is not None
    texts = [*from_folder(HERE / "recorded" / "other-hands-ami")]
    group = "eks-training-9ac1e6e0-1234-5678-9abc-000000000001"
    refused = "VcpuLimitExceeded - You have requested more vCPU capacity. Launching EC2 instance failed."
    texts.append(("activities.txt", f"ACTIVITIES\t{group}\tFailed\t{refused}"))

    found = [
        finding.id for finding in examine(design, observe(texts)) if finding.severity == "error" and not finding.because
    ]

    assert found == ["ami-type-differs", "quota-exceeded"]


def test_refusals_by_themselves_are_not_an_answer() -> None:
    seen, found = looked(Recorded("refusals", "", "", ""))

    assert seen.read == ()
    assert found == ()
    assert len(seen.unread) == 3


def test_every_folder_is_looked_at() -> None:
    named = {case.folder for case in RECORDED} | {"refusals", "one-file", "pasted", "windows"}

    assert {path.name for path in (HERE / "recorded").iterdir()} == named
