"""Programs that end, and pods that do not start."""

# ruff: noqa: E501 - what tools have said is one line
from __future__ import annotations

from tests.doctor.others import clusters as c
from tests.doctor.others import clusters_more as m
from tests.doctor.others.broken import OBJECTS, Breaks, also, crashes, killed_by_probe, pull, put, stuck, waits
from tests.doctor.others.world import Claim, End, Event, Job

BREAKS = Breaks()

# Programs that end.
BREAKS.add(
    "sidecar-oom",
    m.kubeflow,
    lambda w: crashes(w, "lab-0", End("OOMKilled", 137), container=1),
    "pod-crashing|failure-unexplained",
    "memory",
    forms=OBJECTS,
)
BREAKS.add(
    "cuda-oom",
    m.vllm_stack,
    lambda w: crashes(
        w,
        "llama3",
        End("Error", 1),
        "INFO 11-20 10:00:02 [api_server.py:1885] vLLM API server version 0.11.0\ntorch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity of 21.98 GiB of which 331.44 MiB is free.\nRuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}\n",
    ),
    "cuda-memory|cuda-out-of-memory|gpu-memory|vllm",
    "",
)
BREAKS.add(
    "architecture",
    c.karpenter_spot,
    lambda w: crashes(w, "sd-xl", End("Error", 255), "exec /usr/bin/python3: exec format error\n"),
    "image-platform",
    "arm64",
)
BREAKS.add(
    "plugin-crash",
    c.terraform_module,
    lambda w: crashes(
        w,
        "nvidia-device-plugin-",
        End("Error", 1),
        "I1120 10:29:02.101010       1 main.go:317] Retrieving plugins.\nE1120 10:29:02.101010       1 factory.go:112] Incompatible strategy detected auto\nE1120 10:29:02.101020       1 factory.go:113] If this is a GPU node, did you configure the NVIDIA Container Toolkit?\nE1120 10:29:02.201010       1 main.go:173] error starting plugins: error creating plugin manager: unable to create plugin manager: invalid device discovery strategy\n",
    ),
    "driver-missing|plugin|no-nvidia-runtime|device-plugin-failing",
    "AMI|driver|log|runtime",
)
BREAKS.add(
    "driver-crash",
    c.gpu_operator,
    lambda w: crashes(
        w,
        "nvidia-driver-daemonset",
        End("Error", 1),
        "Resolving Linux kernel version...\nCould not resolve Linux kernel version\nStopping NVIDIA persistence daemon...\nUnloading NVIDIA driver kernel modules...\n",
    ),
    "driver|gpu-operator",
    "kernel|driver",
)
BREAKS.add(
    "driver-version",
    c.gpu_operator,
    lambda w: crashes(
        w,
        "triton",
        End(
            "StartError",
            128,
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error running prestart hook #0: exit status 1, stderr: nvidia-container-cli: requirement error: unsatisfied condition: cuda>=13.0, please update your driver to a newer version, or use an earlier cuda container",
        ),
    ),
    "pod-crashing",
    "CUDA is newer",
    forms=OBJECTS,
)
BREAKS.add("probe-kills", c.karpenter_spot, lambda w: killed_by_probe(w, "sd-xl"), "probe-kills", "startupProbe|probe")
BREAKS.add(
    "nccl-time-out",
    m.efa_training,
    lambda w: crashes(
        w,
        "nccl-tests-worker-0",
        End("Error", 1),
        "[rank0]:[E1120 10:29:02.101 ProcessGroupNCCL.cpp:685] [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=8, OpType=ALLREDUCE, NumelIn=1, NumelOut=1, Timeout(ms)=600000) ran for 600044 milliseconds before timing out.\n",
    ),
    "nccl|collective",
    "",
)
BREAKS.add(
    "hub-gated-model",
    m.vllm_stack,
    lambda w: crashes(
        w,
        "llama3",
        End("Error", 1),
        "huggingface_hub.errors.GatedRepoError: 401 Client Error. Cannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json.\nAccess to model meta-llama/Llama-3.1-8B is restricted. You must have access to it and be authenticated to access it. Please log in.\n",
    ),
    "hub|gated|hf",
    "token|access|HF_TOKEN",
)
BREAKS.add(
    "failed-job",
    c.terraform_module,
    lambda w: (
        also(
            w.jobs,
            Job(
                "tune",
                "default",
                "Failed",
                "BackoffLimitExceeded",
                "Job has reached the specified backoff limit",
                0,
                failed=7,
                minutes=30,
            ),
        ),
        also(
            w.events,
            Event(
                "Job/tune",
                "BackoffLimitExceeded",
                "Job has reached the specified backoff limit",
                20,
                "Warning",
                "default",
                "job-controller",
            ),
        ),
    ),
    "job|backoff|failure-unexplained",
    "logs|job",
)
BREAKS.add(
    "shell-typo",
    c.hyperpod,
    lambda w: crashes(
        w,
        "llama3-worker-0",
        End(
            "StartError",
            128,
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "torchrunn": executable file not found in $PATH',
        ),
    ),
    "command|executable|container",
    "command|image|PATH",
    forms=OBJECTS,
)
# Pods that do not start.
BREAKS.add(
    "image-tag",
    m.ray,
    lambda w: pull(
        w,
        "serve-gpu-worker",
        'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/rayproject/ray:2.51.0-gpu": failed to resolve reference "docker.io/rayproject/ray:2.51.0-gpu": docker.io/rayproject/ray:2.51.0-gpu: not found',
    ),
    "image",
    "tag|name|image",
)
BREAKS.add(
    "image-disk",
    m.vllm_stack,
    lambda w: pull(
        w,
        "llama3",
        "failed to extract layer sha256:0f3a: write /var/lib/containerd/tmpmounts/containerd-mount/opt/lib.so: no space left on device",
    ),
    "disk|space|image",
    "disk",
)
BREAKS.add(
    "registry-denied",
    m.windows,
    lambda w: pull(
        w,
        "ocr",
        "failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token: 401 Unauthorized: incorrect username or password",
    ),
    "image|registry",
    "secret|credential|password|login",
)
BREAKS.add(
    "rate-limit",
    c.bottlerocket,
    lambda w: pull(
        w,
        "rank",
        "rpc error: code = Unknown desc = failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x/manifests/sha256:0f3a: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.",
    ),
    "rate|image",
    "pull|cache|limit",
)
BREAKS.add(
    "secret-missing",
    m.vllm_stack,
    lambda w: (
        stuck(w, "qwen", "Failed", 'Error: secret "hf-token" not found'),
        put(
            w.pod("qwen").containers[0],
            "waiting",
            End("CreateContainerConfigError", message='secret "hf-token" not found'),
        ),
    ),
    "secret|config|pod-not-starting|volume-config",
    "hf-token|create",
)
BREAKS.add(
    "volume-attach",
    m.jupyterhub,
    lambda w: stuck(
        w,
        "jupyter-ada",
        "FailedAttachVolume",
        'Multi-Attach error for volume "pvc-claim-ada---9ac1" Volume is already exclusively attached to one node and can\'t be attached to another',
        "attachdetach-controller",
    ),
    "attach|volume|pod-not-starting",
    "node|detach|pod",
)
BREAKS.add(
    "efs-mount",
    m.kubeflow,
    lambda w: stuck(
        w,
        "lab-0",
        "FailedMount",
        'MountVolume.SetUp failed for volume "home" : rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    ),
    "mount|volume|efs|csi|pod-not-starting",
    "CSI|security group|2049",
)
BREAKS.add(
    "no-addresses",
    c.hyperpod,
    lambda w: stuck(
        w,
        "llama3-worker-1",
        "FailedCreatePodSandBox",
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0f3a": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
    ),
    "cni|ip-addresses|no-addresses|pod-not-starting|addresses",
    "address|subnet",
)
BREAKS.add(
    "runtime-class",
    c.karpenter_spot,
    lambda w: stuck(
        w,
        "sd-xl",
        "FailedCreatePodSandBox",
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "nvidia" is configured',
    ),
    "no-nvidia-runtime|pod-not-starting",
    "runtime|AMI",
)
BREAKS.add(
    "pvc-pending",
    m.jupyterhub,
    lambda w: (
        waits(
            w,
            "jupyter-ada",
            "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
        ),
        put(w.claims[0], "phase", "Pending"),
        also(
            w.events,
            Event(
                "PersistentVolumeClaim/claim-ada---9ac1",
                "ProvisioningFailed",
                'storageclass.storage.k8s.io "gp9" not found',
                1,
                "Warning",
                "jhub",
                "persistentvolume-controller",
                40,
            ),
        ),
    ),
    "storage-class|storageclass",
    "StorageClass|storageclass|storage class",
)
BREAKS.add(
    "pvc-by-itself",
    m.windows,
    lambda w: also(w.claims, Claim("data", "ml", "Pending", "", 600)),
    "claim|failure-unexplained",
    "describe pvc|storage class",
)
BREAKS.add(
    "irsa",
    m.jupyterhub,
    lambda w: (
        put(w.claims[0], "phase", "Pending"),
        also(
            w.events,
            Event(
                "PersistentVolumeClaim/claim-ada---9ac1",
                "ProvisioningFailed",
                'failed to provision volume with StorageClass "gp3": rpc error: code = Internal desc = Could not create volume "pvc-0f3a": could not create volume in EC2: operation error EC2: CreateVolume, get identity: get credentials: failed to refresh cached credentials, failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
                1,
                "Warning",
                "jhub",
                "ebs.csi.aws.com_ebs-csi-controller-0",
                9,
            ),
        ),
    ),
    "irsa|web-identity|role|trust",
    "trust|role",
)
