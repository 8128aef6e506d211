"""Nodes, the account, admission, the network."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from tests.doctor.others import clusters as c
from tests.doctor.others import clusters_more as m
from tests.doctor.others.broken import (
    DOCUMENTS,
    NO_GPU,
    OBJECTS,
    Breaks,
    activity,
    also,
    crashes,
    group,
    log,
    lost,
    put,
    refuses,
    waits,
)
from tests.doctor.others.build import bare, told
from tests.doctor.others.world import End, Event

BREAKS = Breaks()

# Nodes.
BREAKS.add(
    "node-gone",
    c.terraform_module,
    lambda w: lost(w, "61-21", "Unknown", "Kubelet stopped posting node status."),
    "node-not-ready",
    "instance|describe",
)
BREAKS.add(
    "node-cni",
    c.gpu_operator,
    lambda w: lost(
        w,
        "62-21",
        "False",
        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
    ),
    "node-not-ready|cni",
    "aws-node|vpc-cni|describe",
)
BREAKS.add(
    "disk-pressure",
    m.ray,
    lambda w: (
        also(
            w.node("61-21").conditions, ("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure")
        ),
        also(
            w.events,
            Event(
                f"Node/{w.node('61-21').name}",
                "EvictionThresholdMet",
                "Attempting to reclaim ephemeral-storage",
                1,
                count=30,
            ),
        ),
    ),
    "node-pressure|disk",
    "disk",
)
BREAKS.add(
    "evicted",
    m.slurm,
    lambda w: (
        put(w.pod("worker-gpu"), "phase", "Failed"),
        put(w.pod("worker-gpu"), "reason", "Evicted"),
        put(
            w.pod("worker-gpu"),
            "message",
            "The node was low on resource: ephemeral-storage. Threshold quantity: 10706545527, available: 8123412Ki. ",
        ),
    ),
    "evicted|disk|failure-unexplained",
    "disk|storage",
)
BREAKS.add(
    "gpus-gone",
    c.bottlerocket,
    lambda w: put(w.node("61-21"), "gpus", 0),
    "gpus-not-allocatable",
    "plugin|driver|instance",
    forms=OBJECTS,
)
BREAKS.add(
    "xid",
    c.terraform_module,
    lambda w: also(
        w.node("61-21").conditions,
        ("AcceleratedHardwareReady", "False", "NvidiaXID79Error", "NvidiaXID79Error: GPU has fallen off the bus"),
    ),
    "gpu-hardware|gpu-lost",
    "drain|terminate|replace",
    forms=OBJECTS,
)
BREAKS.add(
    "spot-interruption",
    m.ray,
    lambda w: (
        also(
            w.events,
            Event(
                "Node/ip-10-0-61-21.us-east-2.compute.internal",
                "SpotInterruption",
                "Spot Interruption event received. Instance i-0f will be interrupted at 2026-11-20T10:31:00Z",
                1,
                source="aws-node-termination-handler",
            ),
        ),
    ),
    "spot-interrupted|spot",
    "",
)
# The account.
BREAKS.add(
    "quota",
    c.terraform_module,
    lambda w: activity(
        w,
        "You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.",
    ),
    "quota|launch-failed",
    "quota",
    forms=DOCUMENTS,
)
BREAKS.add(
    "capacity",
    c.terraform_module,
    lambda w: activity(
        w, "We currently do not have sufficient g6.xlarge capacity in the Availability Zone you requested (us-east-2a)."
    ),
    "capacity",
    "zone|capacity",
    forms=DOCUMENTS,
)
BREAKS.add(
    "nodegroup-degraded",
    c.terraform_module,
    lambda w: group(w, "NodeCreationFailure", "Instances failed to join the kubernetes cluster"),
    "node-group-unhealthy|join",
    "journal|log|console|join",
    forms=DOCUMENTS,
)
BREAKS.add(
    "launch-template",
    c.terraform_module,
    lambda w: group(
        w, "Ec2LaunchTemplateNotFound", "We couldn't find the Amazon EC2 launch template for your managed node group."
    ),
    "node-group-unhealthy|launch-template",
    "template",
    forms=DOCUMENTS,
)
BREAKS.add(
    "karpenter-denied",
    c.karpenter_spot,
    lambda w: (
        waits(w, "sd-xl", NO_GPU),
        log(
            w,
            {
                "kubectl -n kube-system logs deployment/karpenter --tail=1": '{"level":"ERROR","time":"2026-11-20T10:29:00.12Z","logger":"controller","message":"Reconciler error","controller":"nodeclaim.lifecycle","error":"launching nodeclaim, creating instance, with fleet error(s), UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/karpenter/1 is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-2::image/ami-0f3a"}\n'
            },
        ),
    ),
    "denied|unauthorized|access|permission|karpenter",
    "ec2:RunInstances|policy|allow|role",
)
# Admission, network, names.
BREAKS.add(
    "admission",
    m.meshes,
    lambda w: refuses(
        w,
        "ReplicaSet/tgi-7c9d4f6b5",
        "serve",
        'Error creating: admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/serve/tgi-7c9d4f6b5- was blocked due to the following policies: require-labels',
    ),
    "kyverno|admission|webhook|policy|pod-not-made",
    "polic",
)
BREAKS.add(
    "webhook-down",
    c.gpu_operator,
    lambda w: refuses(
        w,
        "ReplicaSet/triton-7c9d4f6b5",
        "ml",
        'Error creating: Internal error occurred: failed calling webhook "mpod.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-pod?timeout=10s": no endpoints available for service "aws-load-balancer-webhook-service"',
    ),
    "pod-not-made|webhook",
    "webhook",
)
BREAKS.add(
    "quota-namespace",
    m.queues,
    lambda w: refuses(
        w,
        "Job/finetune-4",
        "team-a",
        'Error creating: pods "finetune-4-x7k2p" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4',
    ),
    "quota|pod-refused|pod-not-made",
    "quota",
)
BREAKS.add(
    "dns",
    m.slurm,
    lambda w: crashes(
        w,
        "slurm-accounting",
        End("Error", 1),
        "slurmdbd: error: mysql_real_connect failed: 2005 Unknown server host 'mariadb' (-3)\nslurmdbd: fatal: You haven't inited this storage yet.\n",
    ),
    "dns|host|connection|slurm|name",
    "",
)
BREAKS.add(
    "security-group",
    m.ray,
    lambda w: crashes(
        w,
        "serve-gpu-worker",
        End("Error", 1),
        "2026-11-20 10:29:01,123 INFO scripts.py:1170 -- Did not find any active Ray processes.\n[2026-11-20 10:29:06,101 W 8 8] gcs_rpc_client.h:151: Failed to connect to GCS at address 10.0.2.9:6379 within 5 seconds.\nray.exceptions.RpcError: Timed out while waiting for GCS to become available.\n",
    ),
    "ray",
    "6379|head|security",
)
BREAKS.add(
    "coredns-down",
    m.meshes,
    lambda w: crashes(
        w,
        "coredns",
        End("Error", 1),
        '[FATAL] plugin/loop: Loop (127.0.0.1:51122 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."\n',
    ),
    "coredns",
    "loop|resolv",
)
BREAKS.add(
    "daemonset-short",
    m.windows,
    lambda w: (
        put(w.controller("nvidia-device-plugin"), "ready", 0),
        put(w, "pods", []),
        put(w, "events", []),
    ),
    "failure-unexplained|device-plugin",
    "describe|pods",
    forms=("folder", "paste", "tables"),
)
BREAKS.add(
    "statefulset-short",
    m.slurm,
    lambda w: (
        put(w.controller("slurm-controller"), "ready", 0),
        put(w, "pods", []),
        put(w, "events", []),
        put(w, "logs", {}),
    ),
    "failure-unexplained|controller",
    "describe|pods",
    forms=("folder", "paste", "tables"),
)
BREAKS.add(
    "hpa",
    m.vllm_stack,
    lambda w: also(
        w.events,
        Event(
            "HorizontalPodAutoscaler/keda-hpa-llama3",
            "FailedGetExternalMetric",
            "unable to get external metric vllm/s0-prometheus: unable to fetch metrics from external metrics API: no matches for kind",
            1,
            "Warning",
            "vllm",
            "horizontal-pod-autoscaler",
            90,
        ),
    ),
    "hpa|keda|metric",
    "metric",
)
BREAKS.add(
    "hub-too-slow",
    m.jupyterhub,
    lambda w: (
        bare(w, "jhub", "jupyter-bob---0f3a", None, 1, phase="Pending", age=6, unscheduled=NO_GPU),
        told(w, w.pod("jupyter-bob"), "FailedScheduling", NO_GPU, 5, source="jhub-user-scheduler"),
        log(
            w,
            {
                "kubectl -n jhub logs deployment/hub": "[W 2026-11-20 10:29:01.101 JupyterHub user:987] bob's server failed to start in 300 seconds, giving up.\n[E 2026-11-20 10:29:01.201 JupyterHub gen:630] Exception in Future <Task finished name='Task-1' coro=<BaseHandler.spawn_single_user.<locals>.finish_user_spawn() done> after timeout\n"
            },
        ),
    ),
    "gpu-not-offered|hub|jupyter|spawn",
    "",
)
