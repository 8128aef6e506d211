"""Messages of the scheduler with several reasons: nodes that have the GPUs, and the reason that closes them."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived.told import Told

_ALL = re.compile(r"0/(\d+) nodes are available: ")
_REASON = re.compile(r"(\d+) (?P<what>Insufficient [\w./-]+|Too many pods|node\(s\) [^,{]{3,80}(?:\{[^}]*\})?)")
_GPU = re.compile(r"Insufficient nvidia\.com/")
_STEPS = {
    "Insufficient cpu": ("too few free CPUs keep", "request less CPU for each GPU"),
    "Insufficient memory": ("too little free memory keeps", "request less memory for each GPU"),
    "Insufficient ephemeral-storage": ("too little free local disk keeps", "request less ephemeral-storage"),
    "Too many pods": ("the pod limit keeps", "move small pods to other nodes, or enable prefix delegation"),
    "node(s) were unschedulable": ("a cordon keeps", "kubectl uncordon NODE, if nobody drains it"),
}


def told(found: re.Match[str]) -> Told | None:
    """The reason that excludes the nodes with free GPUs, where each node is counted once."""
    message = " ".join(found[0].split()).partition("preemption:")[0]
    whole = _ALL.search(message)
    if whole is None:
        return None
    reasons = {one["what"]: int(one[1]) for one in _REASON.finditer(message, whole.end() - 1)}
    without = sum(count for what, count in reasons.items() if _GPU.match(what))
    others = {what: count for what, count in reasons.items() if not _GPU.match(what)}
    known = [what for what in others if what in _STEPS]
    # A node with two reasons is counted twice: then nobody knows which reasons meet.
    if sum(reasons.values()) != int(whole[1]) or not known or not without:
        return None
    best = max(known, key=lambda what: others[what])
    means, step = _STEPS[best]
    return Told(
        f"{without} of {whole[1]} nodes lack free GPUs; {means} the pod off the other {others[best]}, which may "
        "have them",
        f"kubectl describe nodes | grep -E '^Name:|nvidia.com/gpu|Allocated' -A8: if they have the GPUs, {step}; "
        "otherwise the GPUs are in use, and a node must be added",
    )
