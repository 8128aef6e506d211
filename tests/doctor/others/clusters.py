"""Clusters of others that are well: GPU Operator, modules and blueprints, Karpenter, Auto Mode, Bottlerocket and more."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from tests.doctor.others.as_json import instance
from tests.doctor.others.build import DAY, GPU_TAINT, bare, base, cpu, daemon, deploy, done, gpu, started, told
from tests.doctor.others.world import Claim, Controller, End, Event, Node, World, at

_NVCR = "nvcr.io/nvidia"


def gpu_operator() -> World:
    """GPU Operator with driver, toolkit, MIG manager and DCGM exporter."""
    mig = {
        "nvidia.com/gpu.present": "true",
        "nvidia.com/mig.config": "all-balanced",
        "nvidia.com/mig.config.state": "success",
    }
    one = gpu(1, "p4d.24xlarge", 8, labels=mig, more={"nvidia.com/mig-1g.5gb": "16"}, os="Ubuntu 22.04.5 LTS")
    two = gpu(2, "g5.xlarge", labels={"nvidia.com/gpu.present": "true"}, os="Ubuntu 22.04.5 LTS")
    world, nodes = base(cpu(1), one, two), [one, two]
    space = "gpu-operator"
    deploy(world, space, "gpu-operator", f"{_NVCR}/gpu-operator:v25.10.0", world.nodes[0])
    deploy(
        world,
        space,
        "gpu-operator-node-feature-discovery-master",
        "registry.k8s.io/nfd/node-feature-discovery:v0.18.2",
        world.nodes[0],
    )
    daemon(
        world,
        space,
        "gpu-operator-node-feature-discovery-worker",
        "registry.k8s.io/nfd/node-feature-discovery:v0.18.2",
        world.nodes,
        [""],
    )
    daemon(
        world,
        space,
        "nvidia-driver-daemonset",
        f"{_NVCR}/driver:580.95.05-ubuntu22.04",
        nodes,
        inits=("k8s-driver-manager",),
    )
    daemon(
        world,
        space,
        "nvidia-container-toolkit-daemonset",
        f"{_NVCR}/k8s/container-toolkit:v1.18.0",
        nodes,
        inits=("driver-validation",),
    )
    daemon(
        world,
        space,
        "nvidia-device-plugin-daemonset",
        f"{_NVCR}/k8s-device-plugin:v0.18.0",
        nodes,
        inits=("toolkit-validation",),
    )
    daemon(
        world,
        space,
        "gpu-feature-discovery",
        f"{_NVCR}/k8s-device-plugin:v0.18.0",
        nodes,
        inits=("toolkit-validation",),
    )
    daemon(
        world,
        space,
        "nvidia-mig-manager",
        f"{_NVCR}/cloud-native/k8s-mig-manager:v0.13.0",
        [one],
        inits=("toolkit-validation",),
    )
    daemon(
        world,
        space,
        "nvidia-dcgm-exporter",
        f"{_NVCR}/k8s/dcgm-exporter:4.4.1-4.6.0-distroless",
        nodes,
        inits=("toolkit-validation",),
    )
    inits = ("driver-validation", "toolkit-validation", "cuda-validation", "plugin-validation")
    daemon(world, space, "nvidia-operator-validator", f"{_NVCR}/gpu-operator:v25.10.0", nodes, inits=inits)
    world.controllers.append(
        Controller(
            "DaemonSet",
            "nvidia-device-plugin-mps-control-daemon",
            space,
            0,
            0,
            selector={"nvidia.com/mps.capable": "true"},
        )
    )
    for name in ("nvidia-cuda-validator", "nvidia-device-plugin-validator"):
        pod = bare(
            world, space, f"{name}-k7p2x", two, 1, phase="Succeeded", age=DAY, image=f"{_NVCR}/gpu-operator:v25.10.0"
        )
        pod.containers[0].terminated = End("Completed", 0, minutes=DAY - 2)
    deploy(world, "ml", "triton", f"{_NVCR}/tritonserver:25.09-py3", two, gpus=1)
    driver = world.pod("nvidia-driver-daemonset")
    told(
        world,
        driver,
        "Unhealthy",
        "Startup probe failed: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
        55,
        count=12,
    )
    validator = world.pod("nvidia-operator-validator")
    told(
        world,
        validator,
        "FailedCreatePodSandBox",
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "nvidia" is configured',
        57,
        count=9,
    )
    started(world, validator, 50)
    told(
        world,
        world.pod("nvidia-dcgm-exporter"),
        "Unhealthy",
        'Readiness probe failed: Get "http://10.0.61.9:9400/health": dial tcp 10.0.61.9:9400: connect: connection refused',
        49,
    )
    world.logs["kubectl -n gpu-operator logs -l app=nvidia-mig-manager"] = (
        'time="2026-11-20T08:00:01Z" level=info msg="Updating to MIG config: all-balanced"\n'
        'time="2026-11-20T08:00:02Z" level=info msg="Applying the selected MIG config to the node"\n'
        'time="2026-11-20T08:00:40Z" level=info msg="Successfully updated to MIG config: all-balanced"\n'
    )
    return world


def terraform_module() -> World:
    """The module terraform-aws-eks with a managed GPU group, the device plugin's chart, and a group at zero."""
    one = gpu(1, "g6.xlarge", labels={"eks.amazonaws.com/nodegroup": "gpu-2026", "nvidia.com/gpu.present": "true"})
    world = base(cpu(1, labels={"eks.amazonaws.com/nodegroup": "default-2026"}), cpu(2), one)
    daemon(world, "nvidia-device-plugin", "nvidia-device-plugin", f"{_NVCR}/k8s-device-plugin:v0.18.0", [one])
    daemon(
        world,
        "nvidia-device-plugin",
        "nvidia-device-plugin-gpu-feature-discovery",
        f"{_NVCR}/k8s-device-plugin:v0.18.0",
        [one],
    )
    deploy(
        world,
        "kube-system",
        "cluster-autoscaler-aws",
        "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.1",
        world.nodes[0],
    )
    daemon(
        world,
        "kube-system",
        "ebs-csi-node",
        "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.0",
        world.nodes,
        [""],
    )
    deploy(
        world,
        "kube-system",
        "ebs-csi-controller",
        "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.0",
        world.nodes[0],
        2,
    )
    deploy(world, "default", "inference", "registry.example/inference:3", one, gpus=1)
    world.claims.append(Claim("weights", "default"))
    done(world, "default", "warm-up", one, failed=2, gpus=1)
    group = {
        "nodegroupName": "gpu-2026",
        "clusterName": "lab",
        "version": "1.34",
        "status": "ACTIVE",
        "capacityType": "ON_DEMAND",
        "scalingConfig": {"minSize": 0, "maxSize": 3, "desiredSize": 1},
        "instanceTypes": ["g6.xlarge"],
        "amiType": "AL2023_x86_64_NVIDIA",
        "labels": {},
        "taints": [{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}],
        "health": {"issues": []},
        "resources": {"autoScalingGroups": [{"name": "eks-gpu-2026-9ac1"}]},
    }
    big = {
        **group,
        "nodegroupName": "big-2026",
        "scalingConfig": {"minSize": 0, "maxSize": 2, "desiredSize": 0},
        "instanceTypes": ["p5.48xlarge"],
    }
    world.aws["aws eks describe-nodegroup --nodegroup-name gpu-2026"] = {"nodegroup": group}
    world.aws["aws eks describe-nodegroup --nodegroup-name big-2026"] = {"nodegroup": big}
    world.aws["aws autoscaling describe-auto-scaling-groups"] = {
        "AutoScalingGroups": [
            {
                "AutoScalingGroupName": f"eks-{name}-9ac1",
                "MinSize": 0,
                "MaxSize": 3,
                "DesiredCapacity": size,
                "Instances": [
                    {
                        "InstanceId": instance(one),
                        "InstanceType": "g6.xlarge",
                        "LifecycleState": "InService",
                        "HealthStatus": "Healthy",
                    }
                ]
                * size,
                "SuspendedProcesses": [],
                "Tags": [
                    {"Key": "k8s.io/cluster-autoscaler/enabled", "Value": "true"},
                    {"Key": "eks:cluster-name", "Value": "lab"},
                ],
            }
            for name, size in (("gpu-2026", 1), ("big-2026", 0))
        ]
    }
    world.aws["aws autoscaling describe-scaling-activities"] = {
        "Activities": [
            {
                "ActivityId": "a-2",
                "AutoScalingGroupName": "eks-gpu-2026-9ac1",
                "Description": "Launching a new EC2 instance: i-0f00ba120",
                "StartTime": at(9 * DAY),
                "StatusCode": "Successful",
                "Progress": 100,
            },
            {
                "ActivityId": "a-1",
                "AutoScalingGroupName": "eks-gpu-2026-9ac1",
                "Description": "Launching a new EC2 instance.  Status Reason: We currently do not have sufficient g6.xlarge capacity in the Availability Zone you requested (us-east-2b).",
                "StartTime": at(9 * DAY + 12),
                "StatusCode": "Failed",
                "StatusMessage": "We currently do not have sufficient g6.xlarge capacity in the Availability Zone you requested (us-east-2b).",
                "Progress": 100,
            },
        ]
    }
    world.logs["kubectl -n kube-system logs deployment/cluster-autoscaler-aws"] = (
        "I1120 10:29:41.101038       1 static_autoscaler.go:274] Starting main loop\n"
        "I1120 10:29:41.102938       1 filter_out_schedulable.go:65] Filtering out schedulables\n"
        "I1120 10:29:41.103038       1 static_autoscaler.go:533] No unschedulable pods\n"
        "I1120 10:29:41.103938       1 static_autoscaler.go:556] Calculating unneeded nodes\n"
        "I1120 10:29:41.104938       1 eligibility.go:104] Scale-down calculation: ignoring 1 nodes unremovable in the last 5m0s\n"
        "I1120 10:29:41.105938       1 nodes.go:126] ip-10-0-2-17.us-east-2.compute.internal cannot be removed: kube-system/coredns-6d5f-x is not replicated\n"
        "I1120 10:29:41.106938       1 static_autoscaler.go:598] Scale down status: lastScaleUpTime=2026-11-20 08:29:41 +0000 UTC lastScaleDownDeleteTime=2026-11-20 07:29:41 +0000 UTC lastScaleDownFailTime=2026-11-20 07:00:41 +0000 UTC scaleDownForbidden=false scaleDownInCooldown=false\n"
    )
    return world


def auto_mode() -> World:
    """EKS Auto Mode: no DaemonSet in sight, NodeClaims, Bottlerocket with its own plugin."""
    label = {
        "eks.amazonaws.com/compute-type": "auto",
        "karpenter.sh/nodepool": "gpu",
        "karpenter.sh/capacity-type": "on-demand",
    }
    one = Node(
        "i-0b1c2d3e4f5a60718",
        "g6e.xlarge",
        1,
        labels=label,
        taints=["nvidia.com/gpu:NoSchedule"],
        os="Bottlerocket (EKS Auto, Nvidia) 2026.11.12 (aws-k8s-1.34-nvidia)",
        age=45,
    )
    two = Node(
        "i-0c2d3e4f5a6071829",
        "c6a.large",
        labels={**label, "karpenter.sh/nodepool": "general-purpose"},
        os="Bottlerocket (EKS Auto, Standard) 2026.11.12 (aws-k8s-1.34-standard)",
    )
    world = World(nodes=[one, two])
    deploy(world, "kube-system", "metrics-server", "registry.k8s.io/metrics-server/metrics-server:v0.8.0", two, 2)
    pod = deploy(world, "default", "vllm", "vllm/vllm-openai:v0.11.0", one, gpus=1)
    pod.age = 47
    told(
        world,
        pod,
        "FailedScheduling",
        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        47,
        source="default-scheduler",
    )
    told(world, pod, "Nominated", "Pod should schedule on: nodeclaim/gpu-x7k2p", 47, source="eks-auto-mode/compute")
    started(world, pod, 45)
    told(
        world,
        pod,
        "Unhealthy",
        'Startup probe failed: Get "http://10.0.9.9:8000/health": dial tcp 10.0.9.9:8000: connect: connection refused',
        40,
        count=24,
    )
    world.events += [
        Event(
            "NodeClaim/gpu-x7k2p",
            "Launched",
            "Status condition transitioned, Type: Launched, Status: Unknown -> True, Reason: Launched",
            46,
            "Normal",
            source="eks-auto-mode/compute",
        ),
        Event(
            "NodeClaim/general-purpose-8dk2l",
            "Unconsolidatable",
            "SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node",
            9,
            "Normal",
            source="eks-auto-mode/compute",
        ),
        Event(
            "NodePool/gpu",
            "DisruptionBlocked",
            "No allowed disruptions for disruption reason Drifted due to blocking budget",
            11,
            "Normal",
            source="eks-auto-mode/compute",
        ),
        Event(
            f"Node/{one.name}",
            "NodeNotReady",
            "Node i-0b1c2d3e4f5a60718 status is now: NodeNotReady",
            45,
            "Normal",
            source="node-controller",
        ),
        Event(f"Node/{one.name}", "NodeReady", "Node i-0b1c2d3e4f5a60718 status is now: NodeReady", 44, "Normal"),
        Event(f"Node/{one.name}", "InvalidDiskCapacity", "invalid capacity 0 on image filesystem", 45),
    ]
    world.tables["kubectl get nodeclaims"] = (
        "NAME                    TYPE         CAPACITY    ZONE         NODE                  READY   AGE\n"
        "general-purpose-8dk2l   c6a.large    on-demand   us-east-2a   i-0c2d3e4f5a6071829   True    9d\n"
        "gpu-x7k2p               g6e.xlarge   on-demand   us-east-2b   i-0b1c2d3e4f5a60718   True    46m\n"
    )
    world.tables["kubectl get nodepools"] = (
        "NAME              NODECLASS   NODES   READY   AGE\n"
        "general-purpose   default     1       True    30d\n"
        "gpu               default     1       True    12d\n"
    )
    return world


def karpenter_spot() -> World:
    """Karpenter with Spot GPUs: one node is being consolidated, another was interrupted and replaced an hour ago."""
    label = {"karpenter.sh/nodepool": "gpu-spot", "karpenter.sh/capacity-type": "spot"}
    one = gpu(1, "g5.2xlarge", labels=label, age=62)
    two = gpu(2, "g4dn.xlarge", labels=label, age=300, taints=[GPU_TAINT, "karpenter.sh/disrupted:NoSchedule"])
    world = base(cpu(1), cpu(2), one, two)
    deploy(world, "kube-system", "karpenter", "public.ecr.aws/karpenter/controller:1.8.1", world.nodes[0], 2)
    daemon(world, "kube-system", "nvidia-device-plugin-daemonset", f"{_NVCR}/k8s-device-plugin:v0.17.1", [one, two])
    deploy(world, "serve", "sd-xl", "registry.example/sdxl:12", one, gpus=1)
    leaving = deploy(world, "serve", "whisper", "registry.example/whisper:4", two, gpus=1)
    leaving.deleting = True
    after = deploy(world, "serve", "whisper-next", "registry.example/whisper:4", one, gpus=1)
    after.age = 20
    world.events += [
        Event(
            f"Node/{two.name}",
            "DisruptionTerminating",
            "Disrupting Node: Underutilized/Delete",
            1,
            "Normal",
            source="karpenter",
        ),
        Event(
            f"Node/{two.name}",
            "FailedDraining",
            "Failed to drain node, 1 pods are waiting to be evicted",
            1,
            source="karpenter",
        ),
        Event(
            f"Node/{one.name}",
            "Unconsolidatable",
            "Can't replace with a cheaper node",
            12,
            "Normal",
            source="karpenter",
        ),
        Event(
            "NodeClaim/gpu-spot-7dk2l",
            "SpotInterrupted",
            "Spot interruption warning was triggered",
            65,
            source="karpenter",
        ),
        Event(
            "NodeClaim/gpu-spot-q8x2l",
            "InsufficientCapacityError",
            "NodeClaim gpu-spot-q8x2l event: creating instance, insufficient capacity, with fleet error(s), UnfulfillableCapacity: Unable to fulfill capacity due to your request configuration",
            64,
            source="karpenter",
        ),
        Event(
            "PodDisruptionBudget/karpenter",
            "NoPods",
            "No matching pods found",
            300,
            source="controllermanager",
            namespace="kube-system",
        ),
    ]
    world.logs["kubectl -n kube-system logs deployment/karpenter"] = (
        '{"level":"INFO","time":"2026-11-20T09:25:01.12Z","logger":"controller","message":"initiating delete from interruption message","queue":"lab","messageKind":"spot_interrupted","NodeClaim":{"name":"gpu-spot-7dk2l"},"action":"CordonAndDrain"}\n'
        '{"level":"INFO","time":"2026-11-20T09:25:02.12Z","logger":"controller","message":"tainted node","controller":"node.termination","taint.Key":"karpenter.sh/disrupted"}\n'
        '{"level":"INFO","time":"2026-11-20T09:27:30.12Z","logger":"controller","message":"deleted nodeclaim","NodeClaim":{"name":"gpu-spot-7dk2l"}}\n'
        '{"level":"INFO","time":"2026-11-20T09:27:34.12Z","logger":"controller","message":"found provisionable pod(s)","Pods":"serve/sd-xl-6d5f7c9b8-x2k4p"}\n'
        '{"level":"INFO","time":"2026-11-20T09:27:35.12Z","logger":"controller","message":"launched nodeclaim","instance-type":"g5.2xlarge","zone":"us-east-2a","capacity-type":"spot"}\n'
        '{"level":"INFO","time":"2026-11-20T09:28:55.12Z","logger":"controller","message":"initialized nodeclaim","allocatable":{"nvidia.com/gpu":"1"}}\n'
        '{"level":"INFO","time":"2026-11-20T10:29:00.12Z","logger":"controller","message":"disrupting node(s)","controller":"disruption","reason":"underutilized","decision":"delete","disrupted-node-count":1,"replacement-node-count":0,"pod-count":1}\n'
    )
    return world


def bottlerocket() -> World:
    """Bottlerocket's NVIDIA variant, with the update operator and a cordoned node in a rolling upgrade."""
    os = "Bottlerocket OS 1.49.0 (aws-k8s-1.34-nvidia)"
    one = gpu(1, "g5.4xlarge", os=os, labels={"bottlerocket.aws/updater-interface-version": "2.0.0"})
    two = gpu(2, "g5.4xlarge", os=os, cordoned=True, labels={"bottlerocket.aws/updater-interface-version": "2.0.0"})
    world = base(cpu(1, os="Bottlerocket OS 1.49.0 (aws-k8s-1.34)"), one, two)
    daemon(
        world,
        "brupop-bottlerocket-aws",
        "brupop-agent",
        "public.ecr.aws/bottlerocket/bottlerocket-update-operator:v1.8.0",
        world.nodes,
        [""],
    )
    deploy(
        world,
        "brupop-bottlerocket-aws",
        "brupop-controller-deployment",
        "public.ecr.aws/bottlerocket/bottlerocket-update-operator:v1.8.0",
        world.nodes[0],
    )
    deploy(world, "ml", "rank", "registry.example/rank:2", one, gpus=1)
    done(world, "ml", "embed-nightly", one, gpus=1)
    world.events += [
        Event(
            f"Node/{two.name}", "NodeNotSchedulable", f"Node {two.name} status is now: NodeNotSchedulable", 2, "Normal"
        ),
        Event(f"Node/{one.name}", "Rebooted", f"Node {one.name} has been rebooted, boot id: 4c8b", 70),
    ]
    return world


def hyperpod() -> World:
    """SageMaker HyperPod with EKS: health monitoring agent, EFA, a PyTorch job."""
    label = {
        "sagemaker.amazonaws.com/node-health-status": "Schedulable",
        "sagemaker.amazonaws.com/instance-group-name": "workers",
    }
    nodes = [
        Node(
            f"hyperpod-i-0aa11bb22cc33dd{number:02}",
            "ml.p5.48xlarge",
            8,
            labels=label,
            more={"vpc.amazonaws.com/efa": "32"},
        )
        for number in (1, 2)
    ]
    world = base(cpu(1), *nodes)
    daemon(
        world, "kube-system", "hyperpod-dependencies-nvidia-device-plugin", f"{_NVCR}/k8s-device-plugin:v0.17.2", nodes
    )
    daemon(
        world,
        "kube-system",
        "hyperpod-dependencies-aws-efa-k8s-device-plugin",
        "602401143452.dkr.ecr.us-east-2.amazonaws.com/eks/aws-efa-k8s-device-plugin:v0.5.10",
        nodes,
        [""],
    )
    daemon(
        world,
        "aws-hyperpod",
        "health-monitoring-agent",
        "905418368575.dkr.ecr.us-east-2.amazonaws.com/hyperpod-health-monitoring-agent:1.0.935",
        nodes,
        [""],
    )
    deploy(world, "kubeflow", "training-operator", "kubeflow/training-operator:v1-855e096", world.nodes[0])
    for number, node in enumerate(nodes):
        pod = bare(
            world, "train", f"llama3-worker-{number}", node, 8, owner="HyperPodPyTorchJob", container="pytorch", age=400
        )
        if not number:
            pod.containers[0].restarts = 1
            pod.containers[0].ended = End("Error", 1, minutes=380)
    world.events.append(
        Event(f"Node/{nodes[0].name}", "NodeReady", f"Node {nodes[0].name} status is now: NodeReady", 70, "Normal")
    )
    world.logs["kubectl -n train logs llama3-worker-0"] = (
        "[hyperpod-elastic-agent] 2026-11-20 04:00:01,101 INFO Agent state transition: READY -> RUNNING\n"
        "llama3-worker-0:71:71 [0] NCCL INFO NET/Plugin: Failed to find ncclCollNetPlugin symbol (>= v5). ncclCollNetPlugin symbols v4 and lower are not supported.\n"
        "llama3-worker-0:71:71 [0] NCCL INFO NET/OFI Initializing aws-ofi-nccl 1.17.1\n"
        "llama3-worker-0:71:71 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa-direct (found 32 nics)\n"
        "{'loss': 1.8211, 'grad_norm': 0.41, 'learning_rate': 2e-05, 'epoch': 0.12}\n"
    )
    return world


def neuron() -> World:
    """Trainium and Inferentia: Neuron's device plugin, scheduler and monitor."""
    one = Node(
        "ip-10-0-71-8.us-east-2.compute.internal",
        "trn1.32xlarge",
        16,
        "aws.amazon.com/neuron",
        more={"aws.amazon.com/neuroncore": "32", "vpc.amazonaws.com/efa": "8"},
    )
    two = Node(
        "ip-10-0-72-8.us-east-2.compute.internal",
        "inf2.xlarge",
        1,
        "aws.amazon.com/neuron",
        more={"aws.amazon.com/neuroncore": "2"},
    )
    world = base(cpu(1), one, two)
    daemon(
        world,
        "kube-system",
        "neuron-device-plugin",
        "public.ecr.aws/neuron/neuron-device-plugin:2.28.0",
        [one, two],
        ["aws.amazon.com/neuron"],
    )
    daemon(world, "kube-system", "neuron-monitor", "public.ecr.aws/neuron/neuron-monitor:1.6.0", [one, two], [""])
    deploy(
        world,
        "kube-system",
        "my-scheduler",
        "public.ecr.aws/eks-distro/kubernetes/kube-scheduler:v1.34.1-eks-1-34-6",
        world.nodes[0],
    )
    deploy(
        world, "kube-system", "k8s-neuron-scheduler", "public.ecr.aws/neuron/neuron-scheduler:2.28.0", world.nodes[0]
    )
    deploy(
        world,
        "ml",
        "bert-inf2",
        "763104351884.dkr.ecr.us-east-2.amazonaws.com/pytorch-inference-neuronx:2.7",
        two,
        gpus=1,
        resource="aws.amazon.com/neuroncore",
    )
    bare(world, "ml", "trn1-llama-worker-0", one, 16, resource="aws.amazon.com/neuron", owner="PyTorchJob")
    world.logs["kubectl -n ml logs trn1-llama-worker-0"] = (
        "2026-Nov-20 09:10:01.1010 71:99 [0] nccl_net_ofi_rdma_init:8222 CCOM WARN NET/OFI OFI fi_getinfo() call failed: No data available\n"
        "2026-11-20 09:10:05.000214:  71  INFO ||NEURON_CACHE||: Compile cache path: /var/tmp/neuron-compile-cache\n"
        "2026-11-20 09:10:06.000123:  71  INFO ||NEURON_CC_WRAPPER||: Using a cached neff at /var/tmp/neuron-compile-cache/neuronxcc-2.21/MODULE_11/model.neff\n"
        "step 100 loss 2.101 tokens/s 84211\n"
    )
    return world
