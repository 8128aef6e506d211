"""The model of an alert, and the names of nodes, GPUs and pods in its expressions."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["critical", "warning", "info"]

NODE = "Hostname"
"""The exporter's label for the name of the node. It is `hostname` from the release after 4.5.3-4.8.2 on
(NVIDIA/dcgm-exporter #655), so this changes with the image of the catalogue."""
BOARD = f"{NODE}, gpu, UUID, modelName"
"""Labels that name a GPU. What is true of the whole GPU is told once, not by every MIG slice of it; and expressions
take `max by` them, because a Prometheus that keeps the exporter's own pod as a label would else start an alert anew
whenever that pod does."""
GPU = f"{BOARD}, GPU_I_ID, GPU_I_PROFILE"
"""The same with the MIG slice, for what each slice has of its own."""
POD = f"namespace, pod, {GPU}"
"""The same with the pod that holds it."""
HELD = 'pod!~"|dcgm-exporter-.+"'
"""Matches series of GPUs that some pod holds. A series of a GPU that nobody holds names no pod; Prometheus then puts
the exporter's own there, also with `honor_labels`, which keeps only labels that are there
(prometheus/prometheus scrape/scrape.go, `mutateSampleLabels`)."""
HOLDERS = (
    f"(max by ({POD}) (DCGM_FI_DEV_FB_FREE{{{HELD}}}) unless on (namespace, pod) "
    '(max by (namespace, pod) (kube_pod_status_phase{phase=~"Succeeded|Failed"}) == 1))'
)
"""One series for each pod and GPU that it holds. Before Kubernetes 1.34 kubelet names pods too that have ended and were
not deleted yet (kubernetes/kubernetes #132028)."""
WHERE = f"GPU {{{{ $labels.gpu }}}} of {{{{ $labels.{NODE} }}}}"
"""In texts: which GPU it is."""


@dataclass(frozen=True)
class AlertRule:
    """One alert.

    Attributes:
        group: Group of rules it belongs to; Prometheus evaluates those of a group one after the other.
        name: In the alert's label `alertname`.
        expression: In PromQL; what it yields goes off.
        lasting: How long it must have done so, as Prometheus writes durations; empty for at once.
        severity: `critical` costs money or work now, `warning` will, `info` is worth knowing.
        summary: One line, with labels of what goes off.
        description: Meaning of the alert, and the action to take.
        command: The next command for the engineer on call, with labels of the alert.
        labels: More labels, by which alerts of one name differ.
    """

    group: Literal["eks-gpu-use", "eks-gpu-health", "eks-gpu-scaling"]
    name: str
    expression: str
    lasting: str
    severity: Severity
    summary: str
    description: str
    command: str
    labels: Mapping[str, str] = field(default_factory=dict)


def in_exporter(command: str) -> str:
    """Runs something in the exporter of the alert's node, which has the driver's tools, on any operating system."""
    pod = (
        "$(kubectl -n kube-system get pods -o name -l app.kubernetes.io/name=dcgm-exporter "
        f"--field-selector spec.nodeName={{{{ $labels.{NODE} }}}})"
    )
    return f"kubectl -n kube-system exec {pod} -- {command}"


def describe(label: str) -> str:
    """The command that shows what Kubernetes knows of the node in this label."""
    return f"kubectl describe node {{{{ $labels.{label} }}}}"


def replace(label: str, region: str) -> str:
    """The commands that empty the node in this label, and have its group start another one."""
    node = f"{{{{ $labels.{label} }}}}"
    instance = f"$(kubectl get node {node} -o jsonpath='{{.spec.providerID}}' | cut -d/ -f5)"
    return (
        f"kubectl drain {node} --ignore-daemonsets --delete-emptydir-data && "
        f"aws ec2 terminate-instances --region {region} --instance-ids {instance}"
    )
