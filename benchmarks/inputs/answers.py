"""Answers of kubectl and AWS about a large cluster, with the size and indentation of the real ones.

Nodes have images, pods have probes, volumes, environments and conditions. A hundredth of the pods crash, as many wait.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PODS = 10
# Which of a hundred nodes is not ready, and which of a hundred pods waits, and which crashes.
NOT_READY, WAITS, CRASHES = 7, 8, 9
GROUPS = 6
DECLARATION = """name: large
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b], cidr: 10.0.0.0/16}
access: {runner: vpc}
gpu_node_groups:
""" + "".join(f"  - {{name: a10g-{at}, instance_types: [g5.xlarge], max_per_zone: 450}}\n" for at in range(GROUPS))
START, LATER, NOW = "2026-11-20T08:00:00Z", "2026-11-20T10:00:00Z", "2026-11-20T10:30:00Z"
ZONES = ("us-west-2a", "us-west-2b")
DAEMONS = ("aws-node", "kube-proxy", "nvidia-device-plugin", "dcgm-exporter", "ebs-csi-node", "fluent-bit")


def gather(folder: Path, nodes: int) -> Path:
    """Write the answers of a cluster into a folder, and return it."""
    folder.mkdir()
    _write(folder / "nodes.json", map(_node, range(nodes)))
    _write(folder / "pods.json", (_pod(node, number) for node in range(nodes) for number in range(PODS)))
    _write(folder / "events.json", (_event(node, number) for node in range(nodes) for number in range(PODS)))
    _write(folder / "daemonsets.json", map(_daemon_set, DAEMONS))
    _write(folder / "deployments.json", islice(map(_deployment, range(nodes)), nodes))
    groups = {"AutoScalingGroups": [_scaling(at, nodes) for at in range(GROUPS * len(ZONES))]}
    (folder / "auto-scaling-groups.json").write_text(json.dumps(groups, indent=4), encoding="utf-8")
    lines = (f"I1120 10:29:{at % 60:02}.1029 1 static_autoscaler.go:598] Calculating node {at}\n" for at in range(3000))
    (folder / "autoscaler-log.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def _write(path: Path, items: Iterable[dict[str, Any]]) -> None:
    """Write a list as kubectl does, object by object."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n    "apiVersion": "v1",\n    "items": [')
        for number, item in enumerate(items):
            text = json.dumps(item, indent=4).replace("\n", "\n        ")
            file.write(f"{',' if number else ''}\n        {text}")
        file.write('\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n')


def _name(node: int) -> str:
    return f"ip-10-{node >> 16}-{(node >> 8) & 255}-{node & 255}.us-west-2.compute.internal"


def _group(node: int) -> str:
    return f"{_declared(node)}-{ZONES[node % len(ZONES)]}-20261119080000000000000001"


def _declared(node: int) -> str:
    return f"a10g-{node // len(ZONES) % GROUPS}"


def _condition(kind: str, status: str, reason: str) -> dict[str, Any]:
    return {
        "lastHeartbeatTime": NOW,
        "lastTransitionTime": START,
        "message": f"the state of {kind} as the kubelet describes it",
        "reason": reason,
        "status": status,
        "type": kind,
    }


def _node(node: int) -> dict[str, Any]:
    zone = ZONES[node % len(ZONES)]
    amounts = {"cpu": "4", "ephemeral-storage": "104779756Ki", "memory": "15896064Ki", "nvidia.com/gpu": "1"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "annotations": {
                "csi.volume.kubernetes.io/nodeid": f'{{"ebs.csi.aws.com":"i-{node:017x}"}}',
                "node.alpha.kubernetes.io/ttl": "0",
            },
            "creationTimestamp": START,
            "labels": {
                "beta.kubernetes.io/arch": "amd64",
                "eks-gpu.io/gpu-model": "a10g",
                "eks-gpu.io/group": _declared(node),
                "eks-gpu.io/sharing": "none",
                "eks.amazonaws.com/capacityType": "ON_DEMAND",
                "eks.amazonaws.com/nodegroup": _group(node),
                "k8s.amazonaws.com/accelerator": "nvidia-a10g",
                "kubernetes.io/hostname": _name(node),
                "node.kubernetes.io/instance-type": "g5.xlarge",
                "nvidia.com/gpu.present": "true",
                "topology.kubernetes.io/zone": zone,
            },
            "name": _name(node),
            "resourceVersion": str(1000 + node),
            "uid": f"0a1b2c3d-0000-4000-8000-{node:012x}",
        },
        "spec": {
            "providerID": f"aws:///{zone}/i-{node:017x}",
            "taints": [{"effect": "NoSchedule", "key": "nvidia.com/gpu", "value": "present"}],
        },
        "status": {
            "addresses": [{"address": _name(node), "type": "Hostname"}],
            "allocatable": {**amounts, "cpu": "3920m", "memory": "14884224Ki", "pods": "58"},
            "capacity": {**amounts, "pods": "58"},
            "conditions": [
                _condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                _condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
                _condition("PIDPressure", "False", "KubeletHasSufficientPID"),
                _condition("Ready", "False" if node % 100 == NOT_READY else "True", "KubeletReady"),
            ],
            "images": [
                {
                    "names": [f"602401143452.dkr.ecr.us-west-2.amazonaws.com/image-{at}@sha256:{at:064x}"],
                    "sizeBytes": 1000000 + at,
                }
                for at in range(30)
            ],
            "nodeInfo": {"kubeletVersion": "v1.35.2-eks-ecaa3a6", "osImage": "Amazon Linux 2023.9.20261110"},
        },
    }


def _pod_name(node: int, number: int) -> tuple[str, str]:
    if number < len(DAEMONS):
        return "kube-system", f"{DAEMONS[number]}-{node:05}"
    return f"team-{node % 50}", f"serve-{node}-7c9d4f6b5-{number:05}"


def _pod(node: int, number: int) -> dict[str, Any]:
    namespace, name = _pod_name(node, number)
    daemon = number < len(DAEMONS)
    sort = (node * PODS + number) % 100
    waits, crashes = not daemon and sort == WAITS, not daemon and sort == CRASHES
    gpu = number == len(DAEMONS)
    resources = {"limits": {"nvidia.com/gpu": "1"} if gpu else {}, "requests": {"cpu": "100m", "memory": "128Mi"}}
    state = {"waiting": {"message": "back-off 5m0s restarting failed container", "reason": "CrashLoopBackOff"}}
    ended = {"terminated": {"exitCode": 1, "finishedAt": LATER, "message": f"cannot start {name}", "reason": "Error"}}
    status = {
        "containerID": f"containerd://{node:064x}",
        "image": f"registry.example/app:{number}",
        "imageID": f"registry.example/app@sha256:{number:064x}",
        "lastState": ended if crashes else {},
        "name": "main",
        "ready": not crashes,
        "restartCount": 12 if crashes else 0,
        "started": not crashes,
        "state": state if crashes else {"running": {"startedAt": START}},
    }
    kinds = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    message = "0/5001 nodes are available: 5000 Insufficient nvidia.com/gpu."
    unplaced = [{"message": message, "reason": "Unschedulable", "status": "False", "type": "PodScheduled"}]
    placed = [{"lastProbeTime": None, "lastTransitionTime": START, "status": "True", "type": kind} for kind in kinds]
    owner = {"kind": "DaemonSet", "name": DAEMONS[number]} if daemon else {"kind": "ReplicaSet", "name": name[:-6]}
    token = {"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": f"kube-api-access-{number}"}
    probe = {"failureThreshold": 3, "httpGet": {"path": "/health", "port": 8000, "scheme": "HTTP"}, "periodSeconds": 10}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "annotations": {"checksum/config": f"{number:064x}"},
            "creationTimestamp": START,
            "generateName": name[:-5],
            "labels": {"app.kubernetes.io/name": name.partition("-")[0], "pod-template-hash": "7c9d4f6b5"},
            "name": name,
            "namespace": namespace,
            "ownerReferences": [{"apiVersion": "apps/v1", "blockOwnerDeletion": True, "controller": True, **owner}],
            "resourceVersion": str(node),
            "uid": f"0a1b2c3d-0000-4000-9000-{node * PODS + number:012x}",
        },
        "spec": {
            "containers": [
                {
                    "args": ["--port=8000", "--log-level=info"],
                    "env": [{"name": f"SETTING_{at}", "value": f"value {at}"} for at in range(8)],
                    "image": f"registry.example/{DAEMONS[number] if daemon else 'app'}:{number}",
                    "imagePullPolicy": "IfNotPresent",
                    "livenessProbe": probe,
                    "name": "main",
                    "readinessProbe": probe,
                    "resources": resources,
                    "volumeMounts": [token, {"mountPath": "/cache", "name": "cache"}],
                }
            ],
            "dnsPolicy": "ClusterFirst",
            **({} if waits else {"nodeName": _name(node)}),
            "priority": 0,
            "restartPolicy": "Always",
            "serviceAccountName": "app",
            "tolerations": [
                {"effect": "NoSchedule", "key": "nvidia.com/gpu", "operator": "Exists"},
                {"effect": "NoExecute", "key": "node.kubernetes.io/not-ready", "operator": "Exists"},
                {"effect": "NoExecute", "key": "node.kubernetes.io/unreachable", "operator": "Exists"},
            ],
            "volumes": [
                {"emptyDir": {}, "name": "cache"},
                {"name": token["name"], "projected": {"defaultMode": 420, "sources": [{"serviceAccountToken": {}}]}},
            ],
        },
        "status": {
            "conditions": unplaced if waits else placed,
            **({} if waits else {"containerStatuses": [status], "hostIP": "10.0.0.1", "startTime": START}),
            "phase": "Pending" if waits else "Running",
            "qosClass": "Burstable",
        },
    }


def _event(node: int, number: int) -> dict[str, Any]:
    namespace, name = _pod_name(node, number)
    warning = (node * PODS + number) % 100 in {WAITS, CRASHES}
    return {
        "apiVersion": "v1",
        "count": 12,
        "firstTimestamp": START,
        "involvedObject": {"kind": "Pod", "name": name, "namespace": namespace},
        "kind": "Event",
        "lastTimestamp": LATER,
        "message": f"Back-off restarting failed container main in pod {name}" if warning else "Started container main",
        "metadata": {"name": f"{name}.17f0{node:08x}", "namespace": namespace},
        "reason": "BackOff" if warning else "Started",
        "source": {"component": "kubelet", "host": _name(node)},
        "type": "Warning" if warning else "Normal",
    }


def _daemon_set(name: str) -> dict[str, Any]:
    container = {"image": f"registry.example/{name}:1", "name": "main"}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "kube-system"},
        "spec": {"template": {"spec": {"containers": [container], "tolerations": [{"operator": "Exists"}]}}},
        "status": {"desiredNumberScheduled": 1, "numberReady": 1},
    }


def _deployment(node: int) -> dict[str, Any]:
    container = {"image": "registry.example/app:6", "name": "main"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"serve-{node}", "namespace": f"team-{node % 50}"},
        "spec": {"replicas": 4, "template": {"spec": {"containers": [container]}}},
        "status": {"readyReplicas": 4},
    }


def _scaling(group: int, nodes: int) -> dict[str, Any]:
    names = [f"i-{node:017x}" for node in range(group, nodes, GROUPS * len(ZONES))]
    tags = {
        "eks:cluster-name": "large",
        "eks:nodegroup-name": _group(group),
        "k8s.io/cluster-autoscaler/enabled": "true",
        "k8s.io/cluster-autoscaler/large": "owned",
    }
    return {
        "AutoScalingGroupName": f"eks-{_group(group)}-9ac1e6e0-1234-5678-9abc-000000000001",
        "DesiredCapacity": len(names),
        "Instances": [
            {"HealthStatus": "Healthy", "InstanceId": name, "InstanceType": "g5.xlarge", "LifecycleState": "InService"}
            for name in names
        ],
        "MaxSize": 450,
        "MinSize": 0,
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
