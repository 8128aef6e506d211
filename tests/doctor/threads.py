"""Public threads as small pastes, written anew: names, addresses and numbers are invented, the words of tools are theirs.

None of them stood behind a row of the table when it was first read: they measure the doctor, and keep what it learned.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thread:
    """A paste.

    Attributes:
        source: The thread.
        first: Id of the first finding.
        step: A part of the next step.
        text: What somebody pasted.
    """

    source: str
    first: str
    step: str
    text: str

    def __str__(self) -> str:
        return self.source


THREADS = (
    Thread(
        "NVIDIA/k8s-device-plugin#421",
        "taint-not-tolerated",
        "toleration",
        """\
$ kubectl describe pod gpu-pod
Name:         gpu-pod
Namespace:    default
Node:         <none>
Status:       Pending
Containers:
  cuda-container:
    Image:      nvcr.io/nvidia/k8s/cuda-sample:vectoradd-cuda10.2
    Limits:
      nvidia.com/gpu:  1
    Requests:
      nvidia.com/gpu:  1
Conditions:
  Type           Status
  PodScheduled   False
Events:
  Type     Reason            Age   From               Message
  ----     ------            ----  ----               -------
  Warning  FailedScheduling  90s   default-scheduler  0/1 nodes are available: 1 node(s) had untolerated taint {gpu: }. \
preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.
""",
    ),
    Thread(
        "NVIDIA/k8s-device-plugin#176",
        "driver-absent",
        "amiType",
        """\
2020/06/29 03:51:41 Loading NVML
2020/06/29 03:51:41 Failed to initialize NVML: could not load NVML library.
2020/06/29 03:51:41 If this is a GPU node, did you set the docker default runtime to `nvidia`?
""",
    ),
    Thread(
        "awslabs/amazon-eks-ami#1618",
        "driver-absent",
        "amiType",
        """\
│ I0201 22:44:21.277485       1 main.go:256] Retreiving plugins.                                                    │
│ I0201 22:44:21.277776       1 factory.go:107] Detected non-NVML platform: could not load NVML library: libnvidia- │
│ E0201 22:44:21.277824       1 factory.go:115] Incompatible platform detected                                      │
""",
    ),
    Thread(
        "awslabs/amazon-eks-ami#1523",
        "start-error-hook",
        "nvidia-smi",
        """\
Error: failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container \
process: error during container init: error running hook #0: error running hook: exit status 1, stdout: , stderr: \
nvidia-container-cli: detection error: nvml error: unknown error: unknown
""",
    ),
    Thread(
        "kubeflow/kubeflow#3617",
        "start-error-hook",
        "nvidia-smi",
        """\
  Warning  Failed  8m2s  kubelet  Error: failed to start container "nvidia-device-plugin-ctr": Error response from \
daemon: OCI runtime create failed: process_linux.go:385: running prestart hook 0 caused "error running hook: exit \
status 1, stderr: nvidia-container-cli: initialization error: cuda error: no cuda-capable device is detected": unknown
""",
    ),
    Thread(
        "awslabs/amazon-eks-ami#1748",
        "node-no-imds",
        "metadata",
        """\
$ nvidia-smi
NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver \
is installed and running.
$ journalctl -u configure-nvidia.service
Apr 04 11:12:59 localhost systemd[1]: Starting Configure NVIDIA instance types...
Apr 04 11:13:00 localhost configure-nvidia.sh[2177]: curl: (7) Failed to connect to 169.254.169.254 port 80 after 0 ms
Apr 04 11:13:00 localhost systemd[1]: configure-nvidia.service: main process exited, code=exited, status=1/FAILURE
""",
    ),
    Thread(
        "awslabs/amazon-eks-ami#1697",
        "driver-absent",
        "amiType",
        """\
[root@ip-10-20-40-96 ~]# nvidia-smi
NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver \
is installed and running
""",
    ),
    Thread(
        "awslabs/amazon-eks-ami#2497",
        "dcgm-failed",
        "dcgm",
        """\
{"level":"error","ts":"2025-11-06T08:00:01Z","msg":"failed to initialize DCGM: Error connecting to nv-hostengine: \
Host engine connection invalid/disconnected"}
""",
    ),
    Thread(
        "aws/amazon-vpc-cni-k8s#3104",
        "nvidia-runtime-missing",
        "amiType",
        """\
Events:
  Type     Reason                  Age   From     Message
  Warning  FailedCreatePodSandBox  67s   kubelet  Failed to create pod sandbox: rpc error: code = Unknown desc = failed \
to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error \
(open /run/containerd/io.containerd.runtime.v2.task/k8s.io/0a/log.json: no such file or directory): fork/exec \
/usr/bin/nvidia-container-runtime: no such file or directory: unknown
""",
    ),
    Thread(
        "NVIDIA/gpu-operator#549",
        "no-nvidia-runtime",
        "runtimeClassName",
        """\
Events:
  Type     Reason                  Age                   From     Message
  ----     ------                  ----                  ----     -------
  Warning  FailedCreatePodSandBox  22m                   kubelet  Failed to create pod sandbox: rpc error: code = \
Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: \
connect: connection refused"
  Warning  FailedCreatePodSandBox  4m43s (x93 over 24m)  kubelet  Failed to create pod sandbox: rpc error: code = \
Unknown desc = failed to get sandbox runtime: no runtime for "nvidia" is configured
""",
    ),
    Thread(
        "NVIDIA/gpu-operator#1043",
        "cuda-802",
        "fabricmanager",
        """\
$ kubectl logs -n gpu-operator nvidia-cuda-validator-9x2lp -c cuda-validation
Failed to allocate device vector A (error code system not yet initialized)!
[Vector addition of 50000 elements]
""",
    ),
    Thread(
        "NVIDIA/gpu-operator#487",
        "failure-unexplained",
        "logs nvidia-dcgm-exporter-cv6rg",
        """\
NAME                                                  READY   STATUS             RESTARTS        AGE
gpu-feature-discovery-2x45b                           1/1     Running            0               7d8h
gpu-operator-66c69d4d8b-7ll7f                         1/1     Running            0               42h
nvidia-dcgm-exporter-cv6rg                            0/1     CrashLoopBackOff   495 (32s ago)   42h
""",
    ),
    Thread(
        "ray-project/kuberay#1414",
        "plugin-share-refused",
        "device plugin",
        """\
status:
  message: Pod Allocate failed due to pod d65f09ad container wait-gcs-ready unable to find GPU device allocation by \
scheduler, which is unexpected
  phase: Failed
  reason: UnexpectedAdmissionError
""",
    ),
    Thread(
        "onepanelio/onepanel#789",
        "command-not-found",
        "command",
        """\
Error: failed to start container "nvidia-device-plugin-ctr": Error response from daemon: OCI runtime create failed: \
container_linux.go:370: starting container process caused: exec: "--fail-on-init-error=false": executable file not \
found in $PATH: unknown
MountVolume.SetUp failed for volume "default-token-rnbds" : failed to sync secret cache: timed out waiting for the condition
""",
    ),
    Thread(
        "aws/karpenter-provider-aws#5578",
        "ec2-capacity",
        "zones",
        """\
{"level":"INFO","time":"2024-02-06T09:05:23.481Z","logger":"controller.provisioner","message":"created nodeclaim"}
{"level":"ERROR","time":"2024-02-06T09:05:23.566Z","logger":"controller.nodeclaim.lifecycle","message":"insufficient \
capacity, all requested instance types were unavailable during launch","nodeclaim":"default-uswest2aprod-mf7bc"}
""",
    ),
    Thread(
        "kubernetes-sigs/karpenter#2275",
        "ec2-capacity",
        "zones",
        """\
{"level":"ERROR","message":"failed launching nodeclaim","controller":"nodeclaim.lifecycle","NodeClaim":{"name":\
"g4dn-xlarge-4667w"},"aws-error-code":"UnfulfillableCapacity","aws-operation-name":"CreateFleet","error":"creating \
instance, insufficient capacity, with fleet error(s), InsufficientInstanceCapacity: We currently do not have sufficient \
g4dn.xlarge capacity in the Availability Zone you requested (eu-west-3b)."}
""",
    ),
    Thread(
        "awslabs/data-on-eks#381",
        "security-group-of-another-vpc",
        "security group",
        """\
2023-12-10T23:23:49.061887Z [Warning] 0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.
2023-12-10T23:23:50Z [Normal] Pod should schedule on: nodeclaim/gpu-ts-xln8j
Spawn failed: Timeout
$ kubectl describe nodeclaim gpu-ts-xln8j
    Message: creating instance, with fleet error(s), InvalidParameter: Security group sg-063f and subnet subnet-03c6 \
belong to different networks.
""",
    ),
    Thread(
        "kubernetes/autoscaler#346",
        "autoscaler-no-expansion",
        "template",
        """\
I0914 20:59:01.756869       1 scale_up.go:50] Pod default/ami-skysegment-l1knx is unschedulable
I0914 20:59:01.904350       1 scale_up.go:141] No pod can fit to gpu-nodes.server.com
I0914 20:59:01.904359       1 scale_up.go:146] No expansion options
""",
    ),
    Thread(
        "kubernetes/autoscaler#903",
        "autoscaler-no-expansion",
        "template",
        """\
I0524 15:30:32.066956       1 factory.go:33] Event(v1.ObjectReference{Kind:"Pod", Namespace:"engine", Name:"job-2xp8n", \
UID:"34fa", APIVersion:"v1", ResourceVersion:"98300", FieldPath:""}): type: 'Normal' reason: 'NotTriggerScaleUp' pod \
didn't trigger scale-up (it wouldn't fit if a new node is added)
""",
    ),
    Thread(
        "maddevsio/aws-eks-base#112",
        "addon-degraded",
        "CoreDNS",
        """\
│ Error: unexpected EKS Add-On (prod:coredns) state returned during creation: unexpected state 'DEGRADED', wanted \
target 'ACTIVE'. last error: %!s(<nil>)
│ [WARNING] Running terraform apply again will remove the kubernetes add-on and attempt to create it again
│
│   with aws_eks_addon.coredns[0],
""",
    ),
    Thread(
        "terraform-aws-modules/terraform-aws-eks#2578",
        "addon-degraded",
        "CoreDNS",
        """\
module.eks.aws_eks_addon.this["coredns"]: Still creating... [20m0s elapsed]

Error: unexpected EKS Add-On (eks_skadi:coredns) state returned during creation: timeout while waiting for state to \
become 'ACTIVE' (last state: 'CREATING', timeout: 20m0s)
""",
    ),
    Thread(
        "terraform-aws-modules/terraform-aws-eks#3272",
        "no-nodes-at-all",
        "get-console-output",
        """\
$ kubectl -n kube-system describe pod coredns-5d5f56f475-8x2pl
Name:         coredns-5d5f56f475-8x2pl
Namespace:    kube-system
Node:         <none>
Status:       Pending
Containers:
  coredns:
    Image:      602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.3
Conditions:
  Type           Status
  PodScheduled   False
Events:
  Type     Reason            Age                 From               Message
  ----     ------            ----                ----               -------
  Warning  FailedScheduling  8s (x21 over 3m3s)  default-scheduler  no nodes available to schedule pods
""",
    ),
    Thread(
        "NVIDIA/nccl#706",
        "nccl-peer-gone",
        "ends first",
        """\
[15]worker-23:83:2526 [0] misc/socket.cc:503 NCCL WARN Net : Call to recv from 100.96.188.199<41468> failed : \
Connection timed out
[15]worker-23:83:2520 [0] NCCL INFO include/net.h:32 -> 2
[15]23:83:2526 [0] transport/net_socket.cc:219 NCCL WARN NET/Socket : socket progress error
""",
    ),
    Thread(
        "NVIDIA/nccl#193",
        "nccl-peer-gone",
        "ends first",
        """\
worker0-0d9gnb:15:91 [3] include/socket.h 398 NCCL WARN Call to write failed : Connection reset by peer.
worker0-0d9gnb:15:91 [3] transport.cu:153 NCCL WARN transport.cu:153 ->2 [Proxy thread error]
""",
    ),
    Thread(
        "verl-project/verl#726",
        "nccl-link-local",
        "NCCL_SOCKET_IFNAME",
        """\
torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:275, unhandled system \
error (run with NCCL_DEBUG=INFO for details), NCCL version 2.20.5
ncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.
Last error:
socketStartConnect: Connect to 169.254.0.1<40815> failed : Software caused connection abort
""",
    ),
    Thread(
        "aws-samples/aws-do-eks#54",
        "efa-not-in-pod",
        "vpc.amazonaws.com/efa",
        """\
NET/OFI Using transport protocol RDMA (platform set)
NET/OFI No eligible providers were found
NET/OFI aws-ofi-nccl initialization failed
NET/IB : No device found.
NET/Socket : Using [0]enp73s0:10.1.216.156<0> [1]pod-id-link0:169.254.170.23<0>
socketPollConnect: connect to 169.254.170.23<41233> returned Connection refused, retrying (13/34)
RuntimeError: NCCL error: remote process exited or there was a network error
""",
    ),
    Thread(
        "aws/aws-ofi-nccl#67",
        "efa-not-in-pod",
        "vpc.amazonaws.com/efa",
        """\
10.3.35.83: INFO: Function: ofi_init Line: 1076: NET/OFI Running on P4d platform, Setting NCCL_TOPO_FILE
10.3.35.83: WARN: Function: find_ofi_provider Line: 543: NET/OFI Couldn't find any optimal provider
10.3.35.83: WARN: Function: main Line: 66: NET/OFI OFI NCCL failure: 2
""",
    ),
    Thread(
        "OpenRLHF/OpenRLHF#265",
        "rendezvous-failed",
        "MASTER_ADDR",
        """\
(RayWorkerVllm pid=207931, ip=10.0.1.75) [E socket.cpp:922] [c10d] The client socket has timed out after 1800s while \
trying to connect to (172.17.0.2, 44737).
(ActorModelRayActor pid=207260, ip=10.0.1.75) [E ProcessGroupNCCL.cpp:475] [Rank 3] Watchdog caught collective \
operation timeout: WorkNCCL(SeqNum=3856, OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1800268 milliseconds
""",
    ),
    Thread(
        "kubeflow/trainer#1638",
        "rendezvous-failed",
        "MASTER_ADDR",
        """\
INFO:torch.distributed.elastic.agent.server.api:[default] Rendezvous'ing worker group
ERROR:torch.distributed.elastic.multiprocessing.errors.error_handler:{
  "message": {
    "message": "RendezvousClosedError: ",
    "extraInfo": {"py_callstack": "Traceback (most recent call last): in wrapper return f(*args, **kwargs)"}
  }
}
""",
    ),
    Thread(
        "vllm-project/vllm#18730",
        "cuda-library-not-linked",
        "libcuda",
        """\
INFO 05-27 11:47:41 [loader.py:458] Loading weights took 28.05 seconds
/usr/bin/ld: cannot find -lcuda: No such file or directory
collect2: error: ld returned 1 exit status
ERROR 05-27 11:47:57 [core.py:396] EngineCore failed to start.
ERROR 05-27 11:47:57 [core.py:396] Traceback (most recent call last):
RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}
""",
    ),
    Thread(
        "vllm-project/vllm#7716",
        "heads-not-divisible",
        "tensor-parallel-size",
        """\
INFO 08-21 03:42:51 api_server.py:400] vLLM API server version 0.5.4
Traceback (most recent call last):
  File "/usr/local/bin/vllm", line 8, in <module>
ValueError: Total number of attention heads (32) must be divisible by tensor parallel size (3).
""",
    ),
    Thread(
        "huggingface/text-generation-inference#446",
        "shared-memory-full",
        "/dev/shm",
        """\
2023-06-13T12:05:30.123Z  INFO download: text_generation_launcher: Starting download process.
Error: DownloadError: Download process was signaled to shutdown with signal 7
""",
    ),
    Thread(
        "huggingface/text-generation-inference#2238",
        "engine-core-died",
        "first traceback",
        """\
2024-07-16T10:00:01Z ERROR shard-manager: text_generation_launcher: Shard complete standard error output: rank=0
2024-07-16T10:00:01Z ERROR shard-manager: text_generation_launcher: Shard process was signaled to shutdown with signal 4 rank=0
Error: ShardCannotStart
""",
    ),
    Thread(
        "kubernetes-sigs/aws-ebs-csi-driver#1844",
        "volume-attaching",
        "describe-volumes",
        """\
AttachVolume.Attach failed for volume "pvc-92e85b76" : rpc error: code = Internal desc = Could not attach volume \
"vol-0936304ea7552d5f9" to node "i-0a9dad4f60085c3f4": attachment of disk "vol-0936304ea7552d5f9" failed, expected \
device to be attached but was attaching
""",
    ),
    Thread(
        "aws-quickstart/quickstart-amazon-eks#52",
        "image-timeout",
        "NAT",
        """\
Events:
  Type     Reason     Age   From               Message
  Normal   Scheduled  12m   default-scheduler  Successfully assigned default/mycontainer-1 to ip-10-0-154-77.ec2.internal
  Warning  Failed     10m   kubelet            Failed to pull image "111122223333.dkr.ecr.us-east-1.amazonaws.com/my:1": \
rpc error: code = Unknown desc = error pulling image configuration: Get https://prod-us-east-1-starport-layer-bucket.\
s3.amazonaws.com/x: dial tcp: i/o timeout
  Warning  Failed     10m   kubelet            Error: ErrImagePull
""",
    ),
    Thread(
        "rapidsai/deployment#409",
        "image-missing",
        "tag",
        """\
Failed to pull image "nvcr.io/nvidia/driver:550.90.07-amzn2": rpc error: code = NotFound desc = failed to pull and \
unpack image "nvcr.io/nvidia/driver:550.90.07-amzn2": failed to resolve reference "nvcr.io/nvidia/driver:550.90.07-amzn2\
": nvcr.io/nvidia/driver:550.90.07-amzn2: not found
""",
    ),
    Thread(
        "2i2c-org/infrastructure#680",
        "hub-spawn-timeout",
        "start_timeout",
        """\
[W 2021-09-13 18:45:14.105 JupyterHub user:710] roxyboy's server failed to start in 600 seconds, giving up
[I 2021-09-13 18:45:14.106 JupyterHub spawner:2620] Deleting pod prod/jupyter-roxyboy
""",
    ),
    Thread(
        "eksctl-io/eksctl#4532",
        "kubelet-exits",
        "journalctl",
        """\
Dec 09 12:33:30 ip-192-168-1-2 systemd[1]: kubelet.service: main process exited, code=exited, status=255/n/a
Dec 09 12:33:30 ip-192-168-1-2 systemd[1]: Unit kubelet.service entered failed state.
Dec 09 12:33:30 ip-192-168-1-2 systemd[1]: kubelet.service failed.
""",
    ),
)
