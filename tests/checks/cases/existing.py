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
POLICY = "arn:aws:iam::111122223333:policy/"
ROLE, KEY = "arn:aws:iam::111122223333:role/nodes", "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d"
CPU_GROUP = {"name": "cpu", "instance_types": ["m7i.large"], "max_per_zone": 2}
PODS = {"pod_subnets": {"us-west-2a": "subnet-2a1b2c3d"}}
AGENT, POD_IDENTITY = "eks-node-monitoring-agent", "eks-pod-identity-agent"


def there(**changes: Any) -> dict[str, Any]:
    """On a cluster that others made."""
    return {"existing_cluster": True, "network": SUBNET, "access": {}, **changes}


CASES: tuple[Case, ...] = (
    fails("eks-name", "eks_name", "existing_cluster", eks_name="Prod_ML"),
    passes("eks-name", eks_name="Prod_ML", existing_cluster=True, network=SUBNET),
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
    *(
        fails("existing-field", f"control_plane.{field}", "whoever made base", **there(control_plane={field: value}))
        for field, value in (
            ("logs", []),
            ("log_retention_days", 30),
            ("log_class", "standard"),
            ("scaling_tier", "tier-xl"),
            ("zonal_shift", True),
            ("security_group_ids", ["sg-0a1b2c3d"]),
        )
    ),
    fails("existing-field", "encryption.secrets_key_arn", "whoever", **there(encryption={"secrets_key_arn": KEY})),
    fails("existing-field", "encryption.logs_key_arn", "no log group", **there(encryption={"logs_key_arn": KEY})),
    fails("existing-field", "iam.cluster_role_arn", "whoever made", **there(iam={"cluster_role_arn": ROLE})),
    fails(
        "existing-field",
        "iam.system_node_role_arn",
        "gpu_node_role_arn",
        **there(iam={"system_node_role_arn": ROLE}),
    ),
    fails("existing-field", "network.service_cidr", **there(network={**SUBNET, "service_cidr": "172.20.0.0/16"})),
    fails(
        "existing-field",
        "network.secondary_cidrs",
        **there(network={"zones": ["us-west-2a", "us-west-2b"], "secondary_cidrs": ["100.64.0.0/16"]}),
    ),
    fails(
        "existing-field",
        "network.prefix_delegation",
        "nobody runs",
        **there(network={**SUBNET, "prefix_delegation": True}, addons={"vpc-cni": "none"}),
    ),
    fails(
        "existing-field",
        "network.pod_subnets",
        "nobody runs",
        **there(network={**SUBNET, **PODS}, addons={"vpc-cni": "none"}),
    ),
    passes("existing-field", **there(network={**SUBNET, **PODS, "prefix_delegation": True})),
    passes("existing-field", **there(iam={"system_node_role_arn": ROLE}, node_groups=[CPU_GROUP])),
    passes(
        "existing-field",
        **there(encryption={"logs_key_arn": KEY, "volumes_key_arn": KEY}, monitoring={"cloudwatch": True}),
    ),
    passes(
        "existing-field",
        **there(
            iam={"path": "/platform/", "gpu_node_role_arn": ROLE, "permissions_boundary": f"{POLICY}boundary"},
            node_groups=[CPU_GROUP],
            defaults={"nodes": {"kubelet": {"cpu_manager_policy": "static"}}},
        ),
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
    fails(
        "node-policy-unused",
        "iam.ssm",
        "the role of GPU nodes",
        **there(iam={"gpu_node_role_arn": ROLE, "ssm": False}),
    ),
    passes(
        "node-policy-unused",
        **there(iam={"gpu_node_role_arn": ROLE, "ssm": False}, node_groups=[CPU_GROUP]),
    ),
    passes("endpoint-runner", **there()),
    passes("kubernetes-support", **there(kubernetes_version="1.33")),
    passes("addon-unpinned", **there()),
)
