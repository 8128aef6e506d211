"""A cluster with everything that becomes a Kubernetes object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu import (
    ClusterAutoscaler,
    DcgmExporter,
    DefaultStorageClass,
    EfaDevicePlugin,
    Namespace,
    NvidiaDevicePlugin,
    Prepull,
    PriorityClasses,
    ServiceAccount,
    SharedVolume,
    Workload,
)
from eks_gpu.design.platform.device_plugin import design_device_plugin
from eks_gpu.design.storage.shared_storage import mounts_of
from eks_gpu.kubernetes.storage.volumes import ACCESS_POINT_ID, FILE_SYSTEM_ATTRIBUTES

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct
    from eks_gpu.templates import TerraformDesign

_SIDE = {
    "image": "registry.example/side:1",
    "command": ["/side"],
    "args": ["--port=1"],
    "env": {"LEVEL": "${LEVEL}"},
    "env_from": {"TOKEN": {"secret": "hub", "key": "token"}},
    "mounts": ["/models"],
    "working_dir": "/side",
    "image_pull_policy": "IfNotPresent",
    "security": {"drop_capabilities": ["ALL"], "read_only_root": True, "non_root": True, "seccomp": "RuntimeDefault"},
}
FULL: dict[str, Any] = {
    "env_from": {
        "HF_TOKEN": {"secret": "hub", "key": "token"},
        "MODE": {"config_map": "settings", "key": "mode"},
        "POD_IP": {"field": "status.podIP"},
    },
    "cpu": "1",
    "cpu_limit": "2",
    "memory": "2Gi",
    "memory_limit": "4Gi",
    "volumes": [
        {"mount_path": "/models", "scratch": "1Gi"},
        {"mount_path": "/settings", "config_map": "settings"},
        {"mount_path": "/data", "existing_claim": "datasets"},
        {"mount_path": "/cache", "host_path": "/mnt/cache"},
    ],
    "containers": [{"name": "proxy", **_SIDE}],
    "init_containers": [{"name": "download", **_SIDE}, {"name": "prepare", "image": "registry.example/prepare:1"}],
    "labels": {"team": "ml"},
    "annotations": {"example.com/note": "${note}"},
    "security": {"capabilities": ["IPC_LOCK"], "seccomp": "Unconfined"},
    "working_dir": "/workspace",
    "image_pull_policy": "Always",
    "host_network": True,
    "runtime_class": "nvidia",
    "pre_stop": ["/bin/sh", "-c", "sleep 5"],
}
"""Every field about the containers of a pod."""

DECLARATION: dict[str, Any] = {
    "name": "proof",
    "region": "us-west-2",
    "kubernetes_version": "1.35",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "gpu_node_groups": [
        {"name": "small", "instance_types": ["g5.xlarge"], "max_per_zone": 4},
        {
            "name": "team",
            "instance_types": ["g6.12xlarge"],
            "max": 2,
            "taints": [
                {"key": "team", "value": "vision", "effect": "NoExecute"},
                {"key": "costly", "value": "yes", "effect": "PreferNoSchedule"},
            ],
        },
        {
            "name": "rocket",
            "instance_types": ["g5.xlarge"],
            "max": 2,
            "os": "bottlerocket",
            "taints": [{"key": "rocket", "value": "yes", "effect": "NoSchedule"}],
        },
        {"name": "fabric", "instance_types": ["p5.48xlarge"], "zones": ["us-west-2a"], "max": 2, "efa": True},
    ],
    "monitoring": {"dcgm_exporter": True},
    "storage": [
        {"name": "scratch", "fsx_lustre": {"size_gib": 1200, "zone": "us-west-2a"}},
        {
            "name": "home",
            "efs": {"access_points": [{"name": "alice", "path": "/alice", "user": 1000, "group": 1000}]},
        },
        {"name": "datasets", "s3_mount": {"bucket": "acme-data", "prefix": "tokens/"}},
    ],
    "namespaces": [{"name": "cuda", "gpu_quota": 8}, {"name": "free"}],
    "workloads": [
        {
            "name": "web",
            "kind": "deployment",
            "image": "registry.example/web:1",
            "namespace": "cuda",
            "replicas": 2,
            "ports": [8000, 9000],
            "env": {"MODEL": "llama", "HOME_OF": "${HOME} and %{x}"},
            "shm": "2Gi",
            "node_groups": ["small", "team"],
            "tolerations": [{"key": "extra", "operator": "Equal", "value": "on", "effect": "NoSchedule"}, {}],
        },
        *(
            {
                "name": f"full-{kind.replace('_', '-')}",
                "kind": kind,
                "image": "registry.example/full:1",
                "node_groups": ["small"],
                **FULL,
                **more,
            }
            for kind, more in (
                ("deployment", {"ports": [8000], "service_ports": [{"port": 80, "target": 8000, "name": "http"}]}),
                ("job", {}),
                ("pod", {}),
                ("cron_job", {"schedule": "0 3 * * *"}),
            )
        ),
        {"name": "shards", "kind": "stateful_set", "image": "registry.example/shards:1", "ports": [6000]},
        {
            "name": "train",
            "kind": "job",
            "image": "registry.example/train:1",
            "command": ["bash", "-c", "echo ${HOME} $(MODEL)"],
            "args": ["--epochs", "3"],
            "completions": 4,
            "parallelism": 2,
            "gpus": 4,
            "node_groups": ["team"],
            "node_selector": {"disk": "fast"},
        },
        {
            "name": "nightly",
            "kind": "cron_job",
            "image": "registry.example/nightly:1",
            "namespace": "free",
            "schedule": "0 3 * * *",
            "time_zone": "Europe/Berlin",
        },
        {
            "name": "deep",
            "kind": "training_job",
            "image": "registry.example/deep:1",
            "namespace": "free",
            "command": ["torchrun", "train.py"],
            "env": {"NCCL_DEBUG": "WARN", "PET_MAX_RESTARTS": "0"},
            "nodes": 2,
            "volumes": [
                {"mount_path": "/scratch", "storage": "scratch"},
                {"mount_path": "/data", "storage": "datasets", "read_only": True},
                {"mount_path": "/more", "storage": "datasets", "read_only": True},
                {"mount_path": "/home", "storage": "home"},
                {"mount_path": "/alice", "storage": "home", "access_point": "alice"},
            ],
            "restarts": 3,
            "fail_on_exit_codes": [3],
            "time_limit": "48h",
            "node_groups": ["team"],
        },
        {
            "name": "llm",
            "kind": "deployment",
            "image": "registry.example/llm:1",
            "namespace": "free",
            "node_groups": ["small"],
            "ports": [8000],
            "expose": "internal",
            "env_from_secrets": ["hub", "keys.team"],
            "image_pull_secrets": ["registry"],
            "ephemeral_storage": "10Gi",
            "volumes": [
                {"mount_path": "/cache", "scratch": "20Gi"},
                {"mount_path": "/etc/llm", "files": {"app_config.yaml": "home: ${HOME}\n"}},
                {"mount_path": "/etc/tls", "secret": "keys.tls"},
            ],
            "run_as": {"user": 1000, "group": 1000},
            "probes": {
                "startup": {"command": ["bash", "-c", "test -e ${READY}"], "within": "20m"},
                "readiness": {"path": "/health", "port": 9000},
                "liveness": {"failures": 6},
            },
            "drain": "15s",
            "termination_grace": "90s",
            "surge": 1,
            "max_unavailable": 1,
            "scaling": {
                "max": 3,
                "metrics": [
                    {"cpu_percent": 70},
                    {"pods": "vllm:num_requests_waiting", "average": 5},
                    {"external": "depth", "average": "30", "selector": {"queue_name": "prompts"}},
                ],
            },
            "service_account": {
                "name": "reader",
                "statements": [{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::models/*"]}],
            },
        },
        {
            "name": "store",
            "kind": "stateful_set",
            "image": "registry.example/store:1",
            "namespace": "free",
            "node_groups": ["small"],
            "ports": [6333],
            "probes": {"liveness": {}},
            "volumes": [{"mount_path": "/var/lib/store", "claim": "100Gi"}],
            "run_as": {"group": 100},
            "service_account": {"name": "reader"},
            "priority": "batch",
        },
        {
            "name": "keda",
            "kind": "deployment",
            "image": "registry.example/keda:1",
            "namespace": "free",
            "scaling": {"min": 0, "max": 2},
        },
        {
            "name": "ranks",
            "kind": "stateful_set",
            "image": "registry.example/ranks:1",
            "namespace": "free",
            "node_groups": ["fabric"],
            "replicas": 2,
            "gpus": 8,
            "efa": True,
            "env": {"NCCL_DEBUG": "INFO"},
            "evictable": False,
        },
        {
            "name": "hairpin",
            "kind": "deployment",
            "image": "registry.example/hairpin:1",
            "namespace": "free",
            "node_groups": ["small"],
            "ports": [8000],
            "expose": "internal",
            "preserve_client_ip": False,
        },
        {
            "name": "chat",
            "kind": "deployment",
            "image": "registry.example/chat:1",
            "namespace": "cuda",
            "node_groups": ["small"],
            "ports": [8000],
            "service_ports": [{"port": 80, "target": 8000, "name": "http"}],
            "probes": {"readiness": {"path": "/health", "port": 8001}},
            "expose": {
                "kind": "ingress",
                "scheme": "internet-facing",
                "host": "chat.example.com",
                "path": "/v1",
                "tls": {"certificate_arns": ["arn:aws:acm:us-west-2:111122223333:certificate/0a1b2c3d"]},
                "allow_cidrs": ["203.0.113.0/24"],
                "group": "models",
            },
        },
        {
            "name": "stream",
            "kind": "deployment",
            "image": "registry.example/stream:1",
            "namespace": "cuda",
            "node_groups": ["small"],
            "ports": [8001],
            "expose": {"kind": "nlb", "idle_timeout": "10m"},
            "preserve_client_ip": True,
        },
        {
            "name": "sweep",
            "kind": "job",
            "image": "registry.example/sweep:1",
            "node_groups": ["small"],
            "evictable": True,
        },
        {"name": "shell", "kind": "pod", "image": "registry.example/shell:1", "cpu": "500m", "memory": "1.5Gi"},
    ],
}


def everything(scope: Construct, design: TerraformDesign) -> None:
    """Put all Kubernetes objects of a cluster into one stack."""
    DefaultStorageClass(scope, "storage")
    PriorityClasses(scope, "priority")
    if plugin := design_device_plugin(design.spec, design.gpu_groups):
        NvidiaDevicePlugin(scope, "device-plugin", plugin)
    if efa := design.efa_plugin:
        EfaDevicePlugin(scope, "efa-device-plugin", efa)
    if exporter := design.dcgm_exporter:
        DcgmExporter(scope, "dcgm-exporter", exporter)
    for prepull in design.prepulls:
        Prepull(scope, prepull.name, prepull)
    if autoscaler := design.autoscaler:
        ClusterAutoscaler(scope, "autoscaler", autoscaler)
    namespaces = {
        namespace.name: Namespace(scope, f"namespace-{namespace.name}", namespace) for namespace in design.namespaces
    }
    for storage, point, home in mounts_of(design.storage):
        ids = dict.fromkeys(FILE_SYSTEM_ATTRIBUTES.get(storage.kind, ()), "fs-0123456789abcdef0")
        SharedVolume(
            scope,
            f"claim_{home}_{storage.name}" + (f"_{point.name}" if point else ""),
            storage,
            home,
            attributes=ids | ({ACCESS_POINT_ID: "fsap-0123456789abcdef0"} if point else {}),
            access_point=point,
            after=namespaces[home].resources,
        )
    for account in design.service_accounts:
        ServiceAccount(scope, f"service-account-{account.id}", account, after=namespaces[account.namespace].resources)
    for workload in design.workloads:
        namespace = namespaces.get(workload.spec.namespace)
        Workload(scope, workload.id, workload, after=namespace.resources if namespace else ())
