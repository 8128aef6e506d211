"""Clusters that others made, and components that they install."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

SUBNET = {"private_subnets": {"us-west-2a": "subnet-0a1b2c3d4e5f60718"}}
IN_A_VPC = {"vpc_id": "vpc-0a1b2c3d", "private_subnets": {**SUBNET["private_subnets"], "us-west-2b": "subnet-1a1b2c3d"}}
SCALED = {"kind": "deployment", "name": "serve", "image": "registry.example/serve:1", "ports": [8000]}
BY_CPU = {**SCALED, "scaling": {"min": 1, "max": 2, "metrics": [{"cpu_percent": 60}]}}
BY_POD = {**SCALED, "scaling": {"min": 1, "max": 2, "metrics": [{"pods": "requests", "average": "10"}]}}
READS = {"name": "reader", "policy_arns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]}
READER = {**SCALED, "service_account": READS}
CLAIMS = {**SCALED, "kind": "stateful_set", "volumes": [{"mount_path": "/cache", "claim": "20Gi"}]}
BUCKET = {"name": "data", "s3_mount": {"bucket": "acme-data"}}
TAINT = {"key": "team", "value": "ml", "effect": "NoSchedule"}
SLICED = {"time_slicing": {"replicas": 4}}
EFA = {"name": "gpu", "instance_types": ["g6.48xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True}
AGENT, POD_IDENTITY = "eks-node-monitoring-agent", "eks-pod-identity-agent"


def there(**changes: Any) -> dict[str, Any]:
    """On a cluster that others made."""
    return {"existing_cluster": True, "network": SUBNET, "access": {}, **changes}


CASES: tuple[Case, ...] = (
    fails(
        "existing-field", "access.public_cidrs", "remove the field", **there(access={"public_cidrs": ["1.2.3.4/32"]})
    ),
    fails("existing-field", "access.creator_admin", **there(access={"creator_admin": True})),
    fails("existing-field", "system_nodes", "whoever made base", **there(system_nodes={"min": 3})),
    fails("existing-field", "upgrade_policy", **there(upgrade_policy="extended")),
    fails("existing-field", "ebs_driver_scope", **there(ebs_driver_scope="cluster")),
    passes(
        "existing-field",
        **there(ebs_driver_scope="cluster", addons={"aws-ebs-csi-driver": "v1.58.0-eksbuild.1"}),
    ),
    passes("existing-field", **there(access={"admins": ["arn:aws:iam::111122223333:role/platform"]})),
    passes("existing-field", access={"public_cidrs": ["1.2.3.4/32"]}),
    fails(
        "network-incomplete",
        "network",
        "in a VPC already",
        existing_cluster=True,
        network={"zones": ["us-west-2a", "us-west-2b"]},
    ),
    fails("network-incomplete", "network.vpc_id", "existing_cluster: true", network=SUBNET),
    fails("network-incomplete", "network.private_subnets", "second zone", network={**SUBNET, "vpc_id": "vpc-0a1b2c3d"}),
    passes("network-incomplete", **there()),
    passes("network-incomplete", network=IN_A_VPC),
    fails("addon-needed", "addons.metrics-server", "nobody", addons={"metrics-server": "none"}, workloads=[BY_CPU]),
    passes("addon-needed", addons={"metrics-server": "none"}, workloads=[BY_POD]),
    passes("addon-needed", addons={"metrics-server": "existing"}, workloads=[BY_CPU]),
    passes("addon-needed", workloads=[BY_CPU, READER, CLAIMS]),
    warns("addon-needed", "workloads[0].scaling", "metrics-server: v", **there(workloads=[BY_CPU])),
    warns("addon-needed", "workloads[0].service_account", "service account reader", **there(workloads=[READER])),
    warns("addon-needed", "autoscaler", "Pod Identity", **there(autoscaler={"kind": "cluster-autoscaler"})),
    warns("addon-needed", "addons", "an add-on", **there(addons={"vpc-cni": "v1.20.4-eksbuild.2"})),
    warns("addon-needed", "workloads[0]", "EBS driver", **there(workloads=[CLAIMS], storage_class="gp2")),
    warns("addon-needed", "storage", "s3_mount", **there(storage=[BUCKET])),
    fails("addon-needed", f"addons.{POD_IDENTITY}", "reader", addons={POD_IDENTITY: "none"}, workloads=[READER]),
    passes("addon-needed", **there(workloads=[READER], addons={POD_IDENTITY: "existing"})),
    passes("addon-needed", **there()),
    warns(
        "existing-device-plugin",
        "gpu_node_groups[0]",
        "4 nvidia.com/gpu",
        device_plugin="existing",
        group_sharing=SLICED,
    ),
    warns(
        "existing-device-plugin", "gpu_node_groups[0]", "team=ml:NoSchedule", device_plugin=False, group_taints=[TAINT]
    ),
    warns(
        "existing-device-plugin",
        "gpu_node_groups[0]",
        "MIG_STRATEGY=mixed",
        device_plugin="existing",
        group_instance_types=["p5.48xlarge"],
        group_sharing={"mig": "1g.10gb"},
    ),
    passes("existing-device-plugin", device_plugin="existing"),
    passes("existing-device-plugin", device_plugin=True, group_sharing=SLICED),
    passes("existing-device-plugin", device_plugin="existing", group_sharing=SLICED, group_os="bottlerocket"),
    warns("existing-efa-plugin", "efa_plugin", "nvidia.com/gpu", efa_plugin="existing", gpu_node_groups=[EFA]),
    passes("existing-efa-plugin", efa_plugin="existing"),
    passes("existing-efa-plugin", gpu_node_groups=[EFA]),
    warns("existing-monitoring-agent", f"addons.{AGENT}", "sound GPU nodes", addons={AGENT: "existing"}),
    warns("existing-monitoring-agent", f"addons.{AGENT}", **there(addons={AGENT: "existing"})),
    passes("existing-monitoring-agent", addons={AGENT: "existing"}, group_node_repair=False),
    passes("existing-monitoring-agent", addons={AGENT: "none"}),
    passes("existing-monitoring-agent", **there()),
    warns(
        "existing-autoscaler",
        "autoscaler.expander",
        "--expander=priority, --scale-down-unneeded-time=30m",
        autoscaler={"kind": "existing", "scale_down_unneeded": "30m", "expander": "priority"},
    ),
    warns("existing-autoscaler", "autoscaler.scale_down_unneeded", **there(autoscaler={"scale_down_unneeded": "30m"})),
    warns("existing-autoscaler", "gpu_node_groups[0].priority", "10: ^eks-gpu-", **there(group_priority=10)),
    passes("existing-autoscaler", autoscaler={"scale_down_unneeded": "30m"}, group_priority=10),
    passes("existing-autoscaler", **there()),
    fails(
        "storage-class-missing",
        "workloads[0].volumes[0].claim",
        "storage_class: eks-gpu",
        **there(workloads=[CLAIMS]),
    ),
    passes("storage-class-missing", **there(workloads=[CLAIMS], storage_class="eks-gpu")),
    passes("storage-class-missing", workloads=[CLAIMS]),
    warns("existing-s3-driver", "storage", "acme-data", **there(storage=[BUCKET])),
    warns(
        "existing-s3-driver",
        "storage",
        "s3:PutObject",
        storage=[{"name": "data", "s3_mount": {"bucket": "acme-data", "writable": True}}],
        addons={"aws-mountpoint-s3-csi-driver": "existing"},
    ),
    passes("existing-s3-driver", storage=[BUCKET]),
    passes("existing-s3-driver", **there()),
    passes("endpoint-runner", **there()),
    passes("kubernetes-support", **there(kubernetes_version="1.33")),
    passes("addon-unpinned", **there()),
)
