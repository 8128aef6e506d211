"""Flags of the Cluster Autoscaler, by the version whose image is pinned.

From kubernetes/autoscaler at the tags cluster-autoscaler-1.31.5, -1.32.7, -1.33.6, -1.34.5, -1.35.2 and -1.36.1:
`main.go` in the first two, `config/flags/flags.go` in the others; `v` and `stderrthreshold` are klog's, which `main.go`
of all of them adds (`klog.InitFlags`). Not the whole list: what eks-gpu uses, and names near to it that came or went,
so that a version is not mistaken for its neighbour.
"""

from __future__ import annotations

VERSIONS = {
    "1.31": "1.31.5",
    "1.32": "1.32.7",
    "1.33": "1.33.6",
    "1.34": "1.34.5",
    "1.35": "1.35.2",
    "1.36": "1.36.1",
}
_ALWAYS = frozenset(
    {
        "aws-use-static-instance-list",
        "balance-similar-node-groups",
        "balancing-ignore-label",
        "balancing-label",
        "cloud-provider",
        "expander",
        "ignore-taint",
        "max-node-provision-time",
        "max-scale-down-parallelism",
        "node-group-auto-discovery",
        "scale-down-delay-after-add",
        "scale-down-gpu-utilization-threshold",
        "scale-down-unneeded-time",
        "skip-nodes-with-local-storage",
        "skip-nodes-with-system-pods",
        "startup-taint",
        "status-taint",
        "stderrthreshold",
        "v",
    }
)
# The first and the last minor that knows them.
_SOMETIMES = {
    "max-empty-bulk-delete": ("1.31", "1.32"),
    "max-node-startup-time": ("1.35", "1.36"),
    "node-autoprovisioning-enabled": ("1.31", "1.32"),
    "node-deletion-candidate-ttl": ("1.34", "1.36"),
    "scale-from-unschedulable": ("1.35", "1.36"),
    "startup-taint-prefix": ("1.36", "1.36"),
}
# `expander/expander.go`, AvailableExpanders: the same in the first and the last of these versions.
EXPANDERS = frozenset({"random", "most-pods", "least-waste", "price", "priority", "grpc"})


def flags(minor: str) -> frozenset[str]:
    """The flags that the autoscaler of a Kubernetes minor is known to have."""
    return _ALWAYS | {name for name, (first, last) in _SOMETIMES.items() if first <= minor <= last}
