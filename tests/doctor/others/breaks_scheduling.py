"""Pods that find no node."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from tests.doctor.others import clusters as c
from tests.doctor.others import clusters_more as m
from tests.doctor.others.broken import NO_GPU, Breaks, waits

BREAKS = Breaks()
TAINTED = (
    "0/3 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: present}, 2 Insufficient nvidia.com/gpu. "
    "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
)

BREAKS.add("taint", c.terraform_module, lambda w: waits(w, "inference", TAINTED), "taint-not-tolerated", "toleration")
BREAKS.add(
    "resource-name",
    c.gpu_operator,
    lambda w: waits(
        w,
        "triton",
        "0/3 nodes are available: 3 Insufficient nvidia.com/mig-3g.40gb. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ),
    "mig-not-offered",
    "mig",
)
BREAKS.add(
    "no-gpu-left",
    m.vllm_stack,
    lambda w: waits(
        w, "qwen", NO_GPU, ("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached")
    ),
    "autoscaler-max-size",
    "maximum|max",
)
BREAKS.add(
    "selector",
    m.ray,
    lambda w: waits(
        w,
        "serve-gpu",
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ),
    "selector-matches-no-node",
    "labels",
)
BREAKS.add(
    "volume-zone",
    m.jupyterhub,
    lambda w: waits(
        w,
        "jupyter-ada",
        "0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had volume node affinity conflict. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    ),
    "pod-volume|volume-zone",
    "zone",
)
BREAKS.add(
    "claim-missing",
    m.vllm_stack,
    lambda w: waits(
        w,
        "qwen",
        '0/3 nodes are available: persistentvolumeclaim "models-x" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ),
    "claim|pvc|volume|object-not-found",
    "models-x|claim",
)
BREAKS.add(
    "cpu-left",
    m.kubeflow,
    lambda w: waits(
        w,
        "lab-0",
        "0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ),
    "gpu-nodes-lack-another-resource",
    "CPU",
)
BREAKS.add(
    "too-many-pods",
    m.time_slicing,
    lambda w: waits(w, "small-0", "0/3 nodes are available: 1 Too many pods, 2 Insufficient nvidia.com/gpu."),
    "gpu-nodes-lack-another-resource",
    "pod limit",
)
