"""A cluster file with the texts that neither the examples nor the wider files have."""

from __future__ import annotations

from typing import Any

_PROBE: dict[str, Any] = {"command": ["test", "-e", "/ready"], "every": "10s", "timeout": "2s"}
# Paths are relative to the working directory here, because the declaration comes from no file.
_MANIFEST = "tests/terraform/manifest.yaml"
_VARIABLES: dict[str, Any] = {
    "TOKEN": {"secret": "hub", "key": "token"},
    "MODE": {"config_map": "settings", "key": "mode"},
    "POD_IP": {"field": "status.podIP"},
}
_SECURITY: dict[str, Any] = {"capabilities": ["IPC_LOCK"], "drop_capabilities": ["ALL"], "seccomp": "RuntimeDefault"}
_SIDE: dict[str, Any] = {
    "image": "registry.example/side:1",
    "command": ["/side"],
    "args": ["--port=1"],
    "env": {"LEVEL": "info"},
    "env_from": _VARIABLES,
    "cpu": "100m",
    "memory": "128Mi",
    "mounts": ["/cache"],
    "working_dir": "/side",
    "security": _SECURITY,
}
_NODES: dict[str, Any] = {
    "kubelet": {
        "kube_reserved": {"cpu": "200m", "memory": "1Gi", "ephemeral_storage": "2Gi"},
        "system_reserved": {"cpu": "100m", "memory": "100Mi", "ephemeral_storage": "1Gi"},
        "eviction_memory": "200Mi",
        "container_log_max_size": "20Mi",
        "allowed_unsafe_sysctls": ["net.core.somaxconn"],
    },
    "http_proxy": {"url": "http://proxy.example:3128", "no_proxy": [".example.com"]},
    "ca_certificates": {"corp": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
    "registry_mirrors": [{"registry": "docker.io", "endpoints": ["https://mirror.example"]}],
    "tags": {"cost-center": "42"},
    "sysctls": {"vm.max_map_count": "262144"},
    "user_data": "#!/bin/sh\necho ready\n",
}
EVERY_TEXT: tuple[dict[str, Any], ...] = (
    {
        "name": "texts",
        "region": "us-west-2",
        "kubernetes_version": "1.35",
        "network": {
            "zones": ["us-west-2a", "us-west-2b"],
            "secondary_cidrs": ["100.64.0.0/16"],
            "pod_subnets": {"us-west-2a": "100.64.0.0/18", "us-west-2b": "100.64.64.0/18"},
            "service_cidr": "172.20.0.0/16",
        },
        "access": {
            "runner": "vpc",
            "private_cidrs": ["10.0.0.0/16"],
            "teams": [
                {
                    "principals": ["arn:aws:iam::111122223333:role/team"],
                    "namespaces": ["default"],
                    "policy": "edit",
                    "kubernetes_groups": ["ml"],
                }
            ],
        },
        "account_id": "111122223333",
        "node_security_group_ids": ["sg-0a1b2c3d4e5f60718"],
        "storage_class": "gp2",
        "assume_role_arn": "arn:aws:iam::111122223333:role/terraform",
        "iam": {
            "permissions_boundary": "arn:aws:iam::111122223333:policy/boundary",
            "path": "/platform/",
            "cluster_role_arn": "arn:aws:iam::111122223333:role/cluster",
            "system_node_role_arn": "arn:aws:iam::111122223333:role/nodes",
            "gpu_node_role_arn": "arn:aws:iam::111122223333:role/gpu-nodes",
            "node_policies": [],
        },
        "control_plane": {"security_group_ids": ["sg-0a1b2c3d"]},
        "encryption": {
            "secrets_key_arn": "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
            "volumes_key_arn": "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
            "logs_key_arn": "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
        },
        "system_nodes": {
            "ami": {"release_version": "1.35.2-20260714"},
            "zones": ["us-west-2a"],
            "labels": {"team": "platform"},
            "taints": [{"key": "example.com/team", "value": "platform", "effect": "PreferNoSchedule"}],
            "prepull": ["registry.example/tools:1"],
            "nodes": _NODES,
        },
        "defaults": {"nodes": {name: value for name, value in _NODES.items() if name != "user_data"}},
        "node_groups": [
            {
                "name": "cpu",
                "instance_types": ["m7i.large"],
                "max": 2,
                "zones": ["us-west-2a"],
                "labels": {"team": "web"},
                "taints": [{"key": "example.com/team", "value": "web", "effect": "NoSchedule"}],
                "schedules": [{"cron": "0 7 * * 1-5", "time_zone": "Europe/Berlin", "min": 1}],
                "autoscaling": {"scale_down_unneeded": "5m"},
                "prepull": ["registry.example/web:1"],
                "nodes": {name: value for name, value in _NODES.items() if name != "user_data"},
                "ami": {"id": "ami-0a1b2c3d4e5f60718", "user_data": "#!/bin/sh\necho web\n"},
                "capacity_reservation": {"id": "cr-0a1b2c3d4e5f60718", "placement_group": "web"},
            },
            {
                "name": "blocks",
                "instance_types": ["m7i.large"],
                "max": 2,
                "zones": ["us-west-2a"],
                "ami": {"release_version": "1.35.2-20260714"},
                "nodes": {"user_data": "#!/bin/sh\necho web\n"},
                "capacity_reservation": {
                    "resource_group": "arn:aws:resource-groups:us-west-2:111122223333:group/web",
                    "zone": "us-west-2a",
                },
            },
        ],
        "daemons": [
            {
                "name": "agent",
                "cpu": "100m",
                "memory": "128Mi",
                "ephemeral_storage": "1Gi",
                "node_groups": ["gpu"],
                "tolerations": [{"key": "nvidia.com/gpu", "operator": "Equal", "value": "present"}],
            }
        ],
        "daemon_reserve": {"cpu": "100m", "memory": "256Mi"},
        "backend": {"cloud": {"organization": "example", "hostname": "app.terraform.io"}},
        "addons": {
            "coredns": "v1.13.2-eksbuild.1",
            "vpc-cni": {
                "version": "v1.20.4-eksbuild.2",
                "configuration": {"env": {"AWS_VPC_K8S_CNI_LOGLEVEL": "INFO"}},
            },
        },
        "autoscaler": {"scale_down_delay_after_add": "10m"},
        "ignore": [{"id": "addon-unpinned", "where": "addons.coredns", "reason": "an example"}],
        "gpu_node_groups": [
            {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 2, "nodes": _NODES},
            # Terraform encodes its user data.
            {
                "name": "rocket",
                "instance_types": ["g5.xlarge"],
                "max_per_zone": 1,
                "os": "bottlerocket",
                "ami": {"id": "ami-0a1b2c3d4e5f60718", "user_data": '[settings.kernel.sysctl]\n"user.name" = "a"\n'},
            },
        ],
        "storage": [
            {
                "name": "data",
                "s3_mount": {
                    "bucket": "training-data",
                    "prefix": "datasets/",
                    "kms_key_arn": "arn:aws:kms:us-west-2:111122223333:key/0a1b2c3d",
                },
            }
        ],
        "load_balancer_controller": {"version": "3.5.0", "values": {"text": "a"}, "timeout": "5m"},
        "charts": [
            {
                "name": "tools",
                "namespace": "tools",
                "repository": "https://charts.example",
                "chart": "tools",
                "version": "1.0.0",
                "values": {"text": "a", "list": ["b"]},
                "rendered": _MANIFEST,
                "timeout": "5m",
                "service_account": {
                    "name": "tools",
                    "policy_arns": ["arn:aws:iam::111122223333:policy/read"],
                    "statements": [
                        {
                            "actions": ["s3:GetObject"],
                            "resources": ["arn:aws:s3:::models/*"],
                            "conditions": {
                                "StringLike": {"aws:UserAgent": ["a"]},
                                "StringEquals": {"aws:RequestedRegion": "us-west-2"},
                            },
                        }
                    ],
                },
            }
        ],
        "manifests": [
            _MANIFEST,
            {"name": "things", "files": [_MANIFEST], "apply": False, "namespace": "default", "timeout": "5m"},
        ],
        "workloads": [
            {
                "name": "web",
                "kind": "deployment",
                "image": "registry.example/web:1",
                "ports": [8080],
                "cpu": "1",
                "memory": "2Gi",
                "ephemeral_storage": "1Gi",
                "image_pull_secrets": ["registry"],
                "env_from_secrets": ["token"],
                "node_selector": {"topology.kubernetes.io/zone": "us-west-2a"},
                "tolerations": [{"key": "team", "operator": "Equal", "value": "a", "effect": "NoSchedule"}],
                "termination_grace": "30s",
                "env": {"ANY": "text"},
                "probes": {"startup": {"command": ["test", "-e", "/ready"]}, "readiness": _PROBE, "liveness": _PROBE},
                "scaling": {
                    "min": 1,
                    "max": 2,
                    "scale_down_after": "5m",
                    "metrics": [
                        {"pods": "requests", "average": "10"},
                        {"external": "queue", "average": "5", "selector": {"queue": "a"}},
                    ],
                },
                "service_account": {
                    "name": "reader",
                    "policy_arns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
                    "statements": [
                        {
                            "actions": ["s3:GetObject"],
                            "resources": ["arn:aws:s3:::training-data/*"],
                            "conditions": {"StringEquals": {"aws:PrincipalTag/team": "a"}},
                        }
                    ],
                },
                "volumes": [
                    {"mount_path": "/data", "storage": "data", "read_only": True},
                    {"mount_path": "/etc/app", "files": {"app.ini": "text"}},
                    {"mount_path": "/etc/tls", "secret": "tls"},
                ],
            },
            {
                "name": "full",
                "kind": "deployment",
                "image": "registry.example/full:1",
                "ports": [8080],
                "service_ports": [{"port": 80, "target": 8080, "name": "http"}],
                "env_from": _VARIABLES,
                "cpu": "500m",
                "cpu_limit": "1",
                "memory": "1Gi",
                "memory_limit": "2Gi",
                "volumes": [
                    {"mount_path": "/cache", "scratch": "1Gi"},
                    {"mount_path": "/settings", "config_map": "settings"},
                    {"mount_path": "/claim", "existing_claim": "datasets"},
                    {"mount_path": "/node", "host_path": "/mnt/cache"},
                ],
                "containers": [{"name": "proxy", **_SIDE}],
                "init_containers": [{"name": "download", **_SIDE}],
                "labels": {"team": "ml"},
                "annotations": {"example.com/note": "a note"},
                "security": _SECURITY,
                "working_dir": "/workspace",
                "runtime_class": "nvidia",
                "pre_stop": ["/finish"],
            },
            {
                "name": "open",
                "kind": "deployment",
                "image": "registry.example/open:1",
                "ports": [8080],
                "probes": {"readiness": {"path": "/health"}},
                "expose": {
                    "kind": "ingress",
                    "host": "llm.example.com",
                    "path": "/v1",
                    "tls": {
                        "certificate_arns": ["arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d"],
                        "policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                    },
                    "health_path": "/health",
                    "idle_timeout": "20m",
                    "allow_cidrs": ["10.0.0.0/16"],
                    "subnets": ["subnet-0000000a", "subnet-0000000b"],
                    "group": "models",
                },
            },
            {
                "name": "db",
                "kind": "stateful_set",
                "image": "registry.example/db:1",
                "ports": [5432],
                "volumes": [{"mount_path": "/var/lib/db", "claim": "10Gi"}],
            },
        ],
    },
    {
        "name": "bought",
        "region": "us-west-2",
        "kubernetes_version": "1.35",
        "network": {"zones": ["us-west-2a", "us-west-2b"]},
        "access": {"runner": "vpc", "kubernetes_auth": "exec"},
        "provisioner": {"kind": "karpenter", "version": "1.14.1", "values": {"text": "a"}, "timeout": "5m"},
        "queueing": {
            "kind": "kueue",
            "version": "0.19.2",
            "values": {"text": "a"},
            "timeout": "5m",
            "ready_timeout": "5m",
            "cohorts": [{"name": "all", "namespaces": ["one", "two"]}],
        },
        "namespaces": [{"name": "one", "gpu_quota": 8}, {"name": "two", "gpu_quota": 8}],
        "gpu_node_pools": [
            {
                "name": "any",
                "gpus": {"model": ["L4"], "generation": ["Ada Lovelace"]},
                "max": 2,
                "capacity": ["reserved", "on-demand"],
                "capacity_reservations": ["cr-0a1b2c3d4e5f60718"],
                "zones": ["us-west-2a"],
                "ami_release": "v20260714",
                "labels": {"team": "web"},
                "taints": [{"key": "example.com/team", "value": "web", "effect": "NoSchedule"}],
                "prepull": ["registry.example/web:1"],
                "expire_after": "720h",
                "grace": "1h",
                "budgets": [{"nodes": "1", "cron": "0 8 * * 1-5", "duration": "8h"}],
                "consolidation": {"when": "empty", "after": "5m"},
                "nodes": _NODES,
            },
            {"name": "parts", "instance_types": ["p5.48xlarge"], "max": 1, "sharing": {"mig": "1g.10gb"}},
        ],
        "workloads": [
            {
                "name": "queued",
                "kind": "job",
                "namespace": "one",
                "image": "registry.example/train:1",
                "queue": "one",
            },
            {
                "name": "gang",
                "kind": "training_job",
                "image": "registry.example/train:1",
                "command": ["train"],
                "nodes": 1,
                "node_groups": ["any"],
                "start_within": "10m",
            },
        ],
    },
    {
        "name": "theirs-too",
        "eks_name": "Prod_ML",
        "existing_cluster": True,
        "region": "us-west-2",
        "kubernetes_version": "1.35",
        "network": {"private_subnets": {"us-west-2a": "subnet-0a1b2c3d4e5f60718"}},
        "access": {"runner": "vpc"},
        "gpu_node_groups": [{"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 1}],
    },
)
