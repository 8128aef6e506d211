"""Answers of a cluster that matches its declaration: by file, at zero and with nodes.

Made from the design, so that a label or tag that the design gains is there as well; shapes are those of kubectl 1.35
and the aws command.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from eks_gpu import declaration
from eks_gpu.design.autoscaling.autoscaler_access import CLUSTER_RULES, READ_ACTIONS, SCALE_ACTIONS
from eks_gpu.scheduling.amounts import VOLUMES
from eks_gpu.spec import load_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design import ClusterDesign, GpuGroupDesign, NodeModel, PoolModels

FILE = Path(__file__).parent / "vision.yaml"
NOW, START, OLD = "2026-11-20T10:30:00Z", "2026-11-20T10:20:00Z", "2026-11-19T08:00:00Z"
Files = dict[str, Any]
_SUFFIX = "2026111908000000000000000"


@cache
def design() -> ClusterDesign:
    found = declaration.read(FILE, "vision.yaml").design
    assert found is not None
    return found


@cache
def design_with_pool() -> ClusterDesign:
    """The same cluster with a node pool that its workload does not use."""
    pool = "provisioner: karpenter\ngpu_node_pools: [{name: serving, instance_types: [g6.xlarge], max: 2}]\n"
    text = f"{FILE.read_text(encoding='utf-8').replace('replicas: 1,', 'replicas: 1, node_groups: [gpu],')}{pool}"
    found = declaration.check(load_text(text)).design
    assert found is not None
    return found


@dataclass
class Folder:
    """Answers by file: documents, or texts."""

    files: Files = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.files[name]

    def items(self, name: str) -> list[dict[str, Any]]:
        """The objects of a list of Kubernetes."""
        found: list[dict[str, Any]] = self.files[name]["items"]
        return found

    def named(self, name: str, part: str) -> dict[str, Any]:
        """The first object whose name holds these letters."""
        return next(one for one in self.items(name) if part in one["metadata"]["name"])

    def texts(self) -> list[tuple[str, str]]:
        return [
            (name, text if isinstance(text, str) else json.dumps(text, indent=4)) for name, text in self.files.items()
        ]

    def write(self, to: Path) -> Path:
        to.mkdir(parents=True, exist_ok=True)
        for name, text in self.texts():
            (to / name).write_text(text, encoding="utf-8")
        return to


def at_zero() -> Folder:
    """Nothing asks for a GPU, so that there is no GPU node."""
    return Folder(_files(nodes=0))


def scaled_up(nodes: int = 1) -> Folder:
    """Pods that use GPUs, each on a node of the first zone."""
    return Folder(_files(nodes=nodes))


def waiting() -> Folder:
    """As at zero, with a pod that waits for a node; what scheduler and autoscaler say of it is for the case."""
    folder = at_zero()
    folder["pods.json"]["items"].append(gpu_pod(0, node=None))
    return folder


def bought() -> Folder:
    """A node is there, and a pod waits for it."""
    folder = scaled_up()
    folder["pods.json"]["items"] = [pod for pod in folder.items("pods.json") if "serve" not in pod["metadata"]["name"]]
    folder["pods.json"]["items"].append(gpu_pod(0, node=None))
    return folder


def _files(nodes: int) -> Files:
    made = design()
    pool = made.nodes[0].pools[0]
    group = made.gpu_groups[0]
    names = [_instance(number) for number in range(nodes)]
    return {
        "nodes.json": _list([_system_node(made), *(_gpu_node(group, pool, number) for number in range(nodes))]),
        "pods.json": _list(_pods(nodes)),
        "events.json": _list([]),
        "daemonsets.json": _list([_plugin(made)]),
        "deployments.json": _list([_autoscaler(made)]),
        "autoscaler-status.json": _status(made, nodes),
        "autoscaler-role.json": _role(),
        "autoscaler-log.txt": "I1120 10:29:51.102938       1 static_autoscaler.go:598] Calculating unneeded nodes\n",
        "device-plugin-log.txt": (
            "[pod/nvidia-device-plugin-x/nvidia-device-plugin] I1120 10:22:02.000 1 server.go:149] "
            "Registered device plugin for 'nvidia.com/gpu' with Kubelet\n"
        ),
        "cluster.json": {
            "cluster": {
                "name": made.name,
                "status": "ACTIVE",
                "version": made.spec.kubernetes_version,
                "health": {"issues": []},
            }
        },
        **{
            f"nodegroup-{pool.node_group.id}.json": {"nodegroup": _node_group(made, group, pool)}
            for pool in made.nodes[0].pools
        },
        "nodegroup-system.json": {"nodegroup": {"nodegroupName": f"system-{_SUFFIX}0", "clusterName": made.name}},
        "addon-vpc-cni.json": {
            "addon": {"addonName": "vpc-cni", "clusterName": made.name, "status": "ACTIVE", "health": {}}
        },
        "auto-scaling-groups.json": {
            "AutoScalingGroups": [
                _scaling(made, group, one, names if one is pool else []) for one in made.nodes[0].pools
            ]
        },
        "activities.json": {"Activities": [_started(pool, name) for name in names]},
        **{
            f"quota-{need.code}.json": {
                "Quota": {"ServiceCode": "ec2", "QuotaCode": need.code, "Value": need.vcpus + 64.0}
            }
            for need in made.quotas
        },
        "pod-identity.json": {
            "associations": [
                {"clusterName": made.name, "namespace": "kube-system", "serviceAccount": "cluster-autoscaler"}
            ]
        },
        "autoscaler-policy.json": _policy(),
    }


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def _instance(number: int) -> str:
    return f"i-0a1b2c3d4e5f6a{number:03}"


def node_group_name(pool: PoolModels) -> str:
    return f"{pool.node_group.name_prefix}{_SUFFIX}1"


def scaling_name(pool: PoolModels) -> str:
    return f"eks-{node_group_name(pool)}-9ac1e6e0-1234-5678-9abc-000000000001"


def _conditions(ready: str = "True") -> list[dict[str, Any]]:
    return [
        {
            "type": "MemoryPressure",
            "status": "False",
            "reason": "KubeletHasSufficientMemory",
            "lastTransitionTime": START,
        },
        {"type": "DiskPressure", "status": "False", "reason": "KubeletHasNoDiskPressure", "lastTransitionTime": START},
        {
            "type": "Ready",
            "status": ready,
            "reason": "KubeletReady",
            "message": "kubelet is posting ready status",
            "lastTransitionTime": START,
        },
    ]


def _system_node(made: ClusterDesign) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": "ip-10-0-1-10.us-west-2.compute.internal",
            "creationTimestamp": OLD,
            "labels": {
                **made.system.labels,
                "eks.amazonaws.com/nodegroup": f"system-{_SUFFIX}0",
                "node.kubernetes.io/instance-type": "m7i.large",
                "topology.kubernetes.io/zone": "us-west-2a",
            },
        },
        "spec": {"providerID": "aws:///us-west-2a/i-0fedcba9876543210"},
        "status": {
            "allocatable": {"cpu": "1930m", "memory": "7220184Ki", "pods": "29"},
            "capacity": {"cpu": "2", "memory": "7910360Ki", "pods": "29"},
            "conditions": _conditions(),
            "nodeInfo": {"kubeletVersion": f"v{made.spec.kubernetes_version}.2-eks-ecaa3a6"},
        },
    }


def node_name(number: int) -> str:
    return f"ip-10-0-64-{20 + number}.us-west-2.compute.internal"


def _gpu_node(group: GpuGroupDesign, pool: PoolModels, number: int) -> dict[str, Any]:
    model = pool.nodes[0]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": node_name(number),
            "creationTimestamp": START,
            "labels": {
                **group.labels,
                "eks.amazonaws.com/nodegroup": node_group_name(pool),
                "eks.amazonaws.com/capacityType": group.capacity_type,
                "node.kubernetes.io/instance-type": model.instance_type,
                "topology.kubernetes.io/zone": pool.node_group.zones[0],
            },
        },
        "spec": {
            "providerID": f"aws:///{pool.node_group.zones[0]}/{_instance(number)}",
            "taints": [
                {"key": taint.key, "value": taint.value, "effect": taint.effect.kubernetes} for taint in group.taints
            ],
        },
        "status": {
            "allocatable": _quantities(model, model.allocatable),
            "capacity": _quantities(model, dict(model.capacity)),
            "conditions": _conditions(),
            "nodeInfo": {
                "kubeletVersion": f"v{design().spec.kubernetes_version}.2-eks-ecaa3a6",
                "osImage": "Amazon Linux 2023.9",
            },
        },
    }


def _quantities(model: NodeModel, has: dict[str, int]) -> dict[str, str]:
    # The system sees more memory than the model's minimum.
    memory = f"{(has['memory'] + model.spare_memory_mib // 2) * 1024}Ki"
    rest = {
        name: str(amount) for name, amount in has.items() if name not in {"cpu", "memory", "ephemeral-storage", VOLUMES}
    }
    storage = str(has["ephemeral-storage"] * 1024 * 1024)
    return {"cpu": f"{has['cpu']}m", "memory": memory, "ephemeral-storage": storage, **rest}


def _pods(nodes: int) -> list[dict[str, Any]]:
    system = "ip-10-0-1-10.us-west-2.compute.internal"
    pods = [
        system_pod(
            "cluster-autoscaler-6d5f7c9b8-abcde", system, "registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.0"
        ),
        system_pod(
            "coredns-5d4f8c7b9-abcde", system, "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/coredns:v1.12.4"
        ),
    ]
    cni = "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni:v1.21.0"
    pods.append(system_pod("aws-node-abcde", system, cni, "DaemonSet"))
    for number in range(nodes):
        image = "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"
        pods.append(system_pod(f"nvidia-device-plugin-{number:05}", node_name(number), image, "DaemonSet"))
        pods.append(gpu_pod(number, node_name(number)))
    return pods


def system_pod(name: str, node: str, image: str, owner: str = "ReplicaSet") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": "kube-system",
            "creationTimestamp": START,
            "labels": {"app.kubernetes.io/name": name.rsplit("-", 1)[0]},
            "ownerReferences": [{"kind": owner, "name": name.rsplit("-", 1)[0]}],
        },
        "spec": {
            "nodeName": node,
            "containers": [{"name": "main", "image": image, "env": [{"name": "AWS_REGION", "value": "us-west-2"}]}],
        },
        "status": {
            "phase": "Running",
            "containerStatuses": [{"name": "main", "ready": True, "restartCount": 0, "state": {"running": {}}}],
        },
    }


def gpu_pod(number: int, node: str | None, **asks: str) -> dict[str, Any]:
    """A pod of the declared workload."""
    workload = design().workloads[0]
    amounts = {"nvidia.com/gpu": "1", "cpu": workload.cpu, "memory": workload.memory, **asks}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"serve-7c9d4f6b5-{number:05}",
            "namespace": "team",
            "creationTimestamp": START,
            "labels": {"app.kubernetes.io/name": "serve", "app.kubernetes.io/managed-by": "eks-gpu"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "serve-7c9d4f6b5"}],
        },
        "spec": {
            **({"nodeName": node} if node else {}),
            "containers": [
                {
                    "name": "serve",
                    "image": workload.spec.image,
                    "env": [{"name": "TOKEN", "value": "correct-horse-battery"}],
                    "resources": {"limits": {"nvidia.com/gpu": "1"}, "requests": amounts},
                }
            ],
            "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
        },
        "status": {
            "phase": "Running" if node else "Pending",
            **({"containerStatuses": [{"name": "serve", "ready": True, "restartCount": 0}]} if node else {}),
        },
    }


def event(pod: dict[str, Any], reason: str, message: str, at: str = NOW) -> dict[str, Any]:
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{name}.{reason}", "namespace": namespace},
        "involvedObject": {"kind": "Pod", "name": name, "namespace": namespace},
        "reason": reason,
        "message": message,
        "lastTimestamp": at,
        "type": "Warning",
    }


def _plugin(made: ClusterDesign) -> dict[str, Any]:
    assert made.device_plugin is not None
    tolerations = [
        {"key": toleration.key, "operator": toleration.operator, "value": toleration.value, "effect": toleration.effect}
        for toleration in made.device_plugin.tolerations
    ]
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "nvidia-device-plugin", "namespace": "kube-system"},
        "spec": {
            "template": {"spec": {"containers": [{"image": made.device_plugin.image}], "tolerations": tolerations}}
        },
        "status": {"desiredNumberScheduled": 0, "numberReady": 0},
    }


def agent(name: str, **requests: str) -> dict[str, Any]:
    """A DaemonSet of another tool, which tolerates everything."""
    container = {"name": "agent", "image": f"registry.example/{name}:1", "resources": {"requests": requests}}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "agents"},
        "spec": {"template": {"spec": {"containers": [container], "tolerations": [{"operator": "Exists"}]}}},
        "status": {"desiredNumberScheduled": 1, "numberReady": 1},
    }


def _autoscaler(made: ClusterDesign) -> dict[str, Any]:
    assert made.autoscaler is not None
    container = {"name": "cluster-autoscaler", "image": made.autoscaler.image, "args": list(made.autoscaler.arguments)}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "cluster-autoscaler", "namespace": "kube-system"},
        "spec": {"replicas": 1, "template": {"spec": {"containers": [container]}}},
        "status": {"readyReplicas": 1},
    }


def status_text(made: ClusterDesign, nodes: int = 0, backoff: Mapping[str, str] = MappingProxyType({})) -> str:
    """The status as autoscalers since 1.30 write it; `backoff` by the id of a node group."""
    groups = "".join(
        f"- name: {scaling_name(pool)}\n"
        f"  health:\n    status: Healthy\n    cloudProviderTarget: {nodes}\n"
        + (
            f"  scaleUp:\n    status: Backoff\n    backoffInfo:\n      errorCode: OutOfResource\n"
            f"      errorMessage: {json.dumps(backoff[pool.node_group.id])}\n"
            if pool.node_group.id in backoff
            else "  scaleUp:\n    status: NoActivity\n"
        )
        for pool in made.nodes[0].pools
    )
    return (
        "time: 2026-11-20 10:29:58.558615784 +0000 UTC\nautoscalerStatus: Running\n"
        f"clusterWide:\n  health:\n    status: Healthy\n  scaleUp:\n    status: NoActivity\nnodeGroups:\n{groups}"
    )


def _status(made: ClusterDesign, nodes: int) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "cluster-autoscaler-status", "namespace": "kube-system"},
        "data": {"status": status_text(made, nodes)},
    }


def _role() -> dict[str, Any]:
    rules = [
        {"apiGroups": [group], "resources": list(resources), "verbs": list(verbs)}
        for group, resources, verbs in CLUSTER_RULES
    ]
    return {"kind": "ClusterRole", "metadata": {"name": "cluster-autoscaler"}, "rules": rules}


def _node_group(made: ClusterDesign, group: GpuGroupDesign, pool: PoolModels) -> dict[str, Any]:
    return {
        "nodegroupName": node_group_name(pool),
        "clusterName": made.name,
        "version": made.spec.kubernetes_version,
        "status": "ACTIVE",
        "capacityType": group.capacity_type,
        "scalingConfig": {"minSize": pool.node_group.min, "maxSize": pool.node_group.max, "desiredSize": 0},
        "instanceTypes": list(group.spec.instance_types),
        "amiType": group.ami_type,
        "labels": dict(group.labels),
        "taints": [{"key": taint.key, "value": taint.value, "effect": taint.effect.eks} for taint in group.taints],
        "resources": {"autoScalingGroups": [{"name": scaling_name(pool)}]},
        "health": {"issues": []},
    }


def _scaling(made: ClusterDesign, group: GpuGroupDesign, pool: PoolModels, instances: list[str]) -> dict[str, Any]:
    tags = {
        "eks:cluster-name": made.name,
        "eks:nodegroup-name": node_group_name(pool),
        "k8s.io/cluster-autoscaler/enabled": "true",
        f"k8s.io/cluster-autoscaler/{made.name}": "owned",
        **group.auto_scaling_tags,
    }
    return {
        "AutoScalingGroupName": scaling_name(pool),
        "MinSize": pool.node_group.min,
        "MaxSize": pool.node_group.max,
        "DesiredCapacity": len(instances),
        "Instances": [
            {
                "InstanceId": instance,
                "InstanceType": "g5.xlarge",
                "LifecycleState": "InService",
                "HealthStatus": "Healthy",
            }
            for instance in instances
        ],
        "SuspendedProcesses": [],
        "Tags": [{"Key": key, "Value": value, "PropagateAtLaunch": False} for key, value in tags.items()],
    }


def _started(pool: PoolModels, instance: str) -> dict[str, Any]:
    return {
        "ActivityId": f"activity-{instance}",
        "AutoScalingGroupName": scaling_name(pool),
        "Description": f"Launching a new EC2 instance: {instance}",
        "StartTime": "2026-11-20T10:17:00.120000+00:00",
        "StatusCode": "Successful",
        "Progress": 100,
    }


def failed_start(message: str, pool: int = 0) -> dict[str, Any]:
    """An activity that could not start an instance."""
    return {
        "ActivityId": f"failed-{pool}",
        "AutoScalingGroupName": scaling_name(design().nodes[0].pools[pool]),
        "Description": f"Launching a new EC2 instance.  Status Reason: {message}",
        "Cause": "At 2026-11-20T10:25:00Z an instance was started in response to a difference between capacities.",
        "StartTime": "2026-11-20T10:25:02.120000+00:00",
        "StatusCode": "Failed",
        "StatusMessage": message,
        "Progress": 100,
    }


def _policy() -> dict[str, Any]:
    return {
        "RoleName": f"{design().name}-us-west-2-autoscaler",
        "PolicyName": "scale",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": list(READ_ACTIONS), "Resource": ["*"]},
                {
                    "Effect": "Allow",
                    "Action": ["eks:DescribeNodegroup"],
                    "Resource": ["arn:aws:eks:us-west-2:*:nodegroup/*"],
                },
                {
                    "Effect": "Allow",
                    "Action": list(SCALE_ACTIONS),
                    "Resource": ["*"],
                    "Condition": {"StringEquals": {}},
                },
            ],
        },
    }
