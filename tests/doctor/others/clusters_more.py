"""Clusters of others that are well: training, sharing, queues, serving, notebooks, meshes and mixed nodes."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from tests.doctor.others.build import DAY, bare, base, cpu, daemon, deploy, done, gpu, started, tail, told
from tests.doctor.others.world import Claim, Controller, End, Event, Job, Node, World

_NVCR = "nvcr.io/nvidia"
_PLUGIN = f"{_NVCR}/k8s-device-plugin:v0.18.0"


def efa_training() -> World:
    """p5 with EFA and FSx: MPI operator and PyTorch jobs."""
    more = {"vpc.amazonaws.com/efa": "32", "hugepages-2Mi": "42242Mi"}
    nodes = [gpu(number, "p5.48xlarge", 8, more=more) for number in (1, 2)]
    world = base(cpu(1), *nodes)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, nodes)
    daemon(
        world,
        "kube-system",
        "aws-efa-k8s-device-plugin",
        "602401143452.dkr.ecr.us-east-2.amazonaws.com/eks/aws-efa-k8s-device-plugin:v0.5.14",
        nodes,
        [""],
    )
    daemon(world, "kube-system", "fsx-csi-node", "public.ecr.aws/fsx-csi-driver/aws-fsx-csi-driver:v1.7.0", nodes, [""])
    deploy(world, "mpi-operator", "mpi-operator", "mpioperator/mpi-operator:0.6.0", world.nodes[0])
    for number, node in enumerate(nodes):
        bare(world, "default", f"nccl-tests-worker-{number}", node, 8, owner="MPIJob")
    launcher = bare(world, "default", "nccl-tests-launcher-x7k2p", world.nodes[0], owner="Job", age=30)
    launcher.containers[0].restarts = 2
    launcher.containers[0].ended = End("Error", 255, minutes=27)
    world.claims.append(Claim("fsx", "default", storage_class="fsx-sc"))
    world.logs["kubectl logs nccl-tests-launcher-x7k2p"] = (
        "Warning: Permanently added 'nccl-tests-worker-0.nccl-tests.default.svc' (ED25519) to the list of known hosts.\n"
        "[1,0]<stdout>:nccl-tests-worker-0:38:38 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa-direct (found 32 nics)\n"
        "[1,0]<stdout>:nccl-tests-worker-0:38:38 [0] NCCL INFO Using network Libfabric\n"
        "[1,0]<stdout>:#       size         count      type   redop    root     time   algbw   busbw #wrong     time   algbw   busbw #wrong\n"
        "[1,0]<stdout>:  1073741824     268435456     float     sum      -1   4021.1  267.03  500.68      0   4011.8  267.65  501.84      0\n"
        "[1,0]<stdout>:# Out of bounds values : 0 OK\n"
        "[1,0]<stdout>:# Avg bus bandwidth    : 301.4\n"
    )
    return world


def time_slicing() -> World:
    """Time slicing and MPS with the device plugin's chart."""
    one = gpu(
        1, "g5.xlarge", 4, labels={"nvidia.com/gpu.replicas": "4", "nvidia.com/gpu.product": "NVIDIA-A10G-SHARED"}
    )
    two = gpu(2, "g6.xlarge", 4, labels={"nvidia.com/mps.capable": "true", "nvidia.com/gpu.sharing-strategy": "mps"})
    world = base(cpu(1), one, two)
    daemon(world, "nvidia", "nvdp-nvidia-device-plugin", _PLUGIN, [one, two], more=["nvidia-device-plugin-sidecar"])
    daemon(
        world,
        "nvidia",
        "nvdp-nvidia-device-plugin-mps-control-daemon",
        _PLUGIN,
        [two],
        selector={"nvidia.com/mps.capable": "true"},
    )
    for number in range(3):
        deploy(world, "ml", f"small-{number}", "registry.example/small:1", one, gpus=1)
    deploy(world, "ml", "tiny", "registry.example/tiny:1", two, gpus=1)
    world.logs["kubectl -n nvidia logs daemonset/nvdp-nvidia-device-plugin"] = (
        'I1120 10:00:01.100000       1 main.go:235] "Starting NVIDIA Device Plugin" version="0.18.0"\n'
        "I1120 10:00:01.200000       1 main.go:317] Retrieving plugins.\n"
        "W1120 10:00:01.300000       1 factory.go:31] No valid resources detected, creating a null CDI handler\n"
        "I1120 10:00:01.400000       1 factory.go:107] Detected non-Tegra platform: /sys/devices/soc0/family file not found\n"
        "I1120 10:00:01.500000       1 server.go:197] Starting GRPC server for 'nvidia.com/gpu'\n"
        "I1120 10:00:01.600000       1 server.go:146] Registered device plugin for 'nvidia.com/gpu' with Kubelet\n"
    )
    return world


def dra() -> World:
    """NVIDIA's DRA driver next to no device plugin: the nodes offer no `nvidia.com/gpu`."""
    one = gpu(1, "p4d.24xlarge", 0, labels={"nvidia.com/gpu.present": "true"})
    world = base(cpu(1), one)
    deploy(
        world,
        "nvidia-dra-driver-gpu",
        "nvidia-dra-driver-gpu-controller",
        f"{_NVCR}/k8s-dra-driver-gpu:v25.8.0",
        world.nodes[0],
    )
    daemon(
        world,
        "nvidia-dra-driver-gpu",
        "nvidia-dra-driver-gpu-kubelet-plugin",
        f"{_NVCR}/k8s-dra-driver-gpu:v25.8.0",
        [one],
        [""],
        more=["compute-domains"],
    )
    pod = deploy(world, "ml", "dra-serve", "registry.example/serve:1", one)
    started(world, pod, 20)
    world.tables["kubectl get resourceclaims -A"] = (
        "NAMESPACE   NAME                        STATE                AGE\n"
        "ml          dra-serve-gpu-x7k2p         allocated,reserved   20m\n"
    )
    world.tables["kubectl get resourceslices"] = (
        "NAME                  NODE                                     DRIVER           POOL   AGE\n"
        f"ip-gpu.nvidia.com-x   {one.name}   gpu.nvidia.com   ip     20m\n"
    )
    return world


def queues() -> World:
    """Kueue, Volcano and KAI: gated pods, a suspended job, a pod group that waits its turn, jobs that are done."""
    one = gpu(1, "g5.12xlarge", 4)
    world = base(cpu(1), one)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    deploy(world, "kueue-system", "kueue-controller-manager", "registry.k8s.io/kueue/kueue:v0.14.3", world.nodes[0])
    for name in ("volcano-scheduler", "volcano-controllers", "volcano-admission"):
        deploy(world, "volcano-system", name, "volcanosh/vc:v1.13.0", world.nodes[0])
    deploy(world, "kai-scheduler", "kai-scheduler-default", "ghcr.io/kai-scheduler/scheduler:v0.9.8", world.nodes[0])
    done(world, "team-a", "finetune-1", one, gpus=2)
    world.jobs.append(Job("finetune-2", "team-a", "Suspended", "JobSuspended", "Job suspended", 0, minutes=12))
    world.events.append(Event("Job/finetune-2", "Suspended", "Job suspended", 12, "Normal", "team-a", "job-controller"))
    world.events.append(
        Event(
            "Job/finetune-2",
            "CreatedWorkload",
            "Created Workload: team-a/job-finetune-2-9ac1e",
            12,
            "Normal",
            "team-a",
            "batch/job-kueue-controller",
        )
    )
    bare(world, "team-a", "finetune-3-x7k2p", one, 2, owner="Job", age=40)
    bare(
        world,
        "team-b",
        "group-0",
        None,
        4,
        owner="Job",
        phase="Pending",
        gate="kueue.x-k8s.io/admission",
        age=30,
        labels={"kueue.x-k8s.io/managed": "true", "kueue.x-k8s.io/queue-name": "main"},
    )
    world.jobs.append(Job("admission-init", "volcano-system", succeeded=1))
    init = bare(
        world,
        "volcano-system",
        "volcano-admission-init-4lm2p",
        world.nodes[0],
        owner="Job",
        phase="Succeeded",
        age=9 * DAY,
    )
    init.containers[0].terminated = End("Completed", 0, minutes=9 * DAY - 1)
    world.tables["kubectl get workloads -A"] = (
        "NAMESPACE   NAME                   QUEUE   RESERVED IN   ADMITTED   FINISHED   AGE\n"
        "team-a      job-finetune-1-1ab2c   main    gpu           True       True       5h\n"
        "team-a      job-finetune-2-9ac1e   main                                        12m\n"
        "team-a      job-finetune-3-7dk2l   main    gpu           True                  40m\n"
    )
    world.tables["kubectl get clusterqueues"] = "NAME   COHORT   PENDING WORKLOADS\ngpu             1\n"
    return world


def ray() -> World:
    """KubeRay: a cluster with a worker group that is at its minimum, and a RayJob that succeeded."""
    one = gpu(1, "g5.2xlarge")
    world = base(cpu(1), cpu(2), one)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    deploy(world, "kuberay", "kuberay-operator", "quay.io/kuberay/operator:v1.5.0", world.nodes[0])
    head = bare(
        world,
        "ray",
        f"serve-head-{tail('h', 1)}",
        world.nodes[1],
        owner="RayCluster",
        container="ray-head",
        image="rayproject/ray:2.51.0",
    )
    worker = bare(
        world,
        "ray",
        f"serve-gpu-worker-{tail('w', 1)}",
        one,
        1,
        owner="RayCluster",
        container="ray-worker",
        image="rayproject/ray:2.51.0-gpu",
        age=35,
    )
    told(world, head, "Unhealthy", "Readiness probe failed: success", 60)
    told(
        world,
        worker,
        "Unhealthy",
        'Readiness probe failed: command timed out: "bash -c wget --tries 1 -T 2 -q -O- http://localhost:52365/api/local_raylet_healthz | grep success" timed out after 1s',
        33,
    )
    done(world, "ray", "rayjob-batch-x7k2p", world.nodes[1])
    world.logs["kubectl -n ray logs serve-head"] = (
        "2026-11-20 09:00:01,100\tINFO usage_lib.py:472 -- Usage stats collection is enabled by default without user confirmation because this terminal is detected to be non-interactive.\n"
        "2026-11-20 09:00:01,200\tINFO scripts.py:914 -- Local node IP: 10.0.2.9\n"
        "2026-11-20 09:00:05,300\tSUCC scripts.py:950 -- Ray runtime started.\n"
        "2026-11-20 09:05:05,300\tINFO autoscaler.py:463 -- The autoscaler took 0.11 seconds to complete the update iteration.\n"
        "Resources\n---------------------------------------------------------------\nTotal Usage:\n 1.0/9.0 CPU\n 1.0/1.0 GPU\n\nTotal Demands:\n (no resource demands)\n"
    )
    return world


def vllm_stack() -> World:
    """vLLM's production stack with an HPA at its minimum, KEDA, LMCache and a router."""
    one, two = gpu(1, "g6e.2xlarge"), gpu(2, "g6e.2xlarge", age=25)
    world = base(cpu(1), one, two)
    daemon(world, "gpu-operator", "nvidia-device-plugin-daemonset", _PLUGIN, [one, two])
    deploy(world, "vllm", "vllm-deployment-router", "lmcache/lmstack-router:v0.1.8", world.nodes[0])
    deploy(world, "vllm", "vllm-llama3-deployment-vllm", "lmcache/vllm-openai:v0.3.9", one, gpus=1)
    young = deploy(world, "vllm", "vllm-qwen-deployment-vllm", "lmcache/vllm-openai:v0.3.9", two, gpus=1)
    young.age = 24
    told(
        world,
        young,
        "TriggeredScaleUp",
        "pod triggered scale-up: [{eks-gpu-2026-9ac1 1->2 (max: 4)}]",
        29,
        source="cluster-autoscaler",
    )
    told(
        world,
        young,
        "FailedScheduling",
        "0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
        29,
        source="default-scheduler",
    )
    told(
        world,
        young,
        "FailedAttachVolume",
        'Multi-Attach error for volume "pvc-models" Volume is already exclusively attached to one node and can\'t be attached to another',
        24,
        source="attachdetach-controller",
    )
    told(
        world,
        young,
        "SuccessfulAttachVolume",
        'AttachVolume.Attach succeeded for volume "pvc-models"',
        23,
        type="Normal",
        source="attachdetach-controller",
    )
    started(world, young, 22)
    told(world, young, "Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503", 15, count=30)
    world.claims.append(Claim("models", "vllm"))
    world.tables["kubectl get hpa -A"] = (
        "NAMESPACE   NAME               REFERENCE                                TARGETS       MINPODS   MAXPODS   REPLICAS   AGE\n"
        "vllm        keda-hpa-llama3    Deployment/vllm-llama3-deployment-vllm   0/5 (avg)     1         4         1          9d\n"
    )
    world.events.append(
        Event(
            "HorizontalPodAutoscaler/keda-hpa-llama3",
            "FailedGetExternalMetric",
            "unable to get external metric vllm/s0-prometheus/&LabelSelector{MatchLabels:map[string]string{scaledobject.keda.sh/name: llama3,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource",
            55,
            "Warning",
            "vllm",
            "horizontal-pod-autoscaler",
        )
    )
    world.logs["kubectl -n vllm logs vllm-llama3"] = (
        "INFO 11-20 10:00:02 [api_server.py:1885] vLLM API server version 0.11.0\n"
        "INFO 11-20 10:01:12 [gpu_model_runner.py:3326] Graph capturing finished in 17 secs, took 0.51 GiB\n"
        "[2026-11-20 10:01:12,101] LMCache INFO: Creating LMCacheEngine instance vllm-instance (cache_engine.py:431:lmcache.v1.cache_engine)\n"
        'INFO:     10.0.1.9:41312 - "GET /health HTTP/1.1" 200 OK\n'
    )
    return world


def jupyterhub() -> World:
    """Zero to JupyterHub: user pods that come and go, a GPU profile with no user, the image puller."""
    one = gpu(1, "g4dn.xlarge", age=25)
    world = base(cpu(1), one)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    for name in ("hub", "proxy", "user-scheduler", "autohttps"):
        deploy(world, "jhub", name, f"quay.io/jupyterhub/k8s-{name}:4.3.1", world.nodes[0])
    daemon(
        world,
        "jhub",
        "continuous-image-puller",
        "registry.k8s.io/pause:3.10",
        world.nodes,
        [""],
        inits=("image-pull-singleuser",),
    )
    user = bare(
        world,
        "jhub",
        "jupyter-ada---9ac1",
        one,
        1,
        container="notebook",
        image="quay.io/jupyter/pytorch-notebook:cuda12-latest",
        age=24,
    )
    told(
        world,
        user,
        "FailedScheduling",
        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        29,
        source="jhub-user-scheduler",
    )
    told(
        world,
        user,
        "TriggeredScaleUp",
        "pod triggered scale-up: [{eks-gpu-2026-9ac1 0->1 (max: 4)}]",
        28,
        source="cluster-autoscaler",
    )
    started(world, user, 24)
    place = bare(
        world, "jhub", "user-placeholder-0", world.nodes[0], owner="StatefulSet", image="registry.k8s.io/pause:3.10"
    )
    told(world, place, "Preempted", "Preempted by pod 0f3a in node", 40, source="jhub-user-scheduler")
    world.claims.append(Claim("claim-ada---9ac1", "jhub"))
    world.logs["kubectl -n jhub logs deployment/hub"] = (
        "[I 2026-11-20 10:05:01.101 JupyterHub app:3354] Running JupyterHub version 5.4.0\n"
        "[W 2026-11-20 10:05:01.201 JupyterHub app:2130] No admin users, admin interface will be unavailable.\n"
        "[I 2026-11-20 10:06:01.101 JupyterHub spawner:2969] Creating PVC claim-ada---9ac1, if it doesn't exist.\n"
        "[I 2026-11-20 10:06:01.201 JupyterHub spawner:2937] Attempting to create pod jupyter-ada---9ac1, with timeout 3\n"
        "[W 2026-11-20 10:06:11.101 JupyterHub base:203] User ada is slow to start (timeout=10)\n"
        "[I 2026-11-20 10:08:11.101 JupyterHub base:1124] User ada took 130.211 seconds to start\n"
        "[I 2026-11-20 10:08:12.101 JupyterHub log:192] 200 GET /hub/api/users (cull-idle@::1) 9.11ms\n"
    )
    return world


def kubeflow() -> World:
    """Kubeflow with Istio: notebooks, a TrainJob that is complete, KServe scaled to zero."""
    one = gpu(1, "g5.xlarge")
    world = base(cpu(1), cpu(2), one)
    daemon(world, "kube-system", "nvidia-device-plugin-daemonset", _PLUGIN, [one])
    deploy(world, "istio-system", "istiod", "docker.io/istio/pilot:1.28.0", world.nodes[0])
    for name in ("jupyter-web-app-deployment", "notebook-controller-deployment", "ml-pipeline", "katib-controller"):
        deploy(world, "kubeflow", name, f"ghcr.io/kubeflow/{name}:v1.10", world.nodes[1], sidecars=("istio-proxy",))
    deploy(
        world,
        "ada",
        "lab",
        "ghcr.io/kubeflow/notebook:v1.10",
        one,
        gpus=1,
        sidecars=("istio-proxy",),
        kind="StatefulSet",
        inits=("istio-init",),
    )
    world.controllers.append(Controller("Deployment", "llm-predictor-00001-deployment", "ada", 0, 0))
    done(world, "ada", "torch-node-0", one, failed=1, gpus=1)
    lab = world.pod("lab-0")
    told(
        world,
        lab,
        "Unhealthy",
        'Readiness probe failed: Get "http://10.0.9.9:15021/healthz/ready": dial tcp 10.0.9.9:15021: connect: connection refused',
        50,
    )
    world.tables["kubectl get inferenceservices -A"] = (
        "NAMESPACE   NAME   URL                          READY   PREV   LATEST   PREVROLLEDOUTREVISION   LATESTREADYREVISION    AGE\n"
        "ada         llm    http://llm.ada.example.com   True           100                              llm-predictor-00001   9d\n"
    )
    world.logs["kubectl -n ada logs lab-0 -c istio-proxy"] = (
        '2026-11-20T09:00:01.101010Z\tinfo\tFLAG: --concurrency="0"\n'
        "2026-11-20T09:00:02.101010Z\tinfo\txdsproxy\tconnected to delta upstream XDS server: istiod.istio-system.svc:15012\tid=1\n"
        "2026-11-20T09:00:03.101010Z\tinfo\tReadiness succeeded in 1.201s\n"
        "2026-11-20T09:00:03.201010Z\tinfo\tEnvoy proxy is ready\n"
        "2026-11-20T09:30:03.201010Z\tinfo\txdsproxy\tconnected to delta upstream XDS server: istiod.istio-system.svc:15012\tid=2\n"
    )
    return world


def slurm() -> World:
    """Slinky: controller, accounting, and node sets of which one is at zero."""
    one = gpu(1, "g5.12xlarge", 4)
    world = base(cpu(1), one)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    deploy(world, "slinky", "slurm-operator", "ghcr.io/slinkyproject/slurm-operator:1.0.0", world.nodes[0])
    for name in ("slurm-controller", "slurm-accounting", "mariadb"):
        deploy(world, "slurm", name, f"ghcr.io/slinkyproject/{name}:25.11", world.nodes[0], kind="StatefulSet")
    bare(
        world,
        "slurm",
        "slurm-worker-gpu-0",
        one,
        4,
        owner="NodeSet",
        container="slurmd",
        image="ghcr.io/slinkyproject/slurmd:25.11",
    )
    world.logs["kubectl -n slurm exec slurm-controller-0 -- sinfo"] = (
        "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\ngpu*         up   infinite      1    mix gpu-0\nall          up   infinite      1   idle gpu-0\n"
    )
    world.logs["kubectl -n slurm logs slurm-controller-0"] = (
        "[2026-11-20T09:00:01.101] slurmctld version 25.11.0 started on cluster slurm\n"
        "[2026-11-20T09:00:01.201] No trigger state file (/var/spool/slurmctld/trigger_state.old) to recover\n"
        "[2026-11-20T09:00:01.301] No memory enforcing mechanism configured.\n"
        "[2026-11-20T09:00:09.101] Node gpu-0 now responding\n"
        "[2026-11-20T09:10:09.101] sched: Allocate JobId=12 NodeList=gpu-0 #CPUs=8 Partition=gpu\n"
        "[2026-11-20T09:40:09.101] _job_complete: JobId=12 WEXITSTATUS 0\n"
    )
    return world


def meshes() -> World:
    """Cilium in chaining mode, Calico for policies, Argo CD with an app that is out of sync by design, Fargate, cert-manager."""
    one = gpu(1, "g6.4xlarge")
    fargate = Node(
        "fargate-ip-10-0-8-9.us-east-2.compute.internal",
        "",
        labels={"eks.amazonaws.com/compute-type": "fargate"},
        taints=["eks.amazonaws.com/compute-type=fargate:NoSchedule"],
    )
    world = base(cpu(1), cpu(2), one)
    world.nodes.append(fargate)
    daemon(
        world,
        "kube-system",
        "cilium",
        "quay.io/cilium/cilium:v1.18.4",
        world.nodes[:3],
        [""],
        inits=("config", "mount-cgroup", "apply-sysctl-overwrites"),
    )
    daemon(world, "calico-system", "calico-node", "quay.io/calico/node:v3.31.1", world.nodes[:3], [""])
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    world.controllers.append(
        Controller(
            "DaemonSet", "csi-node-driver-windows", "calico-system", 0, 0, selector={"kubernetes.io/os": "windows"}
        )
    )
    deploy(
        world,
        "argocd",
        "argocd-application-controller",
        "quay.io/argoproj/argocd:v3.2.0",
        world.nodes[0],
        kind="StatefulSet",
    )
    deploy(world, "argocd", "argocd-repo-server", "quay.io/argoproj/argocd:v3.2.0", world.nodes[0])
    deploy(world, "cert-manager", "cert-manager", "quay.io/jetstack/cert-manager-controller:v1.19.1", world.nodes[1])
    bare(world, "batch", "etl-7c9d4f6b5-x2k4p", fargate, owner="ReplicaSet")
    told(
        world,
        world.pod("etl"),
        "LoggingDisabled",
        'Disabled logging because aws-logging configmap was not found. configmap "aws-logging" not found',
        40,
        source="fargate-scheduler",
    )
    told(
        world,
        world.pod("cilium-"),
        "Unhealthy",
        'Startup probe failed: Get "http://127.0.0.1:9879/healthz": dial tcp 127.0.0.1:9879: connect: connection refused',
        55,
        count=2,
    )
    deploy(world, "serve", "tgi", "ghcr.io/huggingface/text-generation-inference:3.3.6", one, gpus=1)
    world.tables["kubectl -n argocd get applications"] = (
        "NAME      SYNC STATUS   HEALTH STATUS\nml-stack  Synced        Healthy\ngpu       OutOfSync     Progressing\n"
    )
    return world


def windows() -> World:
    """Windows nodes next to Linux ones, and DaemonSets that fit none."""
    one = gpu(1, "g4dn.2xlarge")
    win = Node(
        "ip-10-0-90-4.us-east-2.compute.internal",
        "m6i.xlarge",
        labels={"kubernetes.io/os": "windows"},
        taints=["os=windows:NoSchedule"],
        os="Windows Server 2022 Datacenter",
    )
    world = base(cpu(1), one, win)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    deploy(world, "web", "iis", "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022", win)
    deploy(world, "ml", "ocr", "registry.example/ocr:3", one, gpus=1)
    world.controllers.append(
        Controller(
            "DaemonSet",
            "directml-device-plugin",
            "kube-system",
            0,
            0,
            selector={"kubernetes.io/os": "windows", "gpu": "true"},
        )
    )
    world.controllers.append(
        Controller(
            "DaemonSet",
            "neuron-device-plugin",
            "kube-system",
            0,
            0,
            selector={"node.kubernetes.io/instance-type": "inf2.xlarge"},
        )
    )
    world.events.append(
        Event(
            f"Node/{win.name}",
            "FreeDiskSpaceFailed",
            "failed to garbage collect required amount of images. Wanted to free 1 bytes, but freed 0 bytes",
            40,
        )
    )
    return world


def upgraded() -> World:
    """The end of a rolling upgrade: nodes of two versions, one cordoned, pods that moved, events that are over."""
    one = gpu(1, "g5.xlarge", kubelet="v1.33.5-eks-3cfe0ce", cordoned=True)
    two = gpu(2, "g5.xlarge", age=14)
    world = base(cpu(1, age=20), cpu(2, age=70), one, two)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one, two])
    moved = deploy(world, "serve", "llama", "registry.example/llama:9", two, gpus=1)
    moved.age = 13
    told(
        world,
        moved,
        "FailedScheduling",
        "0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient nvidia.com/gpu.",
        13,
        source="default-scheduler",
    )
    started(world, moved, 11)
    old = deploy(world, "serve", "rerank", "registry.example/rerank:2", two, gpus=1)
    old.containers[0].restarts = 3
    old.containers[0].ended = End("OOMKilled", 137, minutes=4 * DAY)
    world.events += [
        Event(
            "Node/ip-10-0-3-17.us-east-2.compute.internal",
            "NodeNotReady",
            "Node ip-10-0-3-17.us-east-2.compute.internal status is now: NodeNotReady",
            16,
            "Normal",
            source="node-controller",
        ),
        Event(
            "Node/ip-10-0-3-17.us-east-2.compute.internal",
            "RemovingNode",
            "Node ip-10-0-3-17.us-east-2.compute.internal event: Removing Node from Controller",
            15,
            "Normal",
            source="node-controller",
        ),
        Event(
            "Pod/llama-old-x7k2p",
            "TaintManagerEviction",
            "Marking for deletion Pod serve/llama-old-x7k2p",
            15,
            "Normal",
            "serve",
            "taint-eviction-controller",
        ),
        Event("Pod/llama-old-x7k2p", "Killing", "Stopping container llama", 15, "Normal", "serve"),
        Event(
            "Pod/llama-old-x7k2p",
            "Unhealthy",
            'Readiness probe failed: Get "http://10.0.9.9:8000/health": dial tcp 10.0.9.9:8000: connect: connection refused',
            15,
            "Warning",
            "serve",
        ),
        Event(
            "ReplicaSet/llama-6d5f7c9b8",
            "SuccessfulDelete",
            "Deleted pod: llama-old-x7k2p",
            15,
            "Normal",
            "serve",
            "replicaset-controller",
        ),
    ]
    return world


def scheduled_work() -> World:
    """CronJobs, Spark, Airflow, Argo Workflows: pods that ended well, one that failed and then succeeded; the GPU group is at zero."""
    world = base(cpu(1), cpu(2))
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [])
    for name in ("nightly-29391840", "nightly-29393280"):
        done(world, "batch", name, world.nodes[0], failed=int(name.endswith("80")))
    deploy(
        world,
        "airflow",
        "airflow-scheduler",
        "apache/airflow:3.1.3",
        world.nodes[1],
        sidecars=("scheduler-log-groomer",),
    )
    driver = bare(
        world, "spark", "pi-driver", world.nodes[0], phase="Succeeded", owner="", container="spark-kubernetes-driver"
    )
    driver.containers[0].terminated = End("Completed", 0, minutes=90)
    step = bare(world, "argo", "train-x7k2p-1234", world.nodes[1], phase="Succeeded", owner="Workflow")
    step.containers[0].terminated = End("Completed", 0, minutes=60)
    world.jobs.append(Job("running-now", "batch", "Running", succeeded=0, minutes=4))
    bare(world, "batch", "running-now-4lm2p", world.nodes[0], owner="Job", age=4)
    world.tables["kubectl get cronjobs -A"] = (
        "NAMESPACE   NAME      SCHEDULE      TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE\n"
        "batch       nightly   0 3 * * *     <none>     False     0        7h              90d\n"
        "batch       weekly    0 3 * * 0     <none>     True      0        <none>          90d\n"
    )
    return world


def starting() -> World:
    """A minute in the life of a new GPU node: it is not Ready yet, its daemons are being created, a pod waits for it."""
    one = gpu(
        1,
        "g5.xlarge",
        0,
        ready="False",
        age=0.7,
        why="container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
    )
    one.taints.append("node.kubernetes.io/not-ready:NoSchedule")
    world = base(cpu(1), cpu(2))
    world.nodes.append(one)
    daemon(world, "kube-system", "nvidia-device-plugin", _PLUGIN, [one])
    plugin = world.pod("nvidia-device-plugin")
    plugin.age, plugin.phase = 0.6, "Pending"
    plugin.containers[0].waiting = End("ContainerCreating")
    pod = bare(
        world,
        "ml",
        "first-0",
        None,
        1,
        owner="StatefulSet",
        phase="Pending",
        age=2,
        unscheduled="0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 2 Insufficient nvidia.com/gpu.",
    )
    told(
        world,
        pod,
        "FailedScheduling",
        "0/2 nodes are available: 2 Insufficient nvidia.com/gpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
        2,
        source="default-scheduler",
    )
    told(
        world,
        pod,
        "TriggeredScaleUp",
        "pod triggered scale-up: [{eks-gpu-2026-9ac1 0->1 (max: 4)}]",
        1.9,
        source="cluster-autoscaler",
    )
    world.events.append(Event(f"Node/{one.name}", "Starting", "Starting kubelet.", 0.7, "Normal"))
    world.events.append(Event(f"Node/{one.name}", "InvalidDiskCapacity", "invalid capacity 0 on image filesystem", 0.7))
    return world
