"""Facts of files in a paste: read by keys, from objects that are cut off, indented, or stand between prose."""

from __future__ import annotations

import time

import pytest

from eks_gpu.doctor import signatures
from eks_gpu.doctor.answers.facts import facts

POD = "kind: Pod\nspec:\n  containers:\n    - name: main\n      image: example/serve\n"
ONE = f"{POD}      resources: {{limits: {{nvidia.com/gpu: 1}}}}\n"
GROUP = 'gpu = {\n  ami_type = "AL2023_x86_64_STANDARD"\n  instance_types = ["g5.xlarge"]\n}\n'
TOLERANT = "  tolerations:\n    - operator: Exists\n      resources: {limits: {nvidia.com/gpu: 1}}\n"
CATEGORY = "      requirements:\n        - key: karpenter.k8s.aws/instance-category\n"
POOL = "kind: NodePool\nspec:\n  template:\n    spec:\n"
TAINTED = f"{POOL}      taints:\n        - key: team\n          value: ml\n          effect: NoSchedule\n---\n"
EQUAL = "  tolerations:\n    - key: team\n      value: {}\n      effect: NoSchedule\n"
DAEMONS = "kind: DaemonSet\nspec:\n  template:\n    spec:\n      containers:\n        - name: plugin\n---\n"
LIMITED = (
    "kind: NodePool\nspec:\n  limits:\n    cpu: {}\n  template:\n    spec:\n"
    "      nodeClassRef:\n        kind: EC2NodeClass\n      requirements:\n"
    "        - key: node.kubernetes.io/instance-type\n          values: [g5.12xlarge]\n"
)
REQUIRED = (
    f"{POOL}      requirements:\n        - key: {{}}\n          operator: In\n          values: {{}}\n"
    "      taints:\n        - key: nvidia.com/gpu\n          effect: NoSchedule\n---\n"
)
SELECTED = f"{ONE}  nodeSelector:\n    node.kubernetes.io/instance-type: g6.xlarge\n"
REFUSED = "selector node.kubernetes.io/instance-type=g6.xlarge refused by the requirement"
AFFINITY = (
    "  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n"
    "        nodeSelectorTerms:\n        - matchExpressions:\n          - key: karpenter.sh/capacity-type\n"
    "            operator: In\n            values:\n            - on-demand\n            - reserved\n"
)
FULL = "CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity of 21.98 GiB.\n"
RANKS = 'kind: Pod\nspec:\n  containers:\n    - name: main\n      args: [serve, --tensor-parallel-size, "{}"]\n'
ONE_EACH = "      resources:\n        limits:\n          nvidia.com/gpu: 1\n"
TWO = "      resources:\n        limits:\n          nvidia.com/gpu: 2\n"
FOUR = "      resources:\n        limits:\n          nvidia.com/gpu: 4\n"
SHARED = "  volumes:\n    - name: shm\n      emptyDir:\n        medium: Memory\n"
DEPLOYMENT = (
    "kind: Deployment\nspec:\n{}  template:\n    metadata:\n      labels:\n        app: vllm\n        tier: web\n"
    "    spec:\n      containers:\n        - name: main\n          ports:\n            - containerPort: 8000\n"
)
ITS_GPU = "          resources: {limits: {nvidia.com/gpu: 1}}\n"
RECREATED = "  strategy: {type: Recreate}\n"
SERVICE = "kind: Service\nspec:\n  selector:\n    app: {}\n  ports:\n    - port: 80\n      targetPort: {}\n---\n"
MONITOR = "kind: ServiceMonitor\nmetadata:\n  labels:\n    {}: prometheus\n"
RULES = 'EFA hangs\n\nresource "aws_security_group" "nodes" {\n  egress {\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n'

FACTS = [
    (POD, "pod requests no GPU"),
    (GROUP, "GPU type with AMI AL2023_x86_64_STANDARD without driver"),
    ("BOTTLEROCKET_x86_64 with g5.xlarge\n", "GPU type with AMI BOTTLEROCKET_x86_64 without driver"),
    (f"{POD}      resources: {{limits: {{nvidia.com/gpu: 8}}}}\n---\n{GROUP}", "pod wants 8 GPUs"),
    (f"{POD}      resources: {{limits: {{vpc.amazonaws.com/efa: 1}}}}\n---\n{GROUP}", "pod wants 1 EFA adapters"),
    (f"{TAINTED}{POD}", "taint team not tolerated"),
    (f"{TAINTED}{ONE}{EQUAL.format('gpu')}", "toleration of team with value gpu and taint with ml"),
    (f"{TAINTED}{ONE}  tolerations:\n    - key: team\n", "toleration of team with value none and taint with ml"),
    (f"{TAINTED}{DAEMONS}{ONE}{EQUAL.format('ml')}", "taint team not tolerated by the DaemonSet"),
    (f"{ONE}{EQUAL.format('ml')}```\nTaints:             gpu=true:NoSchedule\n", "taint gpu not tolerated"),
    (f"{ONE}```\nTaints:             gpu:NoSchedule\n", "taint gpu not tolerated"),
    (f"{ONE}---\nkubectl taint nodes --all team=ml:NoSchedule\n", "taint team not tolerated"),
    (
        "1 node(s) had untolerated taint {team: gpu}\n\ntolerations:\n- key: team\n  operator: Equal\n  value: ml\n",
        "toleration of team with value ml and taint with gpu",
    ),
    (f"resources:\n  limits:\n    nvidia.com/gpu: 2\n\n{GROUP}", "pod wants 2 GPUs and the largest type has 1"),
    (f"{POOL}{CATEGORY}          operator: In\n          values: [c, m]\n", "NodePool admits no GPU type"),
    (
        f"{POD}      resources: {{limits: {{memory: 16Gi}}}}\n---\n{GROUP}".replace(
            "{limits: {m", "\n        m"
        ).replace("i}}", "i"),
        "pod wants 16 GiB of memory and the largest type has 16",
    ),
    (f"{POD}  nodeSelector:\n    role: trainer\n---\n{GROUP}", "selector role=trainer given by no group"),
    (
        f'{POD}  nodeSelector: {{role: gpu}}\n---\n{GROUP}labels = {{ role = "ml" }}\n',
        "selector role=gpu given by no group",
    ),
    (
        f"{POD}  nodeSelector:\n    node.kubernetes.io/instance-type: p4d.24xlarge\n---\n{GROUP}",
        "selector node.kubernetes.io/instance-type=p4d.24xlarge given by no group",
    ),
    (
        f"{POD}  nodeSelector:\n    eks.amazonaws.com/nodegroup: gpu\n---\neks_managed_node_groups = {{\n{GROUP}",
        "selector eks.amazonaws.com/nodegroup=gpu of a node group whose name has a suffix",
    ),
    (
        "nodeGroups:\n  - name: g\n    minSize: 0\n    labels: {role: gpu}\n    instanceType: g5.xlarge\n",
        "eksctl group of zero without template tags",
    ),
    (
        f"{REQUIRED.format('karpenter.k8s.aws/instance-family', '[g5]')}{SELECTED}",
        f"{REFUSED} karpenter.k8s.aws/instance-family of each NodePool",
    ),
    (
        f"{REQUIRED.format('kubernetes.io/arch', chr(10) + '            - arm64')}{SELECTED}",
        f"{REFUSED} kubernetes.io/arch of each NodePool",
    ),
    (
        f"{REQUIRED.format('eks.amazonaws.com/instance-category', '[p]')}{SELECTED}",
        f"{REFUSED} eks.amazonaws.com/instance-category of each NodePool",
    ),
    (
        f"{REQUIRED.format('karpenter.k8s.aws/instance-family', '[g6]').replace(': In', ': NotIn')}{SELECTED}",
        f"{REFUSED} karpenter.k8s.aws/instance-family of each NodePool",
    ),
    (
        f"{REQUIRED.format('karpenter.k8s.aws/instance-generation', '[6]').replace(': In', ': Gt')}{SELECTED}",
        f"{REFUSED} karpenter.k8s.aws/instance-generation of each NodePool",
    ),
    (
        f"{REQUIRED.format('karpenter.sh/capacity-type', '[spot]')}{ONE}{AFFINITY}",
        "selector karpenter.sh/capacity-type=on-demand,reserved refused by the requirement karpenter.sh/capacity-type",
    ),
    (
        f"{REQUIRED.format('karpenter.k8s.aws/instance-gpu-name', '[a10g]')}{SELECTED}",
        f"{REFUSED} karpenter.k8s.aws/instance-gpu-name of each NodePool",
    ),
    ("EKS 1.33 cluster\nami_type = AL2_x86_64_GPU\n", "AMI AL2_x86_64_GPU with Kubernetes 1.33"),
    (
        "  version: '1.34'\nmanagedNodeGroups:\n  - name: g\n    amiFamily: AmazonLinux2\n",
        "AMI AmazonLinux2 with Kubernetes 1.34",
    ),
    (
        f"vllm serve meta-llama/Llama-3.1-70B-Instruct\n{FULL}",
        "weights of meta-llama/Llama-3.1-70B-Instruct take 130 GiB",
    ),
    (
        "--model Qwen/Qwen2.5-32B --tp 2\ng5.12xlarge is out of memory\n",
        "weights of Qwen/Qwen2.5-32B take 60 GiB and 2 x 22",
    ),
    (f"vllm serve Qwen/Qwen2.5-72B-Instruct-AWQ\n{FULL}", "weights of Qwen/Qwen2.5-72B-Instruct-AWQ take 34 GiB"),
    (LIMITED.format("32"), "NodePool admits 32 cpu and its smallest type has 48"),
    (f"{RANKS.format(8)}{FOUR}", "pod starts 8 ranks on 4 GPUs"),
    (
        "limits:\n  cpu: 1\n  nvidia.com/mig-1g.10gb: 1\n  nvidia.com/mig-1g.20gb: 1\n",
        "container asks for two kinds of MIG",
    ),
    (f"{POD}{TWO}    - name: side\n{TWO}", "pod wants 4 GPUs in 2 containers"),
    (f"{POD}{FOUR}", "pod of 4 GPUs has no volume in memory"),
    (
        f"{DEPLOYMENT.format('')}          resources: {{limits: {{nvidia.com/gpu: 1}}}}\n",
        "Deployment of GPU pods surges",
    ),
    (f"{SERVICE.format('server', 8000)}{DEPLOYMENT.format('')}", "Service selects app=server and no pod has it"),
    (
        f"{SERVICE.format('vllm', 8080)}{DEPLOYMENT.format('')}",
        "Service sends to port 8080 and the containers listen at 8000",
    ),
    (f"workerGroupSpecs:\n  - replicas: 0\n    containers:\n{ITS_GPU}", "Ray workers at zero without autoscaler"),
    (MONITOR.format("app"), "monitor without label release"),
    (f"{RULES}}}\n", "security group without a rule for itself"),
]
NO_FACTS = [
    ONE,
    GROUP.replace("STANDARD", "NVIDIA"),
    GROUP.replace("g5.xlarge", "m5.xlarge"),
    # A group whose types come from a list of both.
    GROUP.replace('"g5.xlarge"', '"g5.xlarge", "m5.xlarge"'),
    f"{TAINTED}{POD}{TOLERANT}",
    f"{TAINTED}{ONE}{EQUAL.format('ml')}",
    # A toleration that the cluster itself adds, and nodes of two kinds of which the pod may use one.
    f"{ONE}```\nTaints:             nvidia.com/gpu=true:NoSchedule\n",
    f"{ONE}{EQUAL.format('ml')}```\nTaints: team=ml:NoSchedule\nTaints: spot=true:NoSchedule\n",
    f"{ONE}```\nTolerations:   gpu=true:NoSchedule op=Exists\n",
    f"{ONE}```\nTaints: node.kubernetes.io/unreachable=a:NoSchedule\n",
    f"Allocatable:\n  nvidia.com/gpu: 8\nlimits:\n  nvidia.com/gpu: 8\n{GROUP.replace('STANDARD', 'NVIDIA')}",
    "nodeGroups:\n  - name: g\n    minSize: 0\n    labels: {role: gpu}\n    propagateASGTags: true\n",
    f'{ONE}  nodeSelector:\n    role: ml\n---\nami_type = x\ninstance_types = [y]\nlabels = {{ role = "ml" }}\n',
    (
        f"{ONE}  nodeSelector:\n    eks.amazonaws.com/nodegroup: gpu\n---\neks_managed_node_groups = {{\n"
        "use_name_prefix = false\ninstance_types = []\n"
    ),
    LIMITED.format("96"),
    f"vllm serve meta-llama/Llama-3.1-8B-Instruct\n{FULL}",
    f"vllm serve meta-llama/Llama-3.1-70B-Instruct -tp 8\n{FULL}",
    f"vllm serve Qwen/Qwen2.5-32B-Instruct --quantization awq\n{FULL}",
    # The name counts the active parameters, a second model, and weights that need not be in a GPU.
    f"vllm serve meta-llama/Llama-4-Scout-17B-16E\n{FULL}",
    f"vllm serve Qwen/Qwen2.5-32B --speculative-model Qwen/Qwen2.5-7B\n{FULL}",
    f"load_in_4bit\nvllm serve Qwen/Qwen2.5-32B\n{FULL}",
    f"{REQUIRED.format('karpenter.k8s.aws/instance-family', '[g5, g6]')}{SELECTED}",
    f"{REQUIRED.format('karpenter.k8s.aws/instance-family', '[g6]').replace(': In', ': Exists')}{SELECTED}",
    # Another NodePool, and a node group, may have such nodes.
    f"{REQUIRED.format('kubernetes.io/arch', '[arm64]')}{REQUIRED.format('kubernetes.io/os', '[linux]')}{SELECTED}",
    f"{REQUIRED.format('kubernetes.io/arch', '[arm64]')}instance_types = [c]\n---\n{SELECTED}",
    "EKS 1.32 cluster\nami_type = AL2_x86_64_GPU\n",
    "EKS 1.33 cluster\nami_type = AL2_x86_64_GPU\nami_type = AL2023_x86_64_NVIDIA\n",
    f"{RANKS.format(4)}{FOUR}{SHARED}",
    # Ranks of several pods.
    f"{RANKS.format(8)}      env: [LWS_LEADER_ADDRESS]\n{FOUR}{SHARED}",
    f"{DEPLOYMENT.format(RECREATED)}{ITS_GPU}",
    f"{SERVICE.format('vllm', 8000)}{ONE}{DEPLOYMENT.format('')}",
    f"enableInTreeAutoscaling: true\nworkerGroupSpecs:\n  - replicas: 0\n    containers:\n{ITS_GPU}",
    # A head and a worker are two pods.
    f"{POD}{ONE_EACH}{SHARED}  worker:\n  containers:\n    - name: worker\n{ONE_EACH}",
    MONITOR.format("release"),
    "Allocatable:\n  nvidia.com/mig-1g.10gb: 1\n  nvidia.com/mig-1g.20gb: 1\n",
    f"{RULES}  ingress {{\n    self = true\n  }}\n}}\n",
]


@pytest.mark.parametrize(("text", "fact"), FACTS, ids=[fact for _, fact in FACTS])
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_fragment_of_a_file_gives_a_fact(text: str, fact: str, indent: str) -> None:
    moved = "".join(f"{indent}{line}" for line in text.splitlines(keepends=True)) if text.startswith("kind") else text

    assert any(one.startswith(f"fact: {fact}") for one in facts(f"See:\n\n```yaml\n{moved}```\n"))


@pytest.mark.parametrize("text", NO_FACTS)
def test_a_fragment_that_is_right_gives_no_fact(text: str) -> None:
    assert facts(text) == []


def test_a_fact_is_no_evidence_of_the_failure_that_it_causes() -> None:
    rows = [row for row in signatures.signatures() if row.pattern.startswith("^fact:")]
    found = {one: row for text, _ in FACTS for one in facts(text) for row in rows if row.says.search(one)}

    assert {row.id for row in found.values()} == {row.id for row in rows}
    assert [one for one, row in found.items() if row.beside is None or row.beside.search(one)] == []


REPEATED = [
    "tolerations: [",
    "nodeSelector: {",
    "limits:",
    "limits:\n a:\n",
    "kind: Pod\ncontainers:\n",
    "selector:\n  a: b\n",
]
REPEATED += [
    "--tp ",
    "targetPort: ",
    "key=",
    "a=b:No",
    "untolerated taint {",
    "\n  a: b",
    'resource "aws_security_group" "a"\nefa ',
    "a/b-7b ",
    "Qwen/Qwen2.5-",
    "GPU 0 has a total capacity of 2",
    "EKS version ",
    "amazon-eks-node-1.",
]
# Objects with fields that are compared with each other.
REPEATED += [
    "kind: NodePool\nrequirements:\n- key: a.b/c\n  operator: In\n  values:\n  - a\n",
    "kind: NodePool\n- key: kubernetes.io/arch\n  operator: In\n---\nnodeSelector:\n  kubernetes.io/arch: b\n",
    "nodeSelectorTerms: matchExpressions key: a ",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", [*REPEATED, *" -\n\t'"])
def test_no_fact_is_slow_on_repeated_text(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()

    facts(text)

    assert time.process_time() - began < 10
