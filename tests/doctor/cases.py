"""Clusters that are broken, each by what a real one printed, and the first thing to do about it.

Sources are threads of public repositories; their words are kept, names and figures are those of `vision.yaml`.
"""

# ruff: noqa: E501 - what tools have said is one line

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doctor import healthy
from tests.doctor.healthy import Folder, at_zero, bought, event, failed_start, scaled_up, system_pod, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

_ZONES = "us-west-2b, us-west-2c"


@dataclass(frozen=True)
class Broken:
    """A cluster with one root cause.

    Attributes:
        name: Name of the case.
        base: The cluster before it broke.
        edit: Breaks the cluster's answers.
        first: Rule of the first finding.
        step: Part of the next step.
        source: Where the words come from.
        also: Rules that must be found as well, and follow from the first.
    """

    name: str
    base: Callable[[], Folder]
    edit: Callable[[Folder], None] = field(compare=False)
    first: str
    step: str
    source: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    def folder(self) -> Folder:
        folder = self.base()
        self.edit(folder)
        return folder


def said(folder: Folder, *events: tuple[str, str]) -> None:
    """Events about the pod that waits."""
    pod = folder.named("pods.json", "serve")
    folder.items("events.json").extend(event(pod, reason, message) for reason, message in events)


def queued(folder: Folder, *conditions: dict[str, str]) -> None:
    """Work in a queue of Kueue, with its conditions."""
    owner = {"kind": "Job", "name": "train"}
    metadata = {"name": "job-train-1a2b3", "namespace": "research", "ownerReferences": [owner]}
    work = {"kind": "Workload", "metadata": metadata, "spec": {"queueName": "research"}}
    folder.files["queued.json"] = {"kind": "List", "items": [{**work, "status": {"conditions": list(conditions)}}]}


def pends(message: str) -> dict[str, str]:
    return {"type": "QuotaReserved", "status": "False", "reason": "Pending", "message": message}


def missing_flavor(folder: Folder) -> None:
    why = "Can't admit new workloads: references missing ResourceFlavor(s): gpu."
    active = {"type": "Active", "status": "False", "reason": "FlavorNotFound", "message": why}
    queue = {"kind": "ClusterQueue", "metadata": {"name": "research"}, "status": {"conditions": [active]}}
    folder.files["clusterqueues.json"] = {"kind": "List", "items": [queue]}
    queued(folder, pends("ClusterQueue research is inactive"))


def quota_in_use(folder: Folder) -> None:
    why = "couldn't assign flavors to pod set main: insufficient unused quota for nvidia.com/gpu in flavor gpu"
    queued(folder, pends(f"{why}, 4 more needed"))


def late_gang(folder: Folder) -> None:
    why = "Exceeded the PodsReady timeout research/job-train-1a2b3"
    late = {"type": "Evicted", "status": "True", "reason": "PodsReadyTimeout", "message": why}
    queued(folder, pends("Exceeded the PodsReady timeout"), late)


def over_maximum(folder: Folder) -> None:
    why = "couldn't assign flavors to pod set main: insufficient quota for nvidia.com/gpu in flavor gpu"
    queued(folder, pends(f"{why}, request > maximum capacity (16 > 8)"))


def log(folder: Folder, *lines: str) -> None:
    folder.files["autoscaler-log.txt"] += "\n".join(lines) + "\n"


def pool(number: int = 0) -> Any:
    return healthy.design().nodes[0].pools[number]


def group(folder: Folder, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = folder["auto-scaling-groups.json"]["AutoScalingGroups"][number]
    return found


def node_group(folder: Folder, zone: str = "us-west-2a") -> dict[str, Any]:
    found: dict[str, Any] = folder[f"nodegroup-{zone}.json"]["nodegroup"]
    return found


def gpu_node(folder: Folder) -> dict[str, Any]:
    return folder.named("nodes.json", "10-0-64-20")


def no_gpu(folder: Folder) -> None:
    for amounts in ("allocatable", "capacity"):
        gpu_node(folder)["status"][amounts].pop("nvidia.com/gpu")
    said(folder, ("FailedScheduling", NO_GPU))


def waits(pod: dict[str, Any], reason: str, message: str = "", ended: str = "", code: int = 1) -> None:
    """A container that does not run."""
    pod["status"]["phase"] = "Running" if ended else "Pending"
    pod["status"]["containerStatuses"] = [
        {
            "name": "main",
            "ready": False,
            "restartCount": 7,
            "state": {"waiting": {"reason": reason, "message": message}},
            **({"lastState": {"terminated": {"reason": ended, "exitCode": code}}} if ended else {}),
        }
    ]


NO_GPU = (
    "0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) didn't match Pod's node affinity/selector. "
    "preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for "
    "scheduling."
)
NO_CPU = (
    "0/2 nodes are available: 1 Insufficient cpu, 1 Insufficient nvidia.com/gpu. preemption: 0/2 nodes are available: "
    "1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling."
)
NO_NODE = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available."
BACKOFF = ("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 in backoff after failed scale-up")
TRIGGERED = ("TriggeredScaleUp", "pod triggered scale-up: [{eks-gpu-us-west-2a 0->1 (max: 2)}]")
VCPU = (
    "VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance "
    "bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request "
    "an adjustment to this limit. Launching EC2 instance failed."
)
CAPACITY = (
    "We currently do not have sufficient g5.xlarge capacity in the Availability Zone you requested (us-west-2a). Our system "
    "will be working on provisioning additional capacity. You can currently get g5.xlarge capacity by not specifying an "
    f"Availability Zone in your request or choosing {_ZONES}. Launching EC2 instance failed."
)
NVML = (
    "I0519 11:02:49.799461       1 factory.go:104] Detected non-NVML platform: could not load NVML library: "
    "libnvidia-ml.so.1: cannot open shared object file: No such file or directory\n"
    "E0519 11:02:49.799506       1 factory.go:112] Incompatible platform detected\n"
    "E0519 11:02:49.799510       1 factory.go:113] If this is a GPU node, did you configure the NVIDIA Container Toolkit?\n"
)
CNI = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns "
    "error: cni plugin not initialized"
)


def quota(folder: Folder) -> None:
    folder["activities.json"]["Activities"] += [failed_start(VCPU), failed_start(VCPU, 1)]
    folder["quota-L-DB2E81BA.json"]["Quota"]["Value"] = 0.0
    folder["autoscaler-status.json"]["data"]["status"] = healthy.status_text(
        healthy.design(), backoff={"us-west-2a": "placeholder-cannot-be-fulfilled"}
    )
    said(folder, ("FailedScheduling", NO_NODE), BACKOFF)


def quota_by_eks(folder: Folder) -> None:
    node_group(folder)["health"] = {
        "issues": [{"code": "AsgInstanceLaunchFailures", "message": f"Could not launch On-Demand Instances. {VCPU}"}]
    }
    said(folder, ("FailedScheduling", NO_NODE), TRIGGERED)


def quota_low(folder: Folder) -> None:
    folder["quota-L-DB2E81BA.json"]["Quota"]["Value"] = 0.0


def capacity(folder: Folder) -> None:
    folder["activities.json"]["Activities"].append(failed_start(CAPACITY))
    log(
        folder,
        f"W1120 10:29:50.000001       1 orchestrator.go:632] Node group {healthy.scaling_name(pool())} is not ready for "
        "scaleup - backoff with status: {true {OutOfResourcesErrorClass placeholder-cannot-be-fulfilled AWS cannot provision "
        "any more instances for this node group}}",
    )
    said(folder, ("FailedScheduling", NO_NODE), BACKOFF)


def key(folder: Folder) -> None:
    message = "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
    folder["activities.json"]["Activities"].append(
        failed_start(f"{message}Client.InternalError: Client error on launch")
    )
    said(folder, ("FailedScheduling", NO_NODE), TRIGGERED)


def zone(folder: Folder) -> None:
    message = (
        "Could not launch Spot Instances. InvalidFleetConfiguration - Your requested instance type (p3.8xlarge) is not "
        "supported in your requested Availability Zone (us-east-2c). Launching EC2 instance failed."
    )
    folder["activities.json"]["Activities"].append(failed_start(message))


def joined(folder: Folder) -> None:
    node_group(folder)["health"] = {
        "issues": [
            {
                "code": "NodeCreationFailure",
                "message": "Instances failed to join the kubernetes cluster",
                "resourceIds": ["i-0a1b2c3d4e5f6a000"],
            }
        ]
    }
    node_group(folder)["status"] = "CREATE_FAILED"
    folder["nodes.json"]["items"] = [
        node for node in folder.items("nodes.json") if "64-20" not in node["metadata"]["name"]
    ]
    said(folder, ("FailedScheduling", NO_NODE), TRIGGERED)


def standard_ami(folder: Folder) -> None:
    node_group(folder)["amiType"] = "AL2023_x86_64_STANDARD"
    folder.files["device-plugin-log.txt"] = NVML
    waits(folder.named("pods.json", "device-plugin"), "CrashLoopBackOff", ended="Error")
    no_gpu(folder)


def driver(folder: Folder) -> None:
    folder.files["device-plugin-log.txt"] = NVML
    waits(folder.named("pods.json", "device-plugin"), "CrashLoopBackOff", ended="Error")
    no_gpu(folder)


def no_plugin(folder: Folder) -> None:
    folder["daemonsets.json"]["items"] = []
    folder["pods.json"]["items"] = [pod for pod in folder.items("pods.json") if "plugin" not in pod["metadata"]["name"]]
    del folder.files["device-plugin-log.txt"]
    no_gpu(folder)


def plugin_repelled(folder: Folder) -> None:
    gpu_node(folder)["spec"]["taints"].append({"key": "dedicated", "value": "ml", "effect": "NoSchedule"})
    folder["pods.json"]["items"] = [pod for pod in folder.items("pods.json") if "plugin" not in pod["metadata"]["name"]]
    no_gpu(folder)


def plugin_image(folder: Folder) -> None:
    pod = folder.named("pods.json", "device-plugin")
    waits(pod, "ImagePullBackOff", 'Back-off pulling image "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"')
    message = (
        'Failed to pull image "nvcr.io/nvidia/k8s-device-plugin:v0.20.0": failed to do request: Head '
        '"https://nvcr.io/v2/nvidia/k8s-device-plugin/manifests/v0.20.0": dial tcp 1.2.3.4:443: i/o timeout'
    )
    folder.items("events.json").append(event(pod, "Failed", message))
    no_gpu(folder)


def two_plugins(folder: Folder) -> None:
    image = "nvcr.io/nvidia/k8s-device-plugin:v0.14.1"
    extra = system_pod("nvidia-device-plugin-daemonset-zzzzz", healthy.node_name(0), image, "DaemonSet")
    folder.items("pods.json").append(extra)
    no_gpu(folder)


def silent_plugin(folder: Folder) -> None:
    no_gpu(folder)


def untagged(folder: Folder) -> None:
    for number in (0, 1):
        one = group(folder, number)
        one["Tags"] = [tag for tag in one["Tags"] if not tag["Key"].startswith("k8s.io/cluster-autoscaler/")]
    folder["autoscaler-status.json"]["data"]["status"] = (
        "time: 2026-11-20 10:29:58.558615784 +0000 UTC\nautoscalerStatus: Running\nclusterWide:\n  health:\n"
        "    status: Healthy\nnodeGroups: []\n"
    )
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", "pod didn't trigger scale-up: "))


def denied_describe(folder: Folder) -> None:
    log(
        folder,
        f"E1120 10:29:54.075960       1 managed_nodegroup_cache.go:133] Failed to query the managed nodegroup "
        f"{healthy.node_group_name(pool())} for the cluster vision while looking for labels/taints: AccessDeniedException: ",
        "	status code: 403, request id: 829dbfc2-d5a2-46f8-9134-08f8e968e7ce",
    )
    message = "pod didn't trigger scale-up: 2 node(s) didn't match Pod's node affinity/selector"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", message))


def denied_scale(folder: Folder) -> None:
    text = (
        "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/vision-us-west-2-autoscaler/1588784742880697337 is not "
        "authorized to perform: autoscaling:SetDesiredCapacity on resource: arn:aws:autoscaling:us-west-2:111122223333:"
        f"autoScalingGroup:x:autoScalingGroupName/{healthy.scaling_name(pool())}"
    )
    about = {"kind": "ConfigMap", "name": "cluster-autoscaler-status", "namespace": "kube-system"}
    message = f"Scale-up failed for group {healthy.scaling_name(pool())}: {text}"
    folder.items("events.json").append(
        {
            "kind": "Event",
            "involvedObject": about,
            "reason": "FailedToScaleUpGroup",
            "message": message,
            "lastTimestamp": healthy.NOW,
        }
    )
    said(folder, ("FailedScheduling", NO_NODE), BACKOFF)


def tied_policy(folder: Folder) -> None:
    statement = folder["autoscaler-policy.json"]["PolicyDocument"]["Statement"][1]
    statement["Condition"] = {"StringEquals": {"autoscaling:ResourceTag/k8s.io/cluster-autoscaler/vision": "owned"}}
    denied_describe(folder)


def no_identity(folder: Folder) -> None:
    folder["pod-identity.json"]["associations"] = []
    pod = folder.named("pods.json", "autoscaler")
    waits(pod, "CrashLoopBackOff", ended="Error", code=255)
    log(
        folder,
        "F1120 10:29:54.075960       1 aws_cloud_provider.go:483] Failed to create AWS Manager: cannot autodiscover ASGs: "
        "NoCredentialProviders: no valid providers in chain. Deprecated.",
    )


def no_listing(folder: Folder) -> None:
    folder["autoscaler-role.json"]["rules"] = folder["autoscaler-role.json"]["rules"][:3]
    log(
        folder,
        "E1120 10:29:54.075960       1 reflector.go:178] storageclasses.storage.k8s.io is forbidden: User "
        '"system:serviceaccount:kube-system:cluster-autoscaler" cannot list resource "storageclasses" in API group '
        '"storage.k8s.io" at the cluster scope',
    )
    folder["autoscaler-status.json"]["data"]["status"] = (
        "time: 2026-11-20 09:00:00.1 +0000 UTC\nautoscalerStatus: Initializing\n"
    )


def other_cluster(folder: Folder) -> None:
    container = folder["deployments.json"]["items"][0]["spec"]["template"]["spec"]["containers"][0]
    container["args"] = [
        word.replace("cluster-autoscaler/vision", "cluster-autoscaler/mygpu") for word in container["args"]
    ]


def no_autoscaler(folder: Folder) -> None:
    folder["deployments.json"]["items"] = []
    folder["pods.json"]["items"] = [
        pod for pod in folder.items("pods.json") if "autoscaler" not in pod["metadata"]["name"]
    ]
    del folder.files["autoscaler-log.txt"]
    said(folder, ("FailedScheduling", NO_NODE))


def at_maximum(folder: Folder) -> None:
    for number in (0, 1):
        group(folder, number)["DesiredCapacity"] = 2
    said(
        folder,
        ("FailedScheduling", NO_NODE),
        ("NotTriggerScaleUp", "pod didn't trigger scale-up: 2 max node group size reached"),
    )


def suspended(folder: Folder) -> None:
    group(folder)["SuspendedProcesses"] = [
        {"ProcessName": "Launch", "SuspensionReason": "User suspended at 2026-11-19T08:00:00Z"}
    ]
    said(folder, ("FailedScheduling", NO_NODE), TRIGGERED)


def taint(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["metadata"]["labels"] = {}
    pod["metadata"]["name"] = "notebook-0"
    pod["spec"]["tolerations"] = []
    container = pod["spec"]["containers"][0]
    container["resources"] = {"limits": {"nvidia.com/gpu.shared": "1"}}
    pod["metadata"]["namespace"] = "default"
    message = "0/1 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: present}."
    folder.items("events.json").append(event(pod, "FailedScheduling", message))


def product(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["spec"]["nodeSelector"] = {"nvidia.com/gpu.product": "NVIDIA-A10G"}
    message = "pod didn't trigger scale-up: 2 node(s) didn't match Pod's node affinity/selector"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", message))


def mig(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["spec"]["containers"][0]["resources"] = {"limits": {"nvidia.com/mig-1g.10gb": "1"}}
    pod["spec"]["tolerations"] = [{"operator": "Exists"}]
    message = "pod didn't trigger scale-up: 2 Insufficient nvidia.com/mig-1g.10gb"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", message))


def memory(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["spec"]["containers"][0]["resources"]["requests"]["memory"] = "15Gi"
    said(
        folder,
        ("FailedScheduling", "0/2 nodes are available: 1 Insufficient memory, 1 Insufficient nvidia.com/gpu."),
        TRIGGERED,
    )


def overhead(folder: Folder) -> None:
    """Its own 12Gi fit; a sandbox that the RuntimeClass accounts for does not fit next to them."""
    pod = folder.named("pods.json", "serve")
    pod["spec"]["containers"][0]["resources"]["requests"]["memory"] = "12Gi"
    pod["spec"]["overhead"] = {"memory": "3Gi"}
    said(
        folder,
        ("FailedScheduling", "0/2 nodes are available: 1 Insufficient memory, 1 Insufficient nvidia.com/gpu."),
        TRIGGERED,
    )


def without_partner(folder: Folder) -> None:
    """It must be next to a cache that nobody deployed: no new node helps, and the autoscaler says so."""
    pod = folder.named("pods.json", "serve")
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "cache"}}}
    pod["spec"]["affinity"] = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    said(
        folder,
        ("FailedScheduling", "0/2 nodes are available: 2 node(s) didn't match pod affinity rules."),
        ("NotTriggerScaleUp", "pod didn't trigger scale-up: 2 node(s) didn't match pod affinity rules"),
    )


def two_gpus(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["spec"]["containers"][0]["resources"] = {"limits": {"nvidia.com/gpu": "2"}}
    message = "pod didn't trigger scale-up (it wouldn't fit if a new node is added): 2 Insufficient nvidia.com/gpu"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", message))


def forgotten(folder: Folder) -> None:
    said(
        folder,
        ("FailedScheduling", NO_NODE),
        ("NotTriggerScaleUp", "pod didn't trigger scale-up: 2 Insufficient nvidia.com/gpu"),
    )


def volume(folder: Folder) -> None:
    message = "pod didn't trigger scale-up: 2 node(s) had volume node affinity conflict"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", message))


def cni(folder: Folder) -> None:
    folder["addon-vpc-cni.json"]["addon"]["status"] = "DEGRADED"
    ready = gpu_node(folder)["status"]["conditions"][-1]
    ready.update(status="False", reason="KubeletNotReady", message=CNI)
    gpu_node(folder)["metadata"]["creationTimestamp"] = healthy.OLD


def gone(folder: Folder) -> None:
    ready = gpu_node(folder)["status"]["conditions"][-1]
    ready.update(status="Unknown", reason="NodeStatusUnknown", message="Kubelet stopped posting node status.")
    gpu_node(folder)["metadata"]["creationTimestamp"] = healthy.OLD
    group(folder)["Instances"] = []
    pod = folder.named("pods.json", "serve")
    pod["metadata"]["deletionTimestamp"] = "2026-11-20T09:00:00Z"
    folder.items("events.json").append(event(pod, "NodeNotReady", "Node is not ready"))


def disk(folder: Folder) -> None:
    found = gpu_node(folder)["status"]["conditions"][1]
    found.update(status="True", reason="KubeletHasDiskPressure", message="kubelet has disk pressure")


def image(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    waits(pod, "ErrImagePull")
    pod["spec"]["containers"][0]["image"] = "nvidia/cuda:11.0-base"
    message = (
        'Failed to pull image "nvidia/cuda:11.0-base": rpc error: code = NotFound desc = failed to pull and unpack image '
        '"docker.io/nvidia/cuda:11.0-base": docker.io/nvidia/cuda:11.0-base: not found'
    )
    folder.items("events.json").append(event(pod, "Failed", message))


def one_shot(folder: Folder) -> None:
    waits(folder.named("pods.json", "serve"), "CrashLoopBackOff", ended="Completed", code=0)


def no_quota(folder: Folder) -> None:
    about = {"kind": "ReplicaSet", "name": "serve-7c9d4f6b5", "namespace": "team"}
    message = (
        'Error creating: pods "serve-7c9d4f6b5-abcde" is forbidden: exceeded quota: gpu, requested: requests.nvidia.com/gpu=1, '
        "used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4"
    )
    folder.items("events.json").append(
        {
            "kind": "Event",
            "involvedObject": about,
            "reason": "FailedCreate",
            "message": message,
            "lastTimestamp": healthy.NOW,
        }
    )


def broken_gpu(folder: Folder) -> None:
    gpu_node(folder)["status"]["conditions"].append(
        {
            "type": "AcceleratedHardwareReady",
            "status": "False",
            "reason": "NvidiaXID79Error",
            "message": "GPU has fallen off the bus",
            "lastTransitionTime": healthy.NOW,
        }
    )


def idle(folder: Folder) -> None:
    gpu_node(folder)["metadata"]["creationTimestamp"] = healthy.OLD
    gpu_node(folder)["metadata"]["annotations"] = {"cluster-autoscaler.kubernetes.io/scale-down-disabled": "true"}
    folder["pods.json"]["items"] = [pod for pod in folder.items("pods.json") if "serve" not in pod["metadata"]["name"]]


def by_hand(folder: Folder) -> None:
    node_group(folder)["scalingConfig"]["maxSize"] = 9


def little(folder: Folder) -> None:
    gpu_node(folder)["status"]["allocatable"]["memory"] = "12000000Ki"


def old_autoscaler(folder: Folder) -> None:
    container = folder["deployments.json"]["items"][0]["spec"]["template"]["spec"]["containers"][0]
    container["image"] = "registry.k8s.io/autoscaling/cluster-autoscaler:v1.26.2"


def wrong_folder(folder: Folder) -> None:
    folder["cluster.json"]["cluster"]["name"] = "production"
    for name, document in folder.files.items():
        if name.startswith(("nodegroup", "addon")):
            next(iter(document.values()))["clusterName"] = "production"


def no_role(folder: Folder) -> None:
    issue = {"code": "IamRoleNotFound", "message": "The cluster role could not be found"}
    folder["cluster.json"]["cluster"]["health"]["issues"] = [issue]


def half_applied(folder: Folder) -> None:
    del folder.files["nodegroup-us-west-2b.json"]
    folder["auto-scaling-groups.json"]["AutoScalingGroups"].pop()
    folder["autoscaler-status.json"]["data"]["status"] = (
        f"Cluster-autoscaler status at 2026-11-20 10:29:58.683724023 +0000 UTC:\nCluster-wide:\n  Health:      Healthy\n\n"
        f"NodeGroups:\n  Name:        {healthy.scaling_name(pool())}\n  Health:      Healthy (ready=0)\n"
    )


def held(folder: Folder) -> None:
    gpu_node(folder)["spec"]["unschedulable"] = True


def undeclared(folder: Folder) -> None:
    node = copy.deepcopy(gpu_node(folder))
    node["metadata"]["name"] = "ip-10-0-70-1"
    node["metadata"]["labels"] = {
        "node.kubernetes.io/instance-type": "g4dn.xlarge",
        "eks.amazonaws.com/nodegroup": "notebooks",
    }
    node["spec"]["providerID"] = "aws:///us-west-2a/i-0123456789abcdef0"
    folder.items("nodes.json").append(node)
    image = "nvcr.io/nvidia/k8s-device-plugin:v0.20.0"
    folder.items("pods.json").append(system_pod("nvidia-device-plugin-y", "ip-10-0-70-1", image, "DaemonSet"))


def guest(folder: Folder) -> None:
    folder.items("pods.json").append(system_pod("prometheus-0", healthy.node_name(0), "prometheus:v3", "StatefulSet"))


def upgraded(folder: Folder) -> None:
    folder["cluster.json"]["cluster"]["version"] = "1.36"


def tainted_by_hand(folder: Folder) -> None:
    for one in ("us-west-2a", "us-west-2b"):
        node_group(folder, one)["taints"].append({"key": "dedicated", "value": "gpu", "effect": "NO_SCHEDULE"})
    text = "pod didn't trigger scale-up: 2 node(s) had untolerated taint {dedicated: gpu}"
    said(folder, ("FailedScheduling", NO_NODE), ("NotTriggerScaleUp", text))


def no_addresses(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    waits(pod, "ContainerCreating")
    pod["metadata"]["creationTimestamp"] = healthy.OLD
    message = (
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin "
        'type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container'
    )
    folder.items("events.json").append(event(pod, "FailedCreatePodSandBox", message))


def no_secret(folder: Folder) -> None:
    """Seen three minutes after it was made."""
    pod = folder.named("pods.json", "serve")
    pod["metadata"]["creationTimestamp"] = "2026-11-20T10:27:00Z"
    waits(pod, "CreateContainerConfigError", 'secret "vllm-api-key" not found')
    said(folder, ("Failed", 'Error: secret "vllm-api-key" not found'))


def mesh(folder: Folder) -> None:
    """A service mesh requests more than a default size leaves free."""
    folder.items("daemonsets.json").append(healthy.agent("ztunnel", cpu="500m", memory="2Gi"))
    said(folder, ("FailedScheduling", NO_CPU))


def late(folder: Folder) -> None:
    """EKS has not noticed yet."""
    folder["nodes.json"]["items"] = [
        node for node in folder.items("nodes.json") if "64-20" not in node["metadata"]["name"]
    ]
    folder["activities.json"]["Activities"][0]["StartTime"] = "2026-11-20T10:00:00Z"
    said(folder, ("FailedScheduling", NO_NODE), TRIGGERED)


def dcgm(folder: Folder) -> None:
    gpu_node(folder)["status"]["conditions"].append(
        {
            "type": "AcceleratedHardwareReady",
            "status": "False",
            "reason": "DCGMError",
            "message": "failed to initialize DCGM: Error connecting to nv-hostengine: Host engine connection invalid/disconnected",
        }
    )


def operator(folder: Folder) -> None:
    pod = system_pod(
        "nvidia-driver-daemonset-abcde", healthy.node_name(0), "nvcr.io/nvidia/driver:580.95.05", "DaemonSet"
    )
    pod["metadata"]["namespace"] = "gpu-operator"
    waits(pod, "ImagePullBackOff", 'Back-off pulling image "nvcr.io/nvidia/driver:580.95.05-amzn2023": not found')
    folder.items("pods.json").append(pod)
    waits(folder.named("pods.json", "device-plugin"), "PodInitializing")
    no_gpu(folder)


def shared_by_hand(folder: Folder) -> None:
    for amounts in ("allocatable", "capacity"):
        gpu_node(folder)["status"][amounts].pop("nvidia.com/gpu")
        gpu_node(folder)["status"][amounts]["nvidia.com/gpu.shared"] = "4"
    said(folder, ("FailedScheduling", NO_GPU))


def no_entry(folder: Folder) -> None:
    joined(folder)
    node_group(folder)["nodeRole"] = "arn:aws:iam::111122223333:role/vision-node"
    folder.files["access-entries.json"] = {"accessEntries": ["arn:aws:iam::111122223333:role/platform"]}


def evicted(folder: Folder) -> None:
    pod = folder.named("pods.json", "serve")
    pod["status"] = {
        "phase": "Failed",
        "reason": "Evicted",
        "message": "The node was low on resource: ephemeral-storage. Threshold quantity: 10706545527, available: 8123412Ki. ",
    }


def refused_by_webhook(folder: Folder) -> None:
    about = {"kind": "ReplicaSet", "name": "serve-7c9d4f6b5", "namespace": "team"}
    message = (
        'Error creating: Internal error occurred: failed calling webhook "mpod.elbv2.k8s.aws": failed to call webhook: Post '
        '"https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-pod?timeout=10s": no endpoints available '
        'for service "aws-load-balancer-webhook-service"'
    )
    folder.items("events.json").append(
        {
            "kind": "Event",
            "involvedObject": about,
            "reason": "FailedCreate",
            "message": message,
            "lastTimestamp": healthy.NOW,
        }
    )


def crashing_agent(folder: Folder) -> None:
    """A pod without GPUs crashes, and only the table of pods was gathered."""
    folder.files["more.txt"] = (
        "NAMESPACE     NAME                              READY   STATUS             RESTARTS      AGE\n"
        "kube-system   metrics-server-6c4d6b7f9b-x2k9p   0/1     CrashLoopBackOff   12 (2m ago)   31m\n"
    )


def out_of_gpu_memory(folder: Folder) -> None:
    waits(folder.named("pods.json", "serve"), "CrashLoopBackOff", ended="Error")
    folder.files["serve.log"] = (
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 21.98 GiB\n"
    )


def update_held(folder: Folder) -> None:
    folder.files["update.json"] = {
        "update": {
            "id": "b5f0ba18-9a87-4450-b5a0-825e6e84496f",
            "status": "Failed",
            "type": "VersionUpdate",
            "errors": [
                {
                    "errorCode": "PodEvictionFailure",
                    "errorMessage": "Reached max retries while trying to evict pods from nodes in node group prod-nodegroup",
                    "resourceIds": [healthy.node_name(0)],
                }
            ],
        }
    }
    budget = {"metadata": {"name": "serve", "namespace": "team"}, "status": {"disruptionsAllowed": 0}}
    folder.files["pdb.json"] = {"kind": "PodDisruptionBudgetList", "items": [budget]}
    gpu_node(folder)["spec"]["unschedulable"] = True


def taken_back(folder: Folder) -> None:
    about = {"kind": "Node", "name": "ip-10-0-64-99.us-west-2.compute.internal"}
    folder.items("events.json").append(
        {
            "kind": "Event",
            "involvedObject": about,
            "reason": "SpotInterruption",
            "message": "Spot Interruption event received. Instance i-0 will be interrupted at 2026-11-20T10:30:00Z",
            "lastTimestamp": healthy.NOW,
        }
    )


def rebalanced(folder: Folder) -> None:
    """A group over two zones: a node was started in one zone, and then one ended in the other."""
    group = folder["activities.json"]["Activities"][0]["AutoScalingGroupName"]
    folder["activities.json"]["Activities"] += [
        {
            "AutoScalingGroupName": group,
            "Description": "Terminating EC2 instance: i-0aa11bb22cc33dd44 - Waiting For Termination Lifecycle Action",
            "Cause": "At 2026-11-20T10:10:29Z instances were launched to balance instances in zones us-west-2b with other zones resulting in more than desired number of instances in the group. At 2026-11-20T10:10:50Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2. At 2026-11-20T10:10:50Z instance i-0aa11bb22cc33dd44 was selected for termination.",
            "StartTime": "2026-11-20T10:10:50Z",
            "StatusCode": "Successful",
        },
        {
            "AutoScalingGroupName": group,
            "Description": "Launching a new EC2 instance: i-0ff11ee22dd33cc44",
            "Cause": "At 2026-11-20T10:09:10Z instances were launched to balance instances in zones us-west-2b with other zones resulting in more than desired number of instances in the group.",
            "StartTime": "2026-11-20T10:09:12Z",
            "StatusCode": "Successful",
        },
    ]


BROKEN: tuple[Broken, ...] = (
    Broken(
        "quota-of-zero",
        waiting,
        quota,
        "quota-exceeded",
        "L-DB2E81BA",
        "kubernetes/kops#15778, scrapoxy/scrapoxy#202",
        ("autoscaler-backoff", "pod-pending"),
    ),
    Broken(
        "quota-by-eks",
        waiting,
        quota_by_eks,
        "quota-exceeded",
        "request-service-quota-increase",
        "kubernetes-sigs/cluster-api-provider-aws#4776",
        ("pod-pending",),
    ),
    Broken(
        "quota-not-yet-asked", at_zero, quota_low, "quota-too-small", "--desired-value 16", "klotho-platform/klotho#311"
    ),
    Broken(
        "no-capacity",
        waiting,
        capacity,
        "capacity-insufficient",
        "instance_types",
        "2i2c-org/infrastructure#3334, kubernetes/autoscaler#3241",
        ("autoscaler-backoff", "pod-pending"),
    ),
    Broken(
        "key-of-the-disk",
        waiting,
        key,
        "launch-failed",
        "AWSServiceRoleForAutoScaling",
        "AWS user guide, ts-as-instancelaunchfailure",
        ("pod-pending",),
    ),
    Broken("type-not-in-zone", at_zero, zone, "launch-failed", "zones", "mludvig/aws-ethereum-miner#23"),
    Broken(
        "never-joined",
        bought,
        joined,
        "node-group-unhealthy",
        "NAT",
        "hashicorp/terraform-provider-aws#15675",
        ("pod-pending",),
    ),
    Broken(
        "standard-ami",
        bought,
        standard_ami,
        "ami-type-differs",
        "AL2023_x86_64_NVIDIA",
        "awslabs/amazon-eks-ami#1817",
        ("driver-missing", "device-plugin-failing", "gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "no-driver",
        bought,
        driver,
        "driver-missing",
        "from its user data",
        "awslabs/amazon-eks-ami#1744, #1697",
        ("device-plugin-failing", "gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "no-plugin",
        bought,
        no_plugin,
        "device-plugin-missing",
        "vision-platform",
        "NVIDIA/k8s-device-plugin#33, awslabs/amazon-eks-ami#2342",
        ("gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "plugin-repelled",
        bought,
        plugin_repelled,
        "node-differs",
        "dedicated=ml:NoSchedule",
        "NVIDIA/k8s-device-plugin#68",
        ("device-plugin-absent", "gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "plugin-image",
        bought,
        plugin_image,
        "device-plugin-failing",
        "images.registry",
        "terraform-aws-modules/terraform-aws-eks#2474",
        ("gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "two-plugins",
        bought,
        two_plugins,
        "device-plugin-twice",
        "daemonsets",
        "bottlerocket-os/bottlerocket#4309",
        ("gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "plugin-silent",
        bought,
        silent_plugin,
        "gpus-not-allocatable",
        "device-plugin",
        "NVIDIA/k8s-device-plugin#390",
        ("pod-pending",),
    ),
    Broken(
        "untagged",
        waiting,
        untagged,
        "auto-scaling-group-undiscovered",
        "create-or-update-tags",
        "kubernetes/autoscaler#1607",
        ("autoscaler-unaware", "pod-pending"),
    ),
    Broken(
        "describe-denied",
        waiting,
        denied_describe,
        "autoscaler-denied",
        "vision-cluster",
        "awslabs/cdk-eks-blueprints#684",
        ("pod-pending",),
    ),
    Broken(
        "scale-denied",
        waiting,
        denied_scale,
        "autoscaler-denied",
        "vision-cluster",
        "kubernetes/autoscaler#3115",
        ("autoscaler-backoff", "pod-pending"),
    ),
    Broken(
        "policy-with-condition",
        waiting,
        tied_policy,
        "autoscaler-policy",
        "vision-cluster",
        "aws-ia/terraform-aws-eks-blueprints-addons#89",
        ("autoscaler-denied", "pod-pending"),
    ),
    Broken(
        "no-identity",
        waiting,
        no_identity,
        "autoscaler-identity-missing",
        "rollout restart",
        "kubernetes/autoscaler#6461",
        ("autoscaler-denied", "autoscaler-not-running", "pod-pending"),
    ),
    Broken(
        "may-not-list",
        at_zero,
        no_listing,
        "autoscaler-access",
        "vision-platform",
        "kubernetes/autoscaler#9244",
        ("autoscaler-denied", "autoscaler-silent"),
    ),
    Broken(
        "another-clusters-tags",
        waiting,
        other_cluster,
        "autoscaler-arguments",
        "vision-platform",
        "kubeflow/pipelines#4971",
        ("pod-pending",),
    ),
    Broken(
        "no-autoscaler",
        waiting,
        no_autoscaler,
        "autoscaler-missing",
        "vision-platform",
        "aws-samples/comfyui-on-eks#16",
        ("pod-pending",),
    ),
    Broken(
        "at-maximum",
        waiting,
        at_maximum,
        "group-at-maximum",
        "max_per_zone",
        "kubernetes/autoscaler#3268, #3869",
        ("pod-pending",),
    ),
    Broken(
        "launch-suspended",
        waiting,
        suspended,
        "auto-scaling-suspended",
        "resume-processes",
        "AWS Auto Scaling user guide, as-suspend-resume-processes",
        ("pod-pending",),
    ),
    Broken(
        "untolerated-taint",
        waiting,
        taint,
        "pod-not-tolerating",
        "key: nvidia.com/gpu",
        "kubeflow/kubeflow#5275, kubernetes/kubernetes#55839",
    ),
    Broken(
        "label-of-discovery",
        waiting,
        product,
        "pod-selector",
        "nvidia.com/gpu.product",
        "hashicorp/terraform-provider-aws#46288",
    ),
    Broken("mig-without-mig", waiting, mig, "pod-too-large", "nvidia.com/mig-1g.10gb", "kubernetes/autoscaler#8095"),
    Broken("too-much-memory", bought, memory, "pod-too-large", "at most", "pytorch/ci-infra#1079"),
    Broken("overhead", bought, overhead, "pod-too-large", "at most", "Kubernetes, Pod Overhead"),
    Broken(
        "affinity-to-nobody",
        bought,
        without_partner,
        "pod-rules",
        "prefer instead of require",
        "kubernetes, plugins/interpodaffinity",
    ),
    Broken(
        "two-gpus-of-one",
        waiting,
        two_gpus,
        "pod-too-large",
        "nvidia.com/gpu to at most 1",
        "kubernetes/autoscaler#4181",
    ),
    Broken("forgot-the-gpu", waiting, forgotten, "pod-pending", "rollout restart", "kubernetes/autoscaler#8799"),
    Broken(
        "volume-elsewhere",
        waiting,
        volume,
        "pod-volume",
        "kubectl get pv",
        "kubernetes/autoscaler README of AWS",
        ("pod-pending",),
    ),
    Broken(
        "no-cni",
        scaled_up,
        cni,
        "addon-unhealthy",
        "aws-node",
        "aws/karpenter-provider-aws#1391, terraform-aws-eks#3446",
        ("node-not-ready",),
    ),
    Broken(
        "node-gone",
        scaled_up,
        gone,
        "node-stale",
        "kubectl delete node",
        "kubernetes/kubernetes documentation, node status",
        ("node-not-ready", "pod-stuck-terminating"),
    ),
    Broken("disk-full", scaled_up, disk, "node-pressure", "disk_gib", "bottlerocket-os/bottlerocket#4663"),
    Broken("image-deleted", scaled_up, image, "pod-image", "tag does not exist", "NVIDIA/nvidia-docker#1735"),
    Broken("one-shot", scaled_up, one_shot, "pod-crashing", "kind: job", "awslabs/ai-on-eks, nvidia-smi test"),
    Broken(
        "namespace-quota", scaled_up, no_quota, "pod-refused", "gpu_quota", "Kubernetes documentation, resource quotas"
    ),
    Broken("gpu-fell-off", scaled_up, broken_gpu, "gpu-hardware", "drain", "aws/eks-node-monitoring-agent README"),
    Broken("idle", scaled_up, idle, "gpu-idle", "scale-down-disabled-", "kubernetes/autoscaler FAQ"),
    Broken(
        "changed-by-hand",
        at_zero,
        by_hand,
        "node-group-differs",
        "vision-cluster",
        "terraform-aws-modules/terraform-aws-eks#681",
    ),
    Broken(
        "less-than-counted-on",
        scaled_up,
        little,
        "allocatable-differs",
        "lower the workloads' requests",
        "awslabs/amazon-eks-ami, nodeadm's reserves",
    ),
    Broken(
        "old-autoscaler", at_zero, old_autoscaler, "autoscaler-version", "vision-platform", "kubernetes/autoscaler#8123"
    ),
    Broken(
        "tainted-by-hand",
        waiting,
        tainted_by_hand,
        "node-group-differs",
        "vision-cluster",
        "kubernetes/autoscaler, scheduler's words",
        ("pod-pending",),
    ),
    Broken(
        "no-addresses", scaled_up, no_addresses, "pod-not-starting", "larger subnets", "aws/amazon-vpc-cni-k8s#2846"
    ),
    Broken(
        "no-secret", scaled_up, no_secret, "pod-not-starting", "create it", "kubernetes/kubernetes, kubelet's words"
    ),
    Broken("wrong-folder", at_zero, wrong_folder, "cluster-other", "gather again", "a mistake of everyone's"),
    Broken("role-deleted", at_zero, no_role, "cluster-unhealthy", "terraform plan", "EKS API reference, ClusterIssue"),
    Broken(
        "half-applied",
        at_zero,
        half_applied,
        "node-group-missing",
        "vision-cluster",
        "terraform-aws-modules/terraform-aws-eks#1910",
    ),
    Broken("cordoned", scaled_up, held, "node-stuck", "uncordon", "kubernetes/autoscaler FAQ"),
    Broken(
        "group-by-hand", scaled_up, undeclared, "node-undeclared", "declare its group", "a group made in the console"
    ),
    Broken(
        "guest",
        scaled_up,
        guest,
        "pod-taking-gpu-node",
        "eks-gpu.io/group: system",
        "kubernetes/autoscaler FAQ, pods of kube-system",
    ),
    Broken("upgraded-by-eks", at_zero, upgraded, "version-differs", "1.36", "EKS user guide, extended support"),
    Broken(
        "not-joined-yet",
        bought,
        late,
        "instances-not-joined",
        "get-console-output",
        "aws/containers-roadmap#764",
        ("pod-pending",),
    ),
    Broken(
        "lost-dcgm",
        scaled_up,
        dcgm,
        "gpu-monitoring",
        "eks-node-monitoring-agent",
        "aws/eks-node-monitoring-agent#266, aws/containers-roadmap#2555",
    ),
    Broken(
        "operator-with-driver",
        bought,
        operator,
        "gpu-operator",
        "driver.enabled=false",
        "NVIDIA/gpu-operator#759, #549",
        ("device-plugin-failing", "gpus-not-allocatable", "pod-pending"),
    ),
    Broken(
        "shared-by-hand",
        bought,
        shared_by_hand,
        "sharing-misconfigured",
        "nvidia-device-plugin",
        "NVIDIA/k8s-device-plugin README, time slicing with renameByDefault",
        ("pod-pending",),
    ),
    Broken(
        "no-access-entry",
        bought,
        no_entry,
        "access-entry-missing",
        "create-access-entry",
        "EKS user guide, troubleshooting, nodes fail to join cluster",
        ("node-group-unhealthy", "pod-pending"),
    ),
    Broken("thrown-out", scaled_up, evicted, "pod-evicted", "disk_gib", "kubernetes/kubernetes, pkg/kubelet/eviction"),
    Broken(
        "webhook-gone",
        scaled_up,
        refused_by_webhook,
        "pod-not-made",
        "mutatingwebhookconfigurations",
        "kubernetes-sigs/aws-load-balancer-controller, words of the API server",
    ),
    Broken("crash-of-another", scaled_up, crashing_agent, "failure-unexplained", "--previous", "kubectl get pods -A"),
    Broken(
        "gpu-memory-full",
        scaled_up,
        out_of_gpu_memory,
        "gpu-memory-full",
        "--max-model-len",
        "PyTorch, torch.OutOfMemoryError",
        ("pod-crashing",),
    ),
    Broken(
        "update-held-by-a-budget",
        scaled_up,
        update_held,
        "update-failed",
        "team/serve",
        "aws/containers-roadmap#1282, kubernetes-sigs/cluster-api-provider-aws#5455",
    ),
    Broken(
        "spot-taken-back",
        scaled_up,
        taken_back,
        "spot-interrupted",
        "docs/how-to/spot-and-fallback.md",
        "aws/aws-node-termination-handler, its events",
    ),
    Broken(
        "zones-evened-out",
        scaled_up,
        rebalanced,
        "zone-rebalanced",
        "suspend-processes --region us-west-2 --scaling-processes AZRebalance",
        "EC2 Auto Scaling user guide, causes of activities; aws/containers-roadmap#1453",
    ),
    Broken(
        "agent-that-nobody-declared",
        bought,
        mesh,
        "daemon-uncounted",
        "{name: ztunnel, cpu: 500m, memory: 2Gi}",
        "istio/istio manifests/charts/ztunnel, its default requests",
        ("pod-pending",),
    ),
    Broken(
        "queue-without-its-flavor",
        at_zero,
        missing_flavor,
        "queue-inactive",
        "-platform",
        "kubernetes-sigs/kueue, pkg/cache/scheduler/clusterqueue.go",
        ("queue-waiting",),
    ),
    Broken(
        "queue-in-use",
        at_zero,
        quota_in_use,
        "queue-waiting",
        "workloads.kueue.x-k8s.io",
        "kubernetes-sigs/kueue, pkg/scheduler/flavorassigner; kubernetes-sigs/kueue#189",
    ),
    Broken(
        "gang-not-ready-in-time",
        at_zero,
        late_gang,
        "queue-waiting",
        "ready_timeout",
        "kubernetes-sigs/kueue, waitForPodsReady",
    ),
    Broken(
        "more-than-the-queue-has",
        at_zero,
        over_maximum,
        "queue-waiting",
        "at most",
        "kubernetes-sigs/kueue#7232",
    ),
)
