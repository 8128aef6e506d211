"""Sharing GPUs: time slicing, MPS and MIG. The verdicts on sums and profiles are worked by hand."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

SHARING, MIG = "gpu_node_groups[0].sharing", "gpu_node_groups[0].sharing.mig"
RELEASE = "gpu_node_groups[0].ami.release_version"
P5: dict[str, Any] = {"group_instance_types": ["p5.48xlarge"]}
ROCKET: dict[str, Any] = {"group_os": "bottlerocket"}
MIXED = {"mig": {"1g.10gb": 2, "3g.40gb": 1}}
LABELS = "gpu_node_groups[0].labels."
WHOLE = {"name": "whole", "instance_types": ["g6.xlarge"], "max": 1}
SLICED = {**WHOLE, "name": "sliced", "sharing": {"time_slicing": {"replicas": 4}}}
RENAMED = {**WHOLE, "name": "renamed", "sharing": {"time_slicing": {"replicas": 4, "rename": True}}}
SMALL = {**WHOLE, "name": "small", "sharing": {"mps": {"replicas": 4}}}
OF_ONE_NAME = [
    {"name": name, "instance_types": ["p5.48xlarge"], "max": 1, "sharing": sharing}
    for name, sharing in (("whole", "none"), ("parts", {"mig": "1g.10gb"}), ("halves", {"mig": "3g.40gb"}))
]
QUOTA = "namespaces[0].gpu_quota"


def sliced(replicas: int = 4, **more: Any) -> dict[str, Any]:
    return {"group_sharing": {"time_slicing": {"replicas": replicas, **more}}}


def cut(mig: Any, kind: str = "p5.48xlarge", **more: Any) -> dict[str, Any]:
    return {"group_instance_types": [kind], "group_sharing": {"mig": mig, **more}}


def released(release: str) -> dict[str, Any]:
    return {**ROCKET, "group_ami": {"release_version": release}}


def quota(**most: int) -> dict[str, Any]:
    names = {"shared": "gpu.shared", "part": "mig-1g.10gb", "gpu": "gpu", "other": "mig-2g.20gb"}
    return {"namespaces": [{"name": "team", "gpu_quota": {names[name]: count for name, count in most.items()}}]}


CASES: tuple[Case, ...] = (
    # T5
    fails(
        "sharing-conflict", SHARING, "keep one", group_sharing={"time_slicing": {"replicas": 2}, "mps": {"replicas": 2}}
    ),
    fails("sharing-conflict", SHARING, "remove 'mps'", **cut("1g.10gb", mps={"replicas": 2})),
    fails("sharing-conflict", SHARING, "remove 'mps'", **cut({"1g.10gb": 1}, mps={"replicas": 2})),
    passes("sharing-conflict", **cut("1g.10gb", time_slicing={"replicas": 2})),
    passes("sharing-conflict", group_sharing={"mps": {"replicas": 2}}),
    # T9
    *(
        fails("mig-gpu", MIG, f"has {model} GPUs", **cut("1g.10gb", kind))
        for kind, model in (
            ("g4dn.xlarge", "T4"),
            ("g5.xlarge", "A10G"),
            ("g5g.xlarge", "T4g"),
            ("g6.xlarge", "L4"),
            ("g6e.xlarge", "L40S"),
            ("g6f.large", "L4"),
        )
    ),
    fails("mig-gpu", MIG, "no source names", **cut("1g.16gb", "g7.2xlarge")),
    *(
        passes("mig-gpu", **cut(profile, kind))
        for kind, profile in (
            ("p4d.24xlarge", "1g.5gb"),
            ("p4de.24xlarge", "1g.10gb"),
            ("p5.4xlarge", "1g.10gb"),
            ("p5en.48xlarge", "1g.18gb"),
            ("p6-b200.48xlarge", "1g.23gb"),
            ("p6-b300.48xlarge", "1g.34gb"),
            ("g7e.2xlarge", "1g.24gb"),
        )
    ),
    # T8
    fails("mig-profile", MIG, "write 1g.10gb", **cut("1g.5gb")),
    fails("mig-profile", MIG, "write 1g.10gb", **cut("1g.5gb", "p4de.24xlarge")),
    fails("mig-profile", MIG, "write 3g.20gb", **cut("3g.40gb", "p4d.24xlarge")),
    fails("mig-profile", f"{MIG}.3g.71gb", "write 3g.40gb", **cut({"1g.10gb": 1, "3g.71gb": 1})),
    fails("mig-profile", MIG, "one of 1g.24gb, 2g.48gb, 4g.96gb", **cut("7g.96gb", "g7e.2xlarge")),
    # There is a 1g.10gb of an A100 of 40 GB: twice the memory of its 1g.5gb.
    passes("mig-profile", **cut("1g.10gb", "p4d.24xlarge")),
    passes("mig-profile", **cut({"1g.10gb": 1, "3g.40gb": 1})),
    # Sums: compute slices, memory slices.
    fails("mig-layout", MIG, "7 compute and 9 memory", **cut({"3g.40gb": 2, "1g.10gb": 1})),
    fails("mig-layout", MIG, "8 compute and 8 memory", **cut({"4g.40gb": 2})),
    fails("mig-layout", MIG, "8 compute and 9 memory", **cut({"7g.80gb": 1, "1g.10gb": 1})),
    fails("mig-layout", MIG, "8 compute and 9 memory", **cut({"4g.40gb": 1, "3g.40gb": 1, "1g.10gb": 1})),
    fails("mig-layout", MIG, "5 compute and 10 memory", **cut({"1g.20gb": 5})),
    fails("mig-layout", MIG, "5 compute and 5 memory", **cut({"2g.48gb": 2, "1g.24gb": 1}, "g7e.2xlarge")),
    passes("mig-layout", **cut({"3g.40gb": 1, "2g.20gb": 2})),
    passes("mig-layout", **cut({"4g.40gb": 1, "2g.20gb": 1, "1g.10gb": 1})),
    passes("mig-layout", **cut({"1g.10gb": 7})),
    passes("mig-layout", **cut({"2g.48gb": 1, "1g.24gb": 2}, "g7e.2xlarge")),
    # T7, where the settings reach less far than the hardware.
    fails("mig-bottlerocket", MIG, "os: al2023", **ROCKET, **cut({"1g.10gb": 7})),
    fails("mig-bottlerocket", MIG, "as the whole GPU", **ROCKET, **cut("4g.40gb")),
    fails("mig-bottlerocket", MIG, "by name", **ROCKET, **cut("1g.34gb", "p6-b300.48xlarge")),
    fails("mig-bottlerocket", MIG, "by name", **ROCKET, **cut("1g.24gb", "g7e.2xlarge")),
    passes("mig-bottlerocket", **ROCKET, **cut("3g.40gb")),
    passes("mig-bottlerocket", **cut("4g.40gb")),
    fails(
        "sharing-release",
        RELEASE,
        "1.54 or later",
        **released("1.53.1-9a1b2c3d"),
        group_sharing={"mps": {"replicas": 2}},
    ),
    fails("sharing-release", RELEASE, "1.34 or later", **released("1.33.0-9a1b2c3d"), **cut("1g.10gb")),
    fails("sharing-release", RELEASE, "1.25 or later", **released("1.24.0-9a1b2c3d"), **sliced()),
    passes("sharing-release", **released("1.54.0-9a1b2c3d"), group_sharing={"mps": {"replicas": 2}}),
    passes("sharing-release", **released("1.33.0-9a1b2c3d"), **sliced()),
    passes("sharing-release", group_ami={"release_version": "1.35.2-20260714"}, **sliced()),
    # T4
    fails("shares-several", "workloads[0].gpus", "write 1", **sliced(), work_gpus=2),
    fails(
        "shares-several",
        "workloads[0].gpus",
        "gpu allows only one",
        group_sharing={"mps": {"replicas": 4}},
        work_gpus=2,
    ),
    fails(
        "shares-several",
        "workloads[0].gpus",
        "",
        **cut({"1g.10gb": 7}, time_slicing={"replicas": 2}),
        work_gpus=2,
        work_gpu_profile="1g.10gb",
    ),
    warns(
        "shares-several", "workloads[0].gpus", "no faster", **sliced(fail_requests_greater_than_one=False), work_gpus=2
    ),
    warns("shares-several", "workloads[0].gpus", "can use only one", **cut("1g.10gb"), work_gpus=2),
    fails("shares-several", "workloads[0]", "needs whole nodes", **sliced(), work_kind="training_job"),
    passes("shares-several", work_kind="training_job"),
    passes("shares-several", **sliced()),
    passes("shares-several", group_instance_types=["g5.12xlarge"], work_gpus=2),
    passes("shares-several", gpu_node_groups=[{**WHOLE, "instance_types": ["g6.12xlarge"]}, RENAMED], work_gpus=2),
    warns("gpus-ambiguous", "workloads[0]", "a whole GPU on whole", gpu_node_groups=[WHOLE, SLICED]),
    warns(
        "gpus-ambiguous",
        "workloads[0].node_groups",
        "one of 4 shares",
        gpu_node_groups=[WHOLE, SLICED],
        work_node_groups=["sliced", "whole"],
    ),
    warns(
        "gpus-ambiguous",
        "workloads[0]",
        "a slice of 1g.10gb",
        gpu_node_groups=[
            WHOLE,
            {**WHOLE, "name": "cut", "instance_types": ["p5.4xlarge"], "sharing": {"mig": "1g.10gb"}},
        ],
    ),
    passes("gpus-ambiguous", gpu_node_groups=[WHOLE, RENAMED]),
    passes("gpus-ambiguous", gpu_node_groups=[SLICED, SMALL]),
    passes("gpus-ambiguous", gpu_node_groups=[WHOLE, SLICED], work_node_groups=["sliced"]),
    passes("gpus-ambiguous", gpu_node_groups=[WHOLE, SLICED], work_gpus=0),
    fails("gpu-profile", "workloads[0]", "one of 1g.10gb, 3g.40gb", **cut(MIXED["mig"])),
    fails(
        "gpu-profile",
        "workloads[0].gpu_profile",
        "one of 1g.10gb, 3g.40gb",
        **cut(MIXED["mig"]),
        work_gpu_profile="2g.20gb",
    ),
    fails("gpu-profile", "workloads[0].gpu_profile", "write 2g.20gb", **cut("2g.20gb"), work_gpu_profile="1g.10gb"),
    fails("gpu-profile", "workloads[0].gpu_profile", "is partitioned by MIG", work_gpu_profile="1g.10gb"),
    passes("gpu-profile", **cut(MIXED["mig"]), work_gpu_profile="3g.40gb"),
    passes("gpu-profile", **cut({"1g.10gb": 7})),
    passes("gpu-profile", **cut("1g.10gb"), work_gpu_profile="1g.10gb"),
    passes("gpu-profile", **cut("1g.10gb")),
    # Groups of one profile each, and one of whole GPUs: all of them offer nvidia.com/gpu, and one has the part.
    warns(
        "workload-excluded",
        "workloads[0].node_groups",
        "on whole, parts it finds no slice of its 'gpu_profile'",
        gpu_node_groups=OF_ONE_NAME,
        work_gpu_profile="3g.40gb",
        work_node_groups=["whole", "parts", "halves"],
    ),
    passes("workload-excluded", gpu_node_groups=OF_ONE_NAME, work_gpu_profile="3g.40gb"),
    fails(
        "node-selector",
        "workloads[0].node_selector.eks-gpu.io/group",
        "on halves it requires the label",
        gpu_node_groups=OF_ONE_NAME,
        work_gpu_profile="3g.40gb",
        work_node_groups=["whole", "halves"],
        work_node_selector={"eks-gpu.io/group": "whole"},
    ),
    passes("gpu-profile", gpu_node_groups=OF_ONE_NAME, work_gpu_profile="3g.40gb"),
    passes("gpu-profile", gpu_node_groups=[WHOLE, RENAMED]),
    warns("gpu-quota-resource", f"{QUOTA}.mig-2g.20gb", "mig-1g.10gb", **cut({"1g.10gb": 7}), **quota(gpu=1, other=1)),
    warns("gpu-quota-resource", f"{QUOTA}.gpu.shared", "gpu", **quota(shared=1)),
    passes("gpu-quota-resource", **cut({"1g.10gb": 7}), **quota(gpu=0, part=7)),
    passes("gpu-quota-resource", namespaces=[{"name": "team", "gpu_quota": 3}]),
    # Sharing must not escape the quota.
    fails(
        "gpu-quota",
        "workloads[0].gpus",
        "1 nvidia.com/gpu.shared",
        gpu_node_groups=[RENAMED],
        namespaces=[{"name": "team", "gpu_quota": 4}],
        work_namespace="team",
    ),
    *(
        fails(
            "gpu-quota",
            "workloads[0].gpus",
            f"add 'gpu.shared: 6' to 'gpu_quota' of the namespace: '{whole}'",
            gpu_node_groups=[RENAMED],
            namespaces=[{"name": "team", "gpu_quota": said}],
            work_namespace="team",
            work_completions=6,
        )
        for said, whole in (
            (4, "{gpu: 4, gpu.shared: 6}"),
            ({"gpu": 4, "mig-1g.10gb": 2}, "{gpu: 4, mig-1g.10gb: 2, gpu.shared: 6}"),
        )
    ),
    # It is named, and said to be none.
    fails(
        "gpu-quota", "workloads[0].gpus", "raise", gpu_node_groups=[RENAMED], **quota(shared=0), work_namespace="team"
    ),
    warns(
        "gpu-quota",
        QUOTA,
        "6 nvidia.com/gpu.shared together",
        gpu_node_groups=[RENAMED],
        **quota(shared=4),
        work_namespace="team",
        work_completions=6,
    ),
    passes("gpu-quota", gpu_node_groups=[RENAMED], **quota(shared=1), work_namespace="team"),
    # A g5.xlarge takes 58 pods, of which seven are daemons'.
    warns("shares-unreachable", SHARING, "51 pods", **sliced(52)),
    warns(
        "shares-unreachable", SHARING, "lower the replicas to 60", group_instance_types=["g5.12xlarge"], **sliced(400)
    ),
    # EFA takes the place of an interface with addresses.
    warns(
        "shares-unreachable",
        SHARING,
        "larger MIG profile",
        **cut("1g.10gb"),
        group_zones=["us-west-2a"],
        group_efa=True,
    ),
    passes("shares-unreachable", **sliced(51)),
    passes("shares-unreachable", **cut("1g.10gb")),
    # T3 and T10
    fails(
        "sharing-label",
        f"{LABELS}k8s.amazonaws.com/accelerator",
        "would wait",
        **P5,
        group_sharing=MIXED,
        group_labels={"k8s.amazonaws.com/accelerator": "nvidia-h100"},
    ),
    fails(
        "sharing-label",
        f"{LABELS}nvidia.com/device-plugin.config",
        "none has this name",
        group_labels={"nvidia.com/device-plugin.config": "mine"},
    ),
    fails(
        "sharing-label",
        f"{LABELS}nvidia.com/mig.config",
        "MIG manager",
        group_labels={"nvidia.com/mig.config": "all-1g.10gb"},
    ),
    fails(
        "label-derived",
        f"{LABELS}nvidia.com/device-plugin.config",
        "'gpu'",
        **sliced(),
        group_labels={"nvidia.com/device-plugin.config": "mine"},
    ),
    passes("sharing-label", **sliced(), group_labels={"k8s.amazonaws.com/accelerator": "nvidia-a10g"}),
    passes("sharing-label", group_labels={"example.com/team": "a"}),
    warns(
        "threshold-ignored",
        "gpu_node_groups[0].autoscaling.gpu_utilization_threshold",
        "not nvidia.com/gpu",
        **sliced(rename=True),
        group_autoscaling={"gpu_utilization_threshold": 0.3},
    ),
    passes("threshold-ignored", **sliced(), group_autoscaling={"gpu_utilization_threshold": 0.3}),
    passes("threshold-ignored", **sliced(rename=True), group_autoscaling={"scale_down_unneeded": "5m"}),
    # Half of the CPU for one of four shares.
    warns("gpu-stranded", "workloads[0].cpu", "2 of its GPUs", **sliced(4), work_cpu="1900m", work_completions=8),
    passes("gpu-stranded", **sliced(4), work_completions=8),
    passes("gpu-stranded", **cut(MIXED["mig"]), work_gpu_profile="3g.40gb", work_cpu="90", work_completions=8),
)
