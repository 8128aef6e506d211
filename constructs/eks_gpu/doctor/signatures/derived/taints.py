"""Messages of the scheduler: what closes the nodes with free GPUs, next to nodes that have too few of them."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived.told import Told

_TAINT = re.compile(
    r"(?P<count>\d+) node\(s\) had (?:untolerated )?taint \{(?P<key>[^:}\s]+)(?:: *(?P<value>[^}\n]*))?\}"
)
# Taints of nodes that are for others, that are not ready, or that other rows report.
_OTHERS = re.compile(
    r"^node(?:-role)?\.kubernetes\.io/|^node\.cloudprovider|^node\.cilium|CriticalAddonsOnly|[Dd]eletion|ToBeDeleted|"
    r"karpenter\.sh/|eks\.amazonaws\.com/compute-type|^ebs\.csi|^efs\.csi|\bsystem\b|\binfra|\bcpu\b|\bfargate\b"
)
# Every reason of a message with its number of nodes, and those of nodes that are full in another way.
_REASON = re.compile(r"(?P<count>\d+) (?P<why>[A-Zn][^,.]{3,200})")
_FULL = re.compile(r"Insufficient (?P<what>cpu|memory|ephemeral-storage)$|(?P<pods>Too many pods)$")
_TOTAL = re.compile(r"0/(\d+) $")
_GPU = re.compile(r"gpu|nvidia", re.IGNORECASE)
_HEAD = "nodes are available"
# Characters of a message around the place.
_AROUND = 600


def told(found: re.Match[str]) -> Told | None:
    """The taint that may close the nodes with free GPUs, before the nodes whose GPUs are taken."""
    text = found.string
    begin = text.rfind(_HEAD, max(found.start() - _AROUND, 0), found.start())
    if begin < 0:
        return None
    message = " ".join(text[begin + len(_HEAD) : found.end() + _AROUND].split())
    message = message.partition("preemption:")[0].partition(_HEAD)[0]
    taints = [one for one in _TAINT.finditer(message) if not _OTHERS.search(f"{one['key']} {one['value'] or ''}")]
    if not taints:
        total = _TOTAL.search(text, 0, begin)
        return _full(message, int(total[1])) if total else None
    best = max(taints, key=lambda one: (bool(_GPU.search(one[0])), int(one["count"])))
    key, value = best["key"], (best["value"] or "").strip()
    taint = f"{key}={value}" if value else key
    return Told(
        f"the taint '{taint}', which the pod does not tolerate, closes {best['count']} of the nodes; the others have "
        "too few free GPUs",
        "kubectl describe nodes | grep -E '^Name:|Taints:|nvidia.com/gpu': if nodes with the taint have the GPUs for "
        f"this pod, add a toleration to it ({_toleration(key, value)}); otherwise the GPUs are in use, and a node must "
        "be added, or a node that shows 0 lacks the device plugin",
    )


def _full(message: str, total: int) -> Told | None:
    """Nodes that lack something else: if every node has one reason, these have the GPUs."""
    reasons = [(int(one["count"]), one["why"].strip()) for one in _REASON.finditer(message)]
    full = [(count, found) for count, why in reasons if (found := _FULL.match(why))]
    if not full or sum(count for count, _ in reasons) != total:
        return None
    count, found = max(full, key=lambda one: one[0])
    if found["pods"]:
        lacks, step = (
            "no room for another pod (its pod limit)",
            (
                "kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.status.allocatable.pods; move small "
                "pods to other nodes, use prefix delegation of the VPC CNI, or a larger instance type"
            ),
        )
    else:
        what = found["what"]
        lacks, step = (
            f"too little free {what}",
            (
                f"kubectl describe nodes | grep -A9 'Allocated resources': request less {what}, end other pods, "
                "or use a larger instance type with as many GPUs"
            ),
        )
    return Told(f"{count} of the nodes has free GPUs, but {lacks}; the others have too few free GPUs", step)


def _toleration(key: str, value: str) -> str:
    return f"key {key}, operator Equal, value {value}" if value else f"key {key}, operator Exists"
