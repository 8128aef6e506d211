"""Messages of the scheduler: taints that close nodes, next to nodes that have too little of something."""

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
        return None
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


def _toleration(key: str, value: str) -> str:
    return f"key {key}, operator Equal, value {value}" if value else f"key {key}, operator Exists"
