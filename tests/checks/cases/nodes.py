"""System nodes and GPU groups."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

TYPES = "gpu_node_groups[0].instance_types"
SPAN: dict[str, Any] = {"group_max_per_zone": GONE, "group_max": 4}
SPOT = {"group_capacity": "spot"}


def group(name: str, *types: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": list(types or ("g5.xlarge",)), "max_per_zone": 1, **more}


TAINT = {"key": "example.com/team", "value": "web", "effect": "NoSchedule"}


OWN = {"id": "ami-0a1b2c3d"}
PODS = {"kubelet": {"max_pods": 20}}
MIRROR = {"registry": "docker.io", "endpoints": ["https://mirror.example"]}


def cpu(**more: Any) -> dict[str, Any]:
    return {"name": "web", "instance_types": ["m7i.large"], "max_per_zone": 2, **more}


CASES: tuple[Case, ...] = (
    fails("group-size", "gpu_node_groups[0]", "neither", group_max_per_zone=GONE),
    fails("group-size", "node_groups[0]", "neither", node_groups=[{"name": "web", "instance_types": ["m7i.large"]}]),
    fails("size-order", "node_groups[0].min_per_zone", "", node_groups=[cpu(min_per_zone=3)]),
    fails("name-duplicate", "node_groups[0].name", "gpu_node_groups[0]", node_groups=[cpu(name="gpu")]),
    fails("group-name", "node_groups[0].name", "system nodes", node_groups=[cpu(name="system")]),
    fails("group-zone", "node_groups[0].zones[0]", "", node_groups=[cpu(zones=["us-west-2d"])]),
    fails("label-reserved", "node_groups[0].labels.k8s.io/a", "", node_groups=[cpu(labels={"k8s.io/a": "b"})]),
    fails("label-reserved", "system_nodes.labels.k8s.io/a", "", system_nodes={"labels": {"k8s.io/a": "b"}}),
    fails(
        "label-derived", "system_nodes.labels.eks-gpu.io/group", "", system_nodes={"labels": {"eks-gpu.io/group": "a"}}
    ),
    fails("kubelet-settings", "gpu_node_groups[0].nodes.kubelet.max_pods", "bottlerocket", group_nodes=PODS),
    passes("kubelet-settings", group_nodes=PODS, group_os="bottlerocket"),
    passes("kubelet-settings", group_nodes=PODS, group_ami={"id": "ami-0a1b2c3d"}),
    fails(
        "kubelet-settings",
        "defaults.nodes.kubelet.max_pods",
        "gpu: ",
        defaults={"nodes": PODS},
        system_nodes={"os": "bottlerocket"},
    ),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.sysctls.vm.overcommit_memory",
        "write '1'",
        group_nodes={"sysctls": {"vm.overcommit_memory": "2"}},
    ),
    passes("node-settings", group_nodes={"sysctls": {"vm.overcommit_memory": "1"}}),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.registry_mirrors",
        "parallel_image_pull",
        group_nodes={"registry_mirrors": [MIRROR]},
        group_parallel_image_pull=True,
        group_disk_throughput_mibs=600,
    ),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.registry_mirrors[1].registry",
        "registry_mirrors[0]",
        group_nodes={"registry_mirrors": [MIRROR, MIRROR]},
    ),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.registry_mirrors[0].endpoints",
        "ECR",
        group_nodes={
            "registry_mirrors": [{**MIRROR, "endpoints": ["https://111122223333.dkr.ecr.us-west-2.amazonaws.com"]}]
        },
    ),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.http_proxy",
        "2025-10",
        group_nodes={"http_proxy": {"url": "http://proxy.example:3128"}},
        group_ami={"release_version": "1.35.2-20250910"},
    ),
    passes(
        "node-settings",
        group_nodes={"http_proxy": {"url": "http://proxy.example:3128"}},
        group_ami={"release_version": "1.35.2-20260714"},
    ),
    fails(
        "node-settings",
        "gpu_node_groups[0].nodes.user_data",
        "ami.user_data",
        group_nodes={"user_data": "#!/bin/sh\n"},
        group_ami={"id": "ami-0a1b2c3d", "user_data": "#!/bin/sh\n"},
    ),
    fails(
        "kubelet-settings",
        "gpu_node_groups[0].nodes.kubelet.image_gc_high_percent",
        "down to 80",
        group_nodes={"kubelet": {"image_gc_high_percent": 70}},
    ),
    fails(
        "kubelet-settings",
        "gpu_node_groups[0].nodes.kubelet.cpu_manager_policy",
        "static",
        group_nodes={"kubelet": {"cpu_manager_policy": "static", "kube_reserved": {"cpu": "0"}}},
    ),
    fails(
        "kubelet-settings",
        "gpu_node_groups[0].nodes.kubelet",
        "g5.xlarge",
        group_nodes={"kubelet": {"kube_reserved": {"memory": "16Gi"}}},
    ),
    fails(
        "user-data",
        "gpu_node_groups[0].nodes.user_data",
        "kubelet",
        group_nodes={
            "kubelet": {"pod_pids_limit": 1024},
            "user_data": "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
            "spec: {kubelet: {config: {podPidsLimit: 2048}}}\n",
        },
    ),
    fails(
        "user-data",
        "defaults.nodes.user_data",
        "bootstrap.sh",
        defaults={"nodes": {"user_data": "#!/bin/sh\n/etc/eks/bootstrap.sh a\n"}},
    ),
    fails("ami-choice", "gpu_node_groups[0].fips", "os: bottlerocket", group_fips=True),
    fails("ami-choice", "system_nodes.fips", "os: bottlerocket", system_nodes={"fips": True}),
    fails("ami-choice", "node_groups[0].fips", "ami.id", node_groups=[cpu(fips=True, os="bottlerocket", ami=OWN)]),
    passes("ami-choice", group_fips=True, group_os="bottlerocket"),
    warns(
        "system-taint",
        "system_nodes.taints[0]",
        "amazon-cloudwatch-observability",
        system_nodes={"taints": [TAINT]},
        monitoring={"cloudwatch": True},
    ),
    passes("system-taint", system_nodes={"taints": [TAINT]}),
    fails("taint-duplicate", "node_groups[0].taints[1]", "taints[0]", node_groups=[cpu(taints=[TAINT, TAINT])]),
    passes("taint-duplicate", node_groups=[cpu(taints=[{**TAINT, "key": "nvidia.com/gpu"}])]),
    fails(
        "instance-type-purpose",
        "node_groups[0].instance_types[0]",
        "A10G",
        node_groups=[cpu(instance_types=["g5.xlarge"])],
    ),
    fails(
        "instance-types-mixed",
        "node_groups[0].instance_types[1]",
        "share one AMI",
        node_groups=[cpu(instance_types=["m7i.large", "m7g.large"])],
    ),
    warns(
        "instance-types-mixed",
        "node_groups[0].instance_types[1]",
        "half empty",
        node_groups=[cpu(instance_types=["m7i.large", "m7i.4xlarge"])],
    ),
    passes("instance-types-mixed", node_groups=[cpu(instance_types=["m7i.large", "m7i.xlarge", "m7a.large"])]),
    warns(
        "instance-types-order",
        "node_groups[0].instance_types",
        "",
        node_groups=[cpu(instance_types=["m7i.xlarge", "m7i.large"])],
    ),
    warns("spot-pools", "node_groups[0].instance_types", "of about the same size", node_groups=[cpu(capacity="spot")]),
    warns("spot-pools", "system_nodes.instance_types", "", system_nodes={"capacity": "spot"}),
    fails(
        "local-storage-missing", "node_groups[0].instance_types[0]", "NVMe", node_groups=[cpu(local_storage="raid0")]
    ),
    fails(
        "ami-release",
        "system_nodes.ami.release_version",
        "bottlerocket",
        system_nodes={"os": "bottlerocket", "ami": {"release_version": "1.35.2-20260714"}},
    ),
    fails("group-size", "gpu_node_groups[0]", "both", group_max=3),
    fails("group-size", "gpu_node_groups[0].min", "min_per_zone: 1", group_min=1),
    fails("group-size", "gpu_node_groups[0].min_per_zone", "min: 1", **SPAN, group_min_per_zone=1),
    passes("group-size", **SPAN, group_min=1),
    passes("group-size", group_min_per_zone=1),
    fails("size-order", "system_nodes.min", "raise max", system_nodes={"min": 5, "max": 4}),
    fails("size-order", "gpu_node_groups[0].min", "", **SPAN, group_min=5),
    fails("size-order", "gpu_node_groups[0].min_per_zone", "", group_min_per_zone=3),
    passes("size-order", group_min_per_zone=2, system_nodes={"min": 4, "max": 4}),
    fails("update-size", "gpu_node_groups[0].update", "neither", group_update={}),
    fails(
        "update-size",
        "gpu_node_groups[0].update",
        "both",
        group_update={"max_unavailable": 1, "max_unavailable_percentage": 9},
    ),
    fails(
        "update-size",
        "gpu_node_groups[0].update.max_unavailable",
        "max_per_zone",
        group_update={"max_unavailable": 3},
    ),
    passes("update-size", group_update={"max_unavailable": 2}),
    passes("update-size", group_update={"max_unavailable_percentage": 50}),
    fails(
        "name-duplicate",
        "gpu_node_groups[1].name",
        "gpu_node_groups[0]",
        gpu_node_groups=[group("gpu"), group("gpu")],
    ),
    fails("name-duplicate", "namespaces[1].name", "", namespaces=[{"name": "team"}, {"name": "team"}]),
    passes("name-duplicate", gpu_node_groups=[group("gpu"), group("gpu-b")]),
    fails("group-name", "gpu_node_groups[0].name", "system nodes", group_name="system"),
    fails(
        "group-name",
        "gpu_node_groups[0].name",
        "shorten",
        region="ap-northeast-1",
        net_zones=["ap-northeast-1-nrt-1a", "ap-northeast-1-tokyo-1a"],
        group_name="inference-large",
    ),
    passes(
        "group-name",
        region="ap-northeast-1",
        net_zones=["ap-northeast-1a", "ap-northeast-1c"],
        group_name="a23456789012345z",
    ),
    fails("group-zone", "gpu_node_groups[0].zones[0]", "write us-west-2b", group_zones=["us-west-2d"]),
    fails("group-zone", "gpu_node_groups[0].zones[0]", "by name", group_zones=["usw2-az1"]),
    passes("group-zone", group_zones=["us-west-2b"]),
    fails("instance-type-unknown", f"{TYPES}[0]", "g5.xlarge", group_instance_types=["g5.xlrage"]),
    fails("instance-type-unknown", f"{TYPES}[0]", "g4dn", group_instance_types=["p2.xlarge"]),
    fails("instance-type-unknown", f"{TYPES}[0]", "DRA", group_instance_types=["p6e-gb200.36xlarge"]),
    fails("instance-type-unknown", f"{TYPES}[0]", "zz9.huge", group_instance_types=["zz9.huge"]),
    fails(
        "instance-type-unknown",
        "system_nodes.instance_types[0]",
        "m7i",
        system_nodes={"instance_types": ["m4.large"]},
    ),
    fails(
        "instance-type-unknown",
        "system_nodes.instance_types[0]",
        "does not support",
        system_nodes={"instance_types": ["a1.large"]},
    ),
    warns("instance-type-unknown", f"{TYPES}[0]", "is being retired", group_instance_types=["p3dn.24xlarge"]),
    passes("instance-type-unknown", group_instance_types=["p5.48xlarge"]),
    fails("instance-type-accelerator", f"{TYPES}[0]", "AMD", group_instance_types=["g4ad.xlarge"]),
    fails("instance-type-accelerator", f"{TYPES}[0]", "NVIDIA", group_instance_types=["dl1.24xlarge"]),
    fails("instance-type-accelerator", f"{TYPES}[0]", "NVIDIA", group_instance_types=["inf2.xlarge"]),
    passes("instance-type-accelerator"),
    fails("instance-type-purpose", f"{TYPES}[0]", "no GPU", group_instance_types=["m7i.large"]),
    fails(
        "instance-type-purpose",
        "system_nodes.instance_types[0]",
        "A10G",
        system_nodes={"instance_types": ["g5.xlarge"]},
    ),
    passes("instance-type-purpose"),
    fails("instance-types-mixed", f"{TYPES}[1]", "L4", group_instance_types=["g5.xlarge", "g6.xlarge"]),
    fails("instance-types-mixed", f"{TYPES}[1]", "4 x", group_instance_types=["g5.xlarge", "g5.12xlarge"]),
    fails("instance-types-mixed", f"{TYPES}[1]", "arm64", group_instance_types=["g4dn.xlarge", "g5g.xlarge"]),
    fails(
        "instance-types-mixed",
        f"{TYPES}[1]",
        "80 GiB",
        group_instance_types=["p4d.24xlarge", "p4de.24xlarge"],
    ),
    passes("instance-types-mixed", group_instance_types=["g5.xlarge", "g5.2xlarge", "g5.4xlarge"]),
    warns("instance-types-mixed", f"{TYPES}[1]", "either", group_instance_types=["g5.xlarge", "g6.xlarge"], **SPOT),
    # Other memory, other counts and other architectures mislead the autoscaler, or the pod.
    fails("instance-types-mixed", f"{TYPES}[1]", "L40S", group_instance_types=["g5.xlarge", "g6e.xlarge"], **SPOT),
    fails("instance-types-mixed", f"{TYPES}[1]", "4 x", group_instance_types=["g5.xlarge", "g6.12xlarge"], **SPOT),
    fails("instance-types-mixed", f"{TYPES}[1]", "arm64", group_instance_types=["g4dn.xlarge", "g5g.xlarge"], **SPOT),
    fails("instance-types-mixed", f"{TYPES}[1]", "", group_instance_types=["g6.xlarge", "g6f.xlarge"], **SPOT),
    warns("instance-types-order", TYPES, "g5.xlarge first", group_instance_types=["g5.2xlarge", "g5.xlarge"]),
    passes("instance-types-order", group_instance_types=["g5.xlarge", "g5.2xlarge"]),
    fails("instance-types-duplicate", f"{TYPES}[1]", "twice", group_instance_types=["g5.xlarge", "g5.xlarge"]),
    passes("instance-types-duplicate", gpu_node_groups=[group("a"), group("b")]),
    fails(
        "system-types-mixed",
        "system_nodes.instance_types[1]",
        "arm64",
        system_nodes={"instance_types": ["m7i.large", "m7g.large"]},
    ),
    passes("system-types-mixed", system_nodes={"instance_types": ["m7g.large", "m6g.large"]}),
    warns(
        "system-nodes-small",
        "system_nodes.instance_types[0]",
        "4 pods",
        system_nodes={"instance_types": ["t3.nano"]},
    ),
    passes("system-nodes-small", system_nodes={"instance_types": ["t3.small"]}),
    fails(
        "instance-type-region",
        f"{TYPES}[0]",
        "us-west-2",
        region="af-south-1",
        net_zones=["afs1-az1", "afs1-az2"],
        group_instance_types=["p5.48xlarge"],
    ),
    passes("instance-type-region", region="mx-central-1"),
    passes("instance-type-region"),
    fails(
        "instance-type-zone",
        TYPES,
        "zones: [use1-az1]",
        region="us-east-1",
        net_zones=["use1-az1", "use1-az2", "use1-az3"],
        group_zones=["use1-az1", "use1-az3"],
        system_nodes={"instance_types": ["m7i.large", "t2.large"]},
    ),
    fails(
        "instance-type-zone",
        "system_nodes.instance_types",
        "under 'network'",
        region="us-east-1",
        net_zones=["use1-az1", "use1-az3"],
    ),
    warns("instance-type-zone", TYPES, "zones: [us-west-2a]", net_zones=["us-west-2a", "us-west-2d"]),
    passes(
        "instance-type-zone",
        net_zones=["us-west-2a", "us-west-2d"],
        group_zones=["us-west-2a"],
        system_nodes={"instance_types": ["m5.large"]},
    ),
    passes("instance-type-zone"),
    warns("gpu-driver", f"{TYPES}[0]", "595", group_instance_types=["g7.2xlarge"]),
    fails("gpu-driver", f"{TYPES}[0]", "580", group_instance_types=["g7.2xlarge"], group_os="bottlerocket"),
    fails(
        "gpu-driver",
        f"{TYPES}[0]",
        "20260714",
        group_instance_types=["g7.2xlarge"],
        group_ami={"release_version": "1.35.2-20260714"},
    ),
    passes("gpu-driver", group_instance_types=["g7.2xlarge"], group_ami={"release_version": "1.35.3-20260917"}),
    passes("gpu-driver", group_instance_types=["g7e.2xlarge"]),
    warns("spot-pools", TYPES, "single type", **SPOT),
    warns(
        "spot-pools",
        "gpu_node_groups[0].zones",
        "single zone",
        **SPOT,
        group_zones=["us-west-2a"],
        group_instance_types=["g5.xlarge", "g5.2xlarge"],
    ),
    passes("spot-pools", **SPOT, group_instance_types=["g5.xlarge", "g5.2xlarge"]),
    # A second zone is an error here.
    *(
        passes(
            "spot-pools",
            **SPOT,
            group_zones=["us-west-2a"],
            group_instance_types=["g5.8xlarge", "g5.16xlarge"],
            **{f"group_{field}": value},
        )
        for field, value in (("efa", True), ("placement_group", "cluster"))
    ),
    warns("spot-pools", TYPES, "on-demand", **SPOT, group_zones=["us-west-2a"], group_efa=True),
    passes("spot-pools", group_zones=["us-west-2a"]),
    fails(
        "label-reserved",
        "gpu_node_groups[0].labels.kubernetes.io/role",
        "example.com/role",
        group_labels={"kubernetes.io/role": "x"},
    ),
    fails(
        "label-reserved",
        "gpu_node_groups[0].labels.node-role.kubernetes.io/gpu",
        "kubelet",
        group_labels={"node-role.kubernetes.io/gpu": "x"},
    ),
    passes("label-reserved", group_labels={"node.kubernetes.io/x": "x"}),
    fails(
        "label-reserved",
        "gpu_node_groups[0].labels.eks.amazonaws.com/x",
        "",
        group_labels={"eks.amazonaws.com/x": "x"},
    ),
    passes("label-reserved", group_labels={"example.com/k8s.io": "x", "notk8s.io/x": "y", "team": "z"}),
    fails(
        "label-derived",
        "gpu_node_groups[0].labels.nvidia.com/gpu.present",
        "'true'",
        group_labels={"nvidia.com/gpu.present": "no"},
    ),
    fails(
        "label-derived",
        "gpu_node_groups[0].labels.eks-gpu.io/mine",
        "",
        group_labels={"eks-gpu.io/mine": "x"},
    ),
    passes("label-derived", group_labels={"nvidia.com/gpu.present": "true", "nvidia.com/mine": "x"}),
    fails(
        "taint-duplicate",
        "gpu_node_groups[0].taints[0]",
        "every GPU group",
        group_taints=[{"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}],
    ),
    fails(
        "taint-duplicate",
        "gpu_node_groups[0].taints[1]",
        "",
        group_taints=[{"key": "a", "value": v, "effect": "NoExecute"} for v in "xy"],
    ),
    passes("taint-duplicate", group_taints=[{"key": "nvidia.com/gpu", "value": "true", "effect": "NoExecute"}]),
    fails(
        "ami-release",
        "gpu_node_groups[0].ami.release_version",
        "1.34",
        group_ami={"release_version": "1.34.2-20260714"},
    ),
    fails(
        "ami-release",
        "gpu_node_groups[0].ami.release_version",
        "bottlerocket",
        group_os="bottlerocket",
        group_ami={"release_version": "1.35.2-20260714"},
    ),
    fails(
        "ami-release",
        "gpu_node_groups[0].ami.release_version",
        "al2023",
        group_ami={"release_version": "1.62.1-9a1b2c3d"},
    ),
    passes("ami-release", group_ami={"release_version": "1.35.2-20260714"}),
    passes("ami-release", group_os="bottlerocket", group_ami={"release_version": "1.62.1-9a1b2c3d"}),
    warns("disk-small", "gpu_node_groups[0].disk_gib", "200", group_disk_gib=50),
    passes("disk-small", group_disk_gib=100),
)
