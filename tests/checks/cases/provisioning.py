"""Node pools and their provisioner."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

POOL, FIRST = "gpu_node_pools[0]", {"name": "pool", "instance_types": ["g6.xlarge"], "max": 4}
SYSTEM = {"min": 1, "max": 2}


def pool(*others: dict[str, Any], kind: str = "karpenter", **fields: Any) -> dict[str, Any]:
    """A declaration with a pool of one type, of which fields differ; None takes a field away."""
    own = {key: value for key, value in {**FIRST, **fields}.items() if value is not None}
    return {"provisioner": kind, "gpu_node_pools": [own, *others]}


def auto(**fields: Any) -> dict[str, Any]:
    return pool(kind="auto-mode", **fields)


SLICED = {"time_slicing": {"replicas": 4}}
SERVE = {"work_kind": "deployment", "work_ports": [8000]}

CASES: tuple[Case, ...] = (
    fails("provisioner-missing", "gpu_node_pools", "pool", gpu_node_pools=[FIRST]),
    warns("provisioner-missing", "provisioner", "buys no node", provisioner="karpenter"),
    passes("provisioner-missing", **pool()),
    passes("provisioner-missing", provisioner={"kind": "auto-mode", "system_pools": True}),
    passes("provisioner-missing"),
    *(
        fails(
            "provisioner-fields",
            f"provisioner.{field}",
            other,
            **{**pool(), "provisioner": {"kind": kind, field: value}},
        )
        for kind, field, value, other in (
            ("auto-mode", "version", "1.14.1", "karpenter"),
            ("auto-mode", "values", {"logLevel": "debug"}, "karpenter"),
            ("auto-mode", "timeout", "8m", "karpenter"),
            ("karpenter", "system_pools", True, "auto-mode"),
        )
    ),
    passes("provisioner-fields", **{**pool(), "provisioner": {"kind": "karpenter", "version": "1.14.1"}}),
    fails("pool-capacity", f"{POOL}.capacity", "[spot, on-demand]", **pool(capacity=["on-demand", "spot"])),
    fails("pool-capacity", f"{POOL}.capacity", "in this order", **pool(capacity=["spot", "spot"])),
    fails("pool-capacity", f"{POOL}.capacity", "cr-", **pool(capacity=["reserved", "on-demand"])),
    fails(
        "pool-capacity",
        f"{POOL}.capacity_reservations",
        "[reserved, on-demand]",
        **pool(capacity_reservations=["cr-0a1b2c3d4e5f60718"]),
    ),
    passes("pool-capacity", **pool(capacity=["spot", "on-demand"])),
    passes("pool-capacity", **pool(capacity=["reserved", "spot"], capacity_reservations=["cr-0a1b2c3d4e5f60718"])),
    fails("pool-types", POOL, "neither", **pool(instance_types=None)),
    fails("pool-types", POOL, "both", **pool(gpus={"model": "L4"})),
    fails("pool-types", f"{POOL}.gpus.model[0]", "L40S", **pool(instance_types=None, gpus={"model": ["L40X"]})),
    fails(
        "pool-types",
        f"{POOL}.gpus.generation[0]",
        "Hopper",
        **pool(instance_types=None, gpus={"generation": "Hoper"}),
    ),
    fails("pool-types", f"{POOL}.gpus", "at a time", **pool(instance_types=None, gpus={"model": "L4", "count": 16})),
    passes("pool-types", **pool(instance_types=None, gpus={"model": "l40s", "count": [1, 4]})),
    passes("pool-types", **pool()),
    fails("instance-type-unknown", f"{POOL}.instance_types[0]", "g6.xlarge", **pool(instance_types=["g6.xlarg"])),
    fails("instance-type-purpose", f"{POOL}.instance_types[0]", "no GPU", **pool(instance_types=["m7i.large"])),
    fails(
        "instance-types-duplicate",
        f"{POOL}.instance_types[1]",
        "twice",
        **pool(instance_types=["g6.xlarge", "g6.xlarge"]),
    ),
    fails(
        "pool-architecture", f"{POOL}.instance_types[1]", "arm64", **pool(instance_types=["g6.xlarge", "g5g.xlarge"])
    ),
    fails(
        "pool-architecture",
        f"{POOL}.gpus",
        "arm64",
        **pool(instance_types=None, gpus={"generation": "Turing", "count": 1}),
    ),
    passes("pool-architecture", **pool(instance_types=["g6.xlarge", "g5.xlarge"])),
    fails(
        "pool-sharing",
        f"{POOL}.instance_types[1]",
        "one model",
        **pool(instance_types=["p4d.24xlarge", "p5.48xlarge"], sharing={"mig": "1g.5gb"}),
    ),
    warns(
        "pool-sharing",
        f"{POOL}.instance_types[1]",
        "another part",
        **pool(instance_types=["g6.xlarge", "g6e.xlarge"], sharing=SLICED),
    ),
    passes("pool-sharing", **pool(instance_types=["g6.xlarge", "g6.2xlarge"], sharing=SLICED)),
    passes("pool-sharing", **pool(instance_types=["g6.xlarge", "g6e.xlarge"])),
    fails("mig-gpu", f"{POOL}.sharing.mig", "does not support", **pool(sharing={"mig": "1g.5gb"})),
    fails(
        "mig-profile",
        f"{POOL}.sharing.mig",
        "1g.10gb",
        **pool(instance_types=["p5.48xlarge"], sharing={"mig": "1g.5gb"}),
    ),
    fails(
        "mig-layout",
        f"{POOL}.sharing.mig",
        "fewer",
        **pool(instance_types=["p5.48xlarge"], sharing={"mig": {"3g.40gb": 3}}),
    ),
    fails(
        "mig-bottlerocket",
        f"{POOL}.sharing.mig",
        "al2023",
        **pool(instance_types=["p5.48xlarge"], sharing={"mig": {"3g.40gb": 2}}, os="bottlerocket"),
    ),
    fails("sharing-conflict", f"{POOL}.sharing", "exclude", **pool(sharing={**SLICED, "mps": {"replicas": 2}})),
    fails("pool-static", f"{POOL}.weight", "'weight'", **pool(nodes_always=2, weight=10)),
    fails(
        "pool-static", f"{POOL}.consolidation", "no 'consol", **pool(nodes_always=2, consolidation={"when": "empty"})
    ),
    fails("pool-static", f"{POOL}.max", "write 6", **pool(nodes_always=5)),
    warns("pool-static", f"{POOL}.max", "write 5", **pool(nodes_always=4)),
    passes("pool-static", **pool(nodes_always=3)),
    passes("pool-static", **pool(weight=10, consolidation={"when": "empty"})),
    fails("pool-lifetime", f"{POOL}.grace", "24h", **pool(grace="never")),
    fails("pool-lifetime", f"{POOL}.expire_after", "504h", **auto(expire_after="505h")),
    fails("pool-lifetime", f"{POOL}.expire_after", "504h", **auto(expire_after="never")),
    fails("pool-lifetime", f"{POOL}.expire_after", "504h", **auto(expire_after="504h1m")),
    passes("pool-lifetime", **auto(expire_after="504h", grace="1h30m")),
    passes("pool-lifetime", **auto()),
    passes("pool-lifetime", **pool(expire_after="never")),
    warns("pool-expiry", f"{POOL}.expire_after", "job train", **pool(expire_after="24h")),
    passes("pool-expiry", **pool(expire_after="24h"), work_node_groups=["gpu"]),
    passes("pool-expiry", **pool(expire_after="24h"), **SERVE),
    passes("pool-expiry", **pool()),
    fails("pool-budget", f"{POOL}.budgets[0].cron", "duration", **pool(budgets=[{"nodes": 0, "cron": "0 8 * * *"}])),
    fails("pool-budget", f"{POOL}.budgets[0].duration", "UTC", **pool(budgets=[{"nodes": 0, "duration": "8h"}])),
    fails(
        "pool-budget",
        f"{POOL}.budgets[0].cron",
        "@daily",
        **pool(budgets=[{"nodes": 0, "cron": "@every 5h", "duration": "1h"}]),
    ),
    warns("pool-budget", f"{POOL}.budgets[0].nodes", "billed", **pool(budgets=[{"nodes": "0%"}])),
    passes("pool-budget", **pool(budgets=[{"nodes": 0, "reasons": ["drifted"]}])),
    passes("pool-budget", **pool(budgets=[{"nodes": 0, "cron": "@daily", "duration": "8h"}, {"nodes": "10%"}])),
    fails("pool-label", f"{POOL}.labels.karpenter.sh/team", "example.com", **pool(labels={"karpenter.sh/team": "a"})),
    fails(
        "pool-label", f"{POOL}.labels.kubernetes.io/hostname", "keeps", **pool(labels={"kubernetes.io/hostname": "a"})
    ),
    fails(
        "pool-label",
        f"{POOL}.taints[0].key",
        "keeps",
        **pool(taints=[{"key": "a.karpenter.k8s.aws/b", "value": "c", "effect": "NoSchedule"}]),
    ),
    passes("pool-label", **pool(labels={"example.com/karpenter.sh": "a"})),
    fails(
        "pool-tag",
        f"{POOL}.nodes.tags.karpenter.sh/nodepool",
        "another key",
        **pool(nodes={"tags": {"karpenter.sh/nodepool": "a"}}),
    ),
    fails(
        "pool-tag", "tags.kubernetes.io/cluster/base", "another key", **pool(), tags={"kubernetes.io/cluster/base": "a"}
    ),
    passes("pool-tag", **pool(nodes={"tags": {"team": "a"}})),
    warns("pool-contested", "workloads[0].node_groups", "[pool]", **pool(), **SERVE),
    passes("pool-contested", **pool(), **SERVE, work_node_groups=["pool"]),
    passes("pool-contested", **pool(), **SERVE, work_node_groups=["gpu"]),
    passes("pool-contested", **pool(), **SERVE, autoscaler={"kind": "none"}, **{"gpu_node_groups[0].min_per_zone": 1}),
    # Nobody adds nodes to a static pool.
    passes("pool-contested", **pool(nodes_always=2), **SERVE),
    warns(
        "pool-consolidation",
        f"{POOL}.consolidation.when",
        "train",
        **pool(consolidation={"when": "underutilized"}),
        work_evictable=True,
    ),
    passes("pool-consolidation", **pool(consolidation={"when": "underutilized"})),
    passes("pool-consolidation", **pool(), work_evictable=True),
    passes("pool-consolidation", **pool(consolidation={"when": "underutilized"}), **SERVE),
    warns("pool-drift", f"{POOL}.budgets", "train", **auto(), work_evictable=True),
    passes("pool-drift", **auto()),
    passes("pool-drift", **pool(), work_evictable=True),
    passes("pool-drift", **auto(budgets=[{"nodes": 0, "reasons": ["drifted"]}]), work_evictable=True),
    fails("karpenter-nodes", "system_nodes.min", "2 or more", **pool(), system_nodes=SYSTEM),
    fails(
        "karpenter-nodes",
        "system_nodes.zones",
        "us-west-2a",
        **pool(),
        system_nodes={"min": 2, "max": 3, "zones": ["us-west-2a"]},
    ),
    passes("karpenter-nodes", **pool()),
    passes("karpenter-nodes", **auto(), system_nodes=SYSTEM),
    fails("auto-mode", f"{POOL}.sharing", "karpenter", **auto(sharing=SLICED)),
    fails("auto-mode", f"{POOL}.os", "Bottlerocket", **auto(os="al2023")),
    fails("auto-mode", f"{POOL}.ami_release", "budgets", **auto(ami_release="v1.54.0")),
    fails("auto-mode", f"{POOL}.local_storage", "by itself", **auto(local_storage="raid0")),
    fails("auto-mode", f"{POOL}.instance_types[0]", "g6f.xlarge", **auto(instance_types=["g6f.xlarge"])),
    fails(
        "auto-mode", f"{POOL}.nodes.user_data", "gpu_node_groups", **auto(nodes={"user_data": "#!/bin/bash\ntrue\n"})
    ),
    fails("auto-mode", f"{POOL}.nodes.kubelet", "2026-11", **auto(nodes={"kubelet": {"max_pods": 20}})),
    fails("auto-mode", "defaults.nodes.kubelet", "pool: ", **auto(), defaults={"nodes": {"kubelet": {"max_pods": 20}}}),
    passes("auto-mode", **auto(nodes={"tags": {"team": "a"}}, os="bottlerocket", efa=False)),
    passes("auto-mode", **pool(sharing=SLICED, os="al2023", local_storage="raid0", instance_types=["g6.xlarge"])),
    fails("pool-efa", f"{POOL}.zones", "one zone", **pool(instance_types=["p5.48xlarge"], efa=True)),
    fails("pool-efa", f"{POOL}.instance_types[0]", "g6.8xlarge", **pool(zones=["us-west-2a"], efa=True)),
    fails(
        "pool-efa",
        f"{POOL}.instance_types[1]",
        "of its own",
        **pool(instance_types=["p5.48xlarge", "p4d.24xlarge"], zones=["us-west-2a"], efa=True),
    ),
    # As many interfaces, but the first card of the second type has none.
    fails(
        "pool-efa",
        f"{POOL}.instance_types[1]",
        "cards 1 to 16, but p5en.48xlarge takes 16 EFA interfaces on network cards 0 to 15",
        **pool(instance_types=["p5en.48xlarge", "p6-b300.48xlarge"], zones=["us-west-2a"], efa=True),
    ),
    passes("pool-efa", **pool(instance_types=["p5.48xlarge", "p5e.48xlarge"], zones=["us-west-2a"], efa=True)),
    passes("pool-efa", **pool()),
    fails("pool-ami", f"{POOL}.ami_release", "v20260701", **pool(ami_release="v1.54.0")),
    fails("pool-ami", f"{POOL}.ami_release", "v1.54.0", **pool(ami_release="v20260701", os="bottlerocket")),
    fails("pool-ami", f"{POOL}.ami_release", "names its release", **pool(os="bottlerocket")),
    passes("pool-ami", **pool(ami_release="v20260701")),
    passes("pool-ami", **auto()),
    passes("pool-ami", **pool(ami_release="v1.54.0", os="bottlerocket")),
    # Rules about groups that hold for pools as well.
    fails("name-duplicate", f"{POOL}.name", "gpu_node_groups[0].name", **pool(name="gpu")),
    fails("group-name", f"{POOL}.name", "system", **pool(name="system")),
    fails("group-zone", f"{POOL}.zones[0]", "us-west-2c", **pool(zones=["us-west-2c"])),
    fails("zone-duplicate", f"{POOL}.zones[1]", "twice", **pool(zones=["us-west-2a", "us-west-2a"])),
    fails("label-derived", f"{POOL}.labels.eks-gpu.io/group", "itself", **pool(labels={"eks-gpu.io/group": "a"})),
    fails(
        "taint-duplicate",
        f"{POOL}.taints[0]",
        "every GPU group",
        **pool(taints=[{"key": "nvidia.com/gpu", "value": "a", "effect": "NoSchedule"}]),
    ),
    warns("disk-small", f"{POOL}.disk_gib", "200", **pool(disk_gib=40)),
    warns(
        "disk-throughput",
        f"{POOL}.disk_throughput_mibs",
        "g4dn.xlarge",
        **pool(instance_types=["g4dn.xlarge"], disk_throughput_mibs=900),
    ),
    warns("spot-pools", f"{POOL}.instance_types[0]", "single type", **pool(capacity=["spot"])),
    passes("spot-pools", **pool(capacity=["spot", "on-demand"])),
    warns(
        "minimum-unused", f"{POOL}.nodes_always", "always has 2 nodes", **pool(nodes_always=2), work_node_groups=["gpu"]
    ),
    passes("minimum-unused", **pool(nodes_always=2)),
    warns("subnet-capacity", "network.cidr", "addresses", **pool(max=1000), net_cidr="10.0.0.0/20"),
    warns(
        "cuda-driver",
        "workloads[0].image",
        "of pool",
        **pool(ami_release="v20250715"),
        kubernetes_version="1.33",
        work_image="registry.example/vllm:0.12.0-gpu-py312-cu130-ubuntu22.04-ec2",
    ),
    fails(
        "grid-driver", f"{POOL}.ami_release", "no GPU", **pool(instance_types=["g6f.2xlarge"], ami_release="v20250505")
    ),
    fails(
        "kubelet-settings",
        f"{POOL}.nodes.kubelet.image_gc_high_percent",
        "raise it",
        **pool(nodes={"kubelet": {"image_gc_high_percent": 50, "image_gc_low_percent": 60}}),
    ),
    # Karpenter writes the number itself, unlike EKS for managed nodes.
    passes("kubelet-settings", **pool(nodes={"kubelet": {"max_pods": 20}})),
    fails(
        "node-settings",
        f"{POOL}.nodes.sysctls.kernel.panic",
        "expects 10",
        **pool(nodes={"sysctls": {"kernel.panic": "0"}}),
    ),
    fails("user-data", f"{POOL}.nodes.user_data", "#!/bin/bash", **pool(nodes={"user_data": "echo hello"})),
    fails("workload-group", "workloads[0].node_groups[0]", "pool", **pool(), work_node_groups=["poll"]),
    warns("prepull-cold", f"{POOL}.prepull", "starts at zero", **pool(prepull=["registry.example/train:1"])),
    passes("prepull-cold", **pool(prepull=["registry.example/train:1"], nodes_always=1)),
    fails("prepull-architecture", f"{POOL}.prepull[0]", "amd64", **pool(prepull=["registry.example/arm64/train:1"])),
    fails(
        "efa-vpc-cni",
        "addons.vpc-cni",
        "EFA-only",
        **pool(instance_types=["p5.48xlarge"], zones=["us-west-2a"], efa=True),
        addons={"vpc-cni": "v1.17.1-eksbuild.1"},
    ),
    passes("workload-group", **pool(), work_node_groups=["pool"]),
)
