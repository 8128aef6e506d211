"""Edits, and the findings about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.specs import BASE, GONE

Changes = dict[str, Any]


@dataclass(frozen=True)
class Edit:
    """Two declarations, as changes to the base, and what a rule says of the way from one to the other.

    `where` is None where the rule must keep silent.
    """

    rule: str
    old: Changes
    new: Changes
    where: str | None = None
    severity: str = "warning"
    says: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{'-'.join(self.old)}-to-{'-'.join(self.new) or 'base'}"


def warns(rule: str, where: str, says: str, old: Changes, new: Changes) -> Edit:
    return Edit(rule, old, new, where, "warning", says)


def fails(rule: str, where: str, says: str, old: Changes, new: Changes) -> Edit:
    return Edit(rule, old, new, where, "error", says)


def passes(rule: str, old: Changes, new: Changes) -> Edit:
    return Edit(rule, old, new)


def _lustre(**more: Any) -> dict[str, Any]:
    return {"name": "data", "fsx_lustre": {"size_gib": 2400, "zone": "us-west-2a", **more}}


LUSTRE = _lustre()
METERED = {"metadata_iops": "automatic"}
LINK = {"path": "/data", "bucket": "acme-data"}


def _linked(*links: dict[str, Any]) -> dict[str, Any]:
    return {"storage": [_lustre(data_repositories=[LINK | link for link in links])]}


GANG: Changes = {"workloads[0].kind": "training_job", "workloads[0].nodes": 2, "workloads[0].gpus": 1}
SET: Changes = {"workloads[0].kind": "stateful_set"}
CRON: Changes = {"workloads[0].kind": "cron_job", "workloads[0].schedule": "0 3 * * *"}
SHARDS: Changes = {"workloads[0].completions": 4}
SERVER: Changes = {"workloads[0].kind": "deployment"}
ACCOUNT = {"service_account": {"name": "a"}}
SCRATCH = {"mount_path": "/cache", "scratch": "1Gi"}
GROUP, TRAIN = "gpu_node_groups[0].", "workloads[0]."
SPREAD: Changes = {TRAIN + "zone_spread": True}
ARN, OTHER_ARN = "arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"
MANY = {GROUP + "max_per_zone": GONE, GROUP + "max": 2}
A, B, C, D = "us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"
QUEUES: Changes = {
    "queueing": "kueue",
    "namespaces": [{"name": "team", "gpu_quota": 2}],
    "workloads[0].namespace": "team",
}
UNQUEUED: Changes = {**QUEUES, "queueing": None}
IN_QUEUE: Changes = {**QUEUES, "workloads[0].queue": "team"}
LESS = {"namespaces": [{"name": "team", "gpu_quota": 1}]}
WORK, ONE = BASE["workloads"][0], BASE["gpu_node_groups"][0]
TWO = {**ONE, "name": "two"}
THREE = {**ONE, "name": "three"}
SHARING = GROUP + "sharing"
SLICED = {"time_slicing": {"replicas": 4}}
ONE_SHARE = {"fail_requests_greater_than_one": False}
RENAMED = {"time_slicing": {"replicas": 6, "rename": True}}
CUT = {GROUP + "instance_types": ["p5.48xlarge"], SHARING: {"mig": "1g.10gb"}}
RELEASE = {"release_version": "1.35.2-20260714"}
LIMIT = "arn:aws:iam::111122223333:policy/limit"
CHART = {
    "name": "a",
    "namespace": "tools",
    "repository": "https://charts.example",
    "chart": "a",
    "version": "1.0.0",
}


def _charts(**more: Any) -> Changes:
    return {"charts": [{**CHART, **more}]}


def _things(*files: str, **more: Any) -> Changes:
    return {"manifests": [{"name": "things", "files": list(files), "apply": True, **more}]}


SG, OTHER_SG = "sg-0a1b2c3d", "sg-1a1b2c3d"
THERE: Changes = {
    "existing_cluster": True,
    "network": {"private_subnets": {A: "subnet-0000000a", B: "subnet-0000000b"}},
    "access": {},
}
EFA: Changes = {GROUP + "efa": True, GROUP + "instance_types": ["g6.48xlarge"], GROUP + "zones": [A]}
BOUNDED = {"iam.permissions_boundary": LIMIT}
HERE = {"account_id": "111122223333"}
ROCKET = {GROUP + "os": "bottlerocket"}
AGENT = {"name": "agent", "cpu": "200m", "memory": "256Mi"}
MESH = {"name": "ztunnel", "cpu": "500m", "memory": "2Gi"}
SERVES: Changes = {"workloads[0].kind": "deployment"}
WAS_RESERVED: Changes = {"daemon_reserve": {"cpu": "50m", "memory": "256Mi"}}
S3 = {"s3": {"bucket": "acme-terraform", "region": "us-west-2"}}
CLOUD = {"cloud": {"organization": "acme"}}


def _file(text: str) -> dict[str, Any]:
    return {"mount_path": "/etc/app", "files": {"a": text}}


def _key(secret: str) -> dict[str, Any]:
    return {"mount_path": "/etc/keys", "secret": secret}


def _claim(size: str) -> Changes:
    return {"workloads[0].volumes": [{"mount_path": "/data", "claim": size}]}


def _bucket(**more: Any) -> Changes:
    """A bucket, and the workload that mounts it."""
    return {
        "storage": [{"name": "data", "s3_mount": {"bucket": "acme-data", **more}}],
        "workloads[0].volumes": [{"mount_path": "/data", "storage": "data"}],
    }


def existing(*zones: str, vpc: str = "vpc-0a1b2c3d", last: str = "f") -> Changes:
    """A VPC brought along; `last` tells one subnet of the last zone from another."""
    subnets = {zone: f"subnet-0000000{zone[-1]}" for zone in zones}
    return {"network": {"vpc_id": vpc, "private_subnets": {**subnets, zones[-1]: f"subnet-0000000{last}"}}}


CLUSTER = [
    warns("cluster-replaced", "name", "stays and costs", {}, {"name": "other"}),
    fails("cluster-replaced", "region", "does not move", {}, {"region": "us-east-1"}),
    fails("cluster-replaced", "access.creator_admin", "same name", {}, {"access.creator_admin": False}),
    fails(
        "cluster-replaced",
        "access.creator_admin",
        "same name",
        {"deletion_protection": False, "access.creator_admin": False},
        {"deletion_protection": False},
    ),
    # Another cluster: nothing that runs is edited, whatever else the file says.
    passes("nodes-replaced", {}, {"name": "other", "tags": {"team": "ml"}, GROUP + "disk_gib": 300}),
    passes("removed", {}, {"name": "other", "workloads": []}),
    passes("cluster-replaced", {}, {"access.admins": [ARN], "upgrade_policy": "standard"}),
    fails("kubernetes-version", "kubernetes_version", "1.35", {}, {"kubernetes_version": "1.34"}),
    fails(
        "kubernetes-version",
        "kubernetes_version",
        '"1.35"',
        {"kubernetes_version": "1.34"},
        {"kubernetes_version": "1.36"},
    ),
    warns("kubernetes-version", "kubernetes_version", "every node", {}, {"kubernetes_version": "1.36"}),
    warns(
        "kubernetes-version",
        "kubernetes_version",
        "except those pinned in 'addons': coredns v1.14.3-eksbuild.3",
        {},
        {"kubernetes_version": "1.36", "addons": {"coredns": "v1.14.3-eksbuild.3"}},
    ),
    passes("kubernetes-version", {}, {"tags": {"team": "ml"}}),
    warns("protection", "deletion_protection", "destroy", {}, {"deletion_protection": False}),
    warns("protection", "deletion_protection", "/aws/eks/base/cluster", {}, {"deletion_protection": False}),
    passes("protection", {"deletion_protection": False}, {"deletion_protection": True}),
    warns("boundary", "iam.permissions_boundary", "for the first time", {}, BOUNDED),
    warns("boundary", "iam.permissions_boundary", "instead of", BOUNDED, {"iam.permissions_boundary": f"{LIMIT}2"}),
    passes("boundary", BOUNDED, BOUNDED),
    passes("boundary", BOUNDED, {}),
    fails("account", "account_id", "create everything again", HERE, {"account_id": "444455556666"}),
    fails(
        "account",
        "assume_role_arn",
        "create everything again",
        HERE,
        {"assume_role_arn": "arn:aws:iam::444455556666:role/terraform"},
    ),
    warns("account", "assume_role_arn", "access of its own", {}, {"assume_role_arn": ARN}),
    warns("account", "assume_role_arn", "whoever runs", {"assume_role_arn": ARN}, {}),
    warns("account", "assume_role_arn", "role/b", {"assume_role_arn": ARN}, {"assume_role_arn": OTHER_ARN}),
    passes("account", {"access.admins": [ARN]}, {"access.admins": [ARN], "assume_role_arn": ARN}),
    passes("account", {}, HERE),
    passes("account", HERE, {}),
    passes("account", {"assume_role_arn": ARN}, {**HERE, "assume_role_arn": ARN}),
    warns("ebs-scope", "ebs_driver_scope", "cluster-name,Value=base", {}, {"ebs_driver_scope": "cluster"}),
    passes("ebs-scope", {"ebs_driver_scope": "cluster"}, {}),
    passes("ebs-scope", {"ebs_driver_scope": "cluster"}, {"ebs_driver_scope": "cluster"}),
]
ACCESS = [
    warns(
        "access-lost",
        "access.admins",
        "role/a loses",
        {"access.admins": [ARN, OTHER_ARN]},
        {"access.admins": [OTHER_ARN]},
    ),
    warns("access-lost", "access.viewers", "role/a loses", {"access.viewers": [ARN]}, {}),
    warns("access-lost", "access.viewers", "409", {"access.admins": [ARN]}, {"access.viewers": [ARN]}),
    warns("access-lost", "access.public_cidrs", "is closed", {"access.public_cidrs": ["203.0.113.0/24"]}, {}),
    warns(
        "access-lost",
        "access.public_cidrs",
        "203.0.113.7/32 can no longer",
        {"access.public_cidrs": ["203.0.113.7/32", "198.51.100.0/24"]},
        {"access.public_cidrs": ["198.51.100.0/24"]},
    ),
    warns(
        "access-lost",
        "access.private_cidrs",
        "10.9.0.0/16",
        {"access.private_cidrs": ["10.0.0.0/16", "10.9.0.0/16"]},
        {"access.private_cidrs": ["10.0.0.0/16"]},
    ),
    passes("access-lost", {"access.public_cidrs": ["203.0.113.7/32"]}, {"access.public_cidrs": ["203.0.113.0/24"]}),
    passes("access-lost", {"access.admins": [ARN, OTHER_ARN]}, {"access.admins": [OTHER_ARN, ARN]}),
    passes("access-lost", {}, {"network.cidr": "10.1.0.0/16"}),
]
NAT, ENDPOINTS = "network.nat", "network.endpoints"
MIRROR: Changes = {"images": {"registry": "registry.example/mirror"}, ENDPOINTS: ["private"]}
EGRESS = [
    warns("egress", NAT, f"nodes in {B} use other", {}, {NAT: "per-zone"}),
    warns("egress", NAT, f"gateways of {B} are deleted", {NAT: "per-zone"}, {}),
    warns("egress", NAT, "public load balancers", MIRROR, {**MIRROR, NAT: "none"}),
    fails("egress", NAT, "add the endpoints and images.registry, apply", {}, {**MIRROR, NAT: "none"}),
    fails("egress", NAT, "add images.registry, apply", {ENDPOINTS: ["private"]}, {**MIRROR, NAT: "none"}),
    passes("egress", {**MIRROR, NAT: "none"}, {}),
    passes("egress", {NAT: "per-zone"}, {NAT: "per-zone", "network.zones": [A, B, C]}),
    # change-network-replaced says what becomes of a zone that is taken away.
    passes("egress", {NAT: "per-zone", "network.zones": [A, B, C]}, {NAT: "per-zone"}),
    passes("egress", {}, existing(A, B)),
    warns("endpoints", ENDPOINTS, "endpoints of sts are deleted", {ENDPOINTS: ["s3", "sts"]}, {}),
    warns("endpoints", ENDPOINTS, "s3, autoscaling", {ENDPOINTS: ["private"]}, {ENDPOINTS: []}),
    warns("endpoints", ENDPOINTS, "moves to the endpoint", {ENDPOINTS: []}, {}),
    passes("endpoints", {}, {ENDPOINTS: ["private"]}),
    passes("endpoints", {ENDPOINTS: ["private"]}, {ENDPOINTS: ["private", "s3"]}),
]
TOPIC = "arn:aws:sns:us-west-2:111122223333:gpu-alarms"
WATCHED: Changes = {"monitoring": {"cloudwatch": True, "alarm_topics": [TOPIC]}}
RECORDS = [
    warns("records-lost", "network.flow_logs", "/aws/vpc/base/flow-logs", {}, {"network.flow_logs": False}),
    warns(
        "records-lost",
        "monitoring.cloudwatch",
        "/aws/containerinsights/base/performance",
        {"monitoring": {"cloudwatch": True}},
        {},
    ),
    warns("records-lost", "monitoring.alarm_topics", "4 CloudWatch", WATCHED, {"monitoring": {"cloudwatch": True}}),
    warns("records-lost", "monitoring.dcgm_exporter", "no GPU data", {"monitoring": {"dcgm_exporter": True}}, {}),
    passes("records-lost", {"network.flow_logs": False}, {}),
    passes("records-lost", {}, WATCHED),
    passes("records-lost", WATCHED, {"monitoring": {**WATCHED["monitoring"], "alerts": {"idle_for": "1h"}}}),
]
NETWORK = [
    fails("network-replaced", "network.vpc_id", "the created VPC becomes", {}, existing(A, B)),
    fails("network-replaced", "network", "becomes the created VPC", existing(A, B), {}),
    fails("network-replaced", "network.vpc_id", "vpc-1a1b2c3d", existing(A, B), existing(A, B, vpc="vpc-1a1b2c3d")),
    fails("network-replaced", "network.cidr", "fails half-way", {}, {"network.cidr": "10.1.0.0/16"}),
    fails("network-replaced", "network.zones", "first two", {}, {"network.zones": [B, A]}),
    fails("network-replaced", "network.zones", "stays there", {}, {"network.zones": [A, C]}),
    fails("network-replaced", "network.zones", "stays there", {}, {"network.zones": [C, A, B]}),
    warns("network-replaced", "network.zones", "base-cluster', then", {"network.zones": [A, B, C]}, {}),
    warns("network-replaced", "network.zones", C, {"network.zones": [A, B, C]}, {"network.zones": [A, B, D, C]}),
    fails("network-replaced", "network.private_subnets", "stays there", existing(A, B, C), existing(B, C)),
    warns("network-replaced", "network.private_subnets", "recreated", existing(A, B), existing(A, B, last="e")),
    warns("network-replaced", "network.private_subnets", f"{C}:", existing(A, B, C), existing(A, B)),
    passes("network-replaced", {}, {"network.zones": [A, B, C]}),
    passes("network-replaced", {}, {"network.nat": "per-zone", "network.flow_logs": False}),
    # EKS treats a list of the file as a set.
    passes("network-replaced", existing(A, B, C, last="c"), existing(B, A, C, last="c")),
]
GROUPS = [
    warns(
        "group-replaced", GROUP + "instance_types", "becomes g6.xlarge:", {}, {GROUP + "instance_types": ["g6.xlarge"]}
    ),
    warns(
        "group-replaced",
        GROUP + "instance_types",
        "is replaced",
        {GROUP + "instance_types": ["g5.xlarge", "g5.2xlarge"]},
        {GROUP + "instance_types": ["g5.2xlarge", "g5.xlarge"]},
    ),
    warns("group-replaced", GROUP + "capacity", "evicted", {}, {GROUP + "capacity": "spot"}),
    warns("group-replaced", GROUP + "os", "bottlerocket", {}, {GROUP + "os": "bottlerocket"}),
    warns("group-replaced", GROUP + "zones", f"in {B}", {}, {GROUP + "zones": [A]}),
    warns("group-replaced", "gpu_node_groups[0]", "in no particular order", {}, MANY),
    warns("group-replaced", "gpu_node_groups[0]", "in no particular order", MANY, {}),
    warns("group-replaced", GROUP + "zones", f"zones: [{A}, {B}]", MANY, {**MANY, GROUP + "zones": [A]}),
    warns(
        "group-replaced",
        "system_nodes.instance_types",
        "m6i.large",
        {},
        {"system_nodes": {"instance_types": ["m6i.large"]}},
    ),
    # The system nodes keep to the first two zones, so that nothing is replaced.
    passes("group-replaced", {}, {"network.zones": [A, B, C]}),
    passes("group-replaced", {}, {GROUP + "max_per_zone": 9, GROUP + "labels": {"team": "ml"}}),
    passes("group-replaced", {}, {GROUP + "taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]}),
    passes("group-replaced", {**MANY, GROUP + "zones": [A, B]}, {**MANY, GROUP + "zones": [B, A]}),
    passes("group-replaced", {GROUP + "zones": [A]}, {}),
    warns("removed", "gpu_node_groups", "up to 4 nodes", {"gpu_node_groups": [ONE, TWO]}, {}),
    warns("removed", "gpu_node_groups", "renamed has the same types", {}, {GROUP + "name": "renamed"}),
    warns("removed", "gpu_node_groups", "in no particular order", {}, {GROUP + "name": "renamed"}),
    warns("removed", "namespaces", "everything in it", {}, {"namespaces": []}),
    warns("removed", "workloads", "default/train", {}, {"workloads": []}),
    passes("removed", {}, {"workloads": [WORK, {**WORK, "name": "other"}], "gpu_node_groups": [TWO, ONE]}),
    passes("removed", {}, {TRAIN + "namespace": "team"}),
    # Terraform deletes the objects of a namespace with it, so they are not counted again.
    passes("removed", {TRAIN + "namespace": "team", "namespaces": [{"name": "team"}]}, {TRAIN + "namespace": "team"}),
]
NODES = [
    warns(
        "taint-evicts",
        "gpu_node_groups[0].taints",
        "team=ml:NoExecute is added to running nodes of gpu",
        {},
        {"gpu_node_groups[0].taints": [{"key": "team", "value": "ml", "effect": "NoExecute"}]},
    ),
    passes("taint-evicts", {}, {"gpu_node_groups[0].taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]}),
    passes(
        "taint-evicts",
        {"workloads[0].tolerations": [{"key": "team"}]},
        {
            "workloads[0].tolerations": [{"key": "team"}],
            "gpu_node_groups[0].taints": [{"key": "team", "value": "ml", "effect": "NoExecute"}],
        },
    ),
    # In another region everything is new; one finding says so.
    passes("network-replaced", {}, {"region": "us-east-1", "network.zones": ["us-east-1a", "us-east-1b"]}),
    warns("nodes-replaced", "tags", "every node", {}, {"tags": {"team": "ml"}}),
    warns("nodes-replaced", SHARING, "when they start", CUT, {**CUT, SHARING: {"mig": {"1g.10gb": 7}}}),
    warns("nodes-replaced", SHARING, "when they start", ROCKET, {**ROCKET, SHARING: SLICED}),
    passes("nodes-replaced", {}, {SHARING: SLICED}),
    warns("sharing", SHARING, "4 nvidia.com/gpu instead of 1 nvidia.com/gpu", {}, {SHARING: SLICED}),
    warns("sharing", SHARING, "6 nvidia.com/gpu.shared", {SHARING: SLICED}, {SHARING: RENAMED}),
    passes("sharing", CUT, {**CUT, SHARING: {"mig": "3g.40gb"}}),
    passes("sharing", ROCKET, {**ROCKET, SHARING: SLICED}),
    passes("sharing", {SHARING: SLICED}, {SHARING: SLICED}),
    # The same number of shares by another mechanism.
    warns("sharing", SHARING, "time-slicing becomes mps", {SHARING: SLICED}, {SHARING: {"mps": {"replicas": 4}}}),
    warns("sharing", SHARING, "mps becomes time-slicing", {SHARING: {"mps": {"replicas": 4}}}, {SHARING: SLICED}),
    passes("sharing", {SHARING: SLICED}, {SHARING: {"time_slicing": {**ONE_SHARE, "replicas": 4}}}),
    warns("nodes-replaced", GROUP + "disk_gib", "200 becomes 300", {}, {GROUP + "disk_gib": 300}),
    warns("nodes-replaced", GROUP + "disk_throughput_mibs", "500", {}, {GROUP + "disk_throughput_mibs": 500}),
    warns(
        "nodes-replaced",
        GROUP + "ami.release_version",
        "EKS chose becomes 1.35.2-20260714",
        {},
        {GROUP + "ami": {"release_version": "1.35.2-20260714"}},
    ),
    warns("nodes-replaced", "system_nodes.disk_gib", "50 becomes 80", {}, {"system_nodes": {"disk_gib": 80}}),
    warns("nodes-replaced", "system_nodes.ami", "one after the other", {}, {"system_nodes": {"ami": RELEASE}}),
    warns(
        "nodes-replaced",
        "system_nodes.ami",
        "20260714 becomes 1.35.3-20260801",
        {"system_nodes": {"ami": RELEASE}},
        {"system_nodes": {"ami": {"release_version": "1.35.3-20260801"}}},
    ),
    warns(
        "nodes-replaced",
        "system_nodes.ami",
        "several at a time",
        {},
        {"system_nodes": {"ami": RELEASE, "update": {"max_unavailable": 2}}},
    ),
    # The group keeps its release, and other update settings touch no node.
    passes("nodes-replaced", {"system_nodes": {"ami": RELEASE}}, {}),
    passes("nodes-replaced", {}, {"system_nodes": {"update": {"max_unavailable_percentage": 50}}}),
    passes("nodes-replaced", {}, {GROUP + "max_per_zone": 9}),
    passes("nodes-replaced", {GROUP + "ami": {"release_version": "1.35.2-20260714"}}, {}),
]
SIZES = [
    warns("minimum-raised", GROUP + "min_per_zone", f"'gpu-{A}-' and 'gpu-{B}-'", {}, {GROUP + "min_per_zone": 1}),
    warns("minimum-raised", GROUP + "min", "minSize=2,desiredSize=2`", MANY, {**MANY, GROUP + "min": 2}),
    warns("minimum-raised", GROUP + "min", "=3,maxSize=5`", MANY, {**MANY, GROUP + "min": 3, GROUP + "max": 5}),
    warns("minimum-raised", "system_nodes.min", "desiredSize=3", {}, {"system_nodes": {"min": 3}}),
    passes("minimum-raised", {GROUP + "min_per_zone": 2}, {GROUP + "min_per_zone": 1}),
    # A node group that is recreated begins with its minimum.
    passes("minimum-raised", {}, {GROUP + "min_per_zone": 1, GROUP + "capacity": "spot"}),
    passes("minimum-raised", MANY, {**MANY, GROUP + "min": 2, GROUP + "zones": [A]}),
    passes("minimum-raised", {"gpu_node_groups": []}, {GROUP + "min_per_zone": 1}),
    warns("maximum-lowered", GROUP + "max_per_zone", "in each zone", {}, {GROUP + "max_per_zone": 1}),
    warns("maximum-lowered", GROUP + "max", "eks-gpu.io/group=gpu", MANY, {**MANY, GROUP + "max": 1}),
    warns("maximum-lowered", "system_nodes.max", "from 4 to 2", {}, {"system_nodes": {"max": 2}}),
    passes("maximum-lowered", {}, {GROUP + "max_per_zone": 9}),
    passes("maximum-lowered", {}, {GROUP + "max_per_zone": 1, GROUP + "os": "bottlerocket"}),
]
_P = "storage[0].fsx_lustre."
OTHERS: dict[str, Any] = {"existing_cluster": True, "network": {"private_subnets": {"us-west-2a": "subnet-0a1b2c3d"}}}
LUSTRES = [
    fails("eks-name", "eks_name", "another cluster", {**OTHERS, "eks_name": "Prod_ML"}, {**OTHERS, "eks_name": "Prod"}),
    fails("eks-name", "eks_name", "Prod_ML", OTHERS, {**OTHERS, "eks_name": "Prod_ML"}),
    passes("eks-name", {**OTHERS, "eks_name": "Prod_ML"}, {**OTHERS, "eks_name": "Prod_ML"}),
    fails(
        "storage-replaced",
        _P + "metadata_iops",
        "empty",
        {"storage": [_lustre(metadata_iops=12000)]},
        {"storage": [_lustre(metadata_iops=6000)]},
    ),
    fails("storage-replaced", _P + "efa", "empty", {"storage": [_lustre(**METERED)]}, {"storage": [_lustre(efa=True)]}),
    fails(
        "lustre-refused",
        _P + "metadata_iops",
        "created without",
        {"storage": [LUSTRE]},
        {"storage": [_lustre(**METERED)]},
    ),
    fails(
        "lustre-refused",
        _P + "metadata_iops",
        "MetadataConfiguration",
        {"storage": [_lustre(**METERED)]},
        {"storage": [_lustre(metadata_iops=6000)]},
    ),
    warns(
        "lustre-refused",
        _P + "metadata_iops",
        "keep 'metadata_iops: 12000'",
        {"storage": [_lustre(metadata_iops=12000)]},
        {"storage": [_lustre(**METERED)]},
    ),
    fails(
        "lustre-refused",
        _P + "throughput_mibs_per_tib",
        "it has EFA",
        {"storage": [_lustre(**METERED, efa=True)]},
        {"storage": [_lustre(**METERED, efa=True, throughput_mibs_per_tib=250)]},
    ),
    passes("lustre-refused", {"storage": [_lustre(**METERED)]}, {"storage": [_lustre(**METERED, size_gib=4800)]}),
    passes("lustre-refused", {"storage": [LUSTRE]}, {"storage": [_lustre(deployment="scratch", metadata_iops=6000)]}),
    passes("lustre-refused", {"storage": [_lustre(metadata_iops=6000)]}, {"storage": [_lustre(metadata_iops=12000)]}),
    passes("lustre-refused", {"storage": [_lustre(metadata_iops=6000)]}, {"storage": [LUSTRE]}),
    warns("data-repository", _P + "data_repositories", "lose their content", _linked({}), {"storage": [LUSTRE]}),
    warns("data-repository", _P + "data_repositories[0]", "load what", _linked({}), _linked({"prefix": "a/"})),
    warns("data-repository", _P + "data_repositories", "two links", _linked({}), _linked({"path": "/other"})),
    fails(
        "data-repository",
        _P + "data_repositories[0].auto_export",
        "off",
        _linked({"auto_export": ["new"]}),
        _linked({}),
    ),
    fails("data-repository", _P + "data_repositories[0].auto_import", "off", _linked({}), _linked({"auto_import": []})),
    passes("data-repository", _linked({}), _linked({"auto_export": ["new"]})),
    passes("data-repository", _linked({}), _linked({"path": "/a", "bucket": "acme-a"}, {})),
    passes("data-repository", _linked({}), {}),
]
WORKLOADS = [
    fails("storage-replaced", "storage", "destroyed", {"storage": [LUSTRE]}, {}),
    fails(
        "storage-replaced",
        "storage[0]",
        "destroyed",
        {"storage": [LUSTRE]},
        {"storage": [{"name": "data", "efs": {}}]},
    ),
    *[
        fails(
            "storage-replaced",
            f"storage[0].fsx_lustre.{field}",
            "empty",
            {"storage": [LUSTRE]},
            {"storage": [_lustre(**change)]},
        )
        for field, change in (
            ("zone", {"zone": "us-west-2b"}),
            ("deployment", {"deployment": "scratch"}),
            ("size_gib", {"size_gib": 1200}),
        )
    ],
    passes(
        "storage-replaced", {"storage": [LUSTRE]}, {"storage": [_lustre(size_gib=4800, throughput_mibs_per_tib=250)]}
    ),
    passes("storage-replaced", {"storage": [{"name": "data", "s3_mount": {"bucket": "acme-data"}}]}, {}),
    passes("storage-replaced", {"storage": [{"name": "data", "efs": {}}]}, {"storage": [{"name": "data", "efs": {}}]}),
    warns("workload-replaced", f"{TRAIN}nodes", "runs again", GANG, GANG | {TRAIN + "nodes": 1}),
    warns("workload-replaced", f"{TRAIN}restarts", "runs again", GANG, GANG | {TRAIN + "restarts": 5}),
    passes("workload-replaced", GANG, GANG | {TRAIN + "time_limit": "48h"}),
    warns("workload-replaced", f"{TRAIN}restarts", "runs again", SHARDS, SHARDS | {TRAIN + "restarts": 0}),
    # The limit of a job with one pod changes in place.
    passes("workload-replaced", {}, {TRAIN + "restarts": 0}),
    warns("time-limit", f"{TRAIN}time_limit", "more than 48h ago", {}, {TRAIN + "time_limit": "48h"}),
    warns("time-limit", f"{TRAIN}time_limit", "ends at once", GANG, GANG | {TRAIN + "time_limit": "48h"}),
    warns("time-limit", f"{TRAIN}time_limit", "get job", {TRAIN + "time_limit": "48h"}, {TRAIN + "time_limit": "60m"}),
    warns("time-limit", f"{TRAIN}time_limit", "keeps it", {TRAIN + "time_limit": "48h"}, {}),
    passes("time-limit", {TRAIN + "time_limit": "48h"}, {TRAIN + "time_limit": "72h"}),
    passes("time-limit", {TRAIN + "time_limit": "1h"}, {TRAIN + "time_limit": "60m"}),
    # A cron job's next run has it.
    passes("time-limit", CRON, CRON | {TRAIN + "time_limit": "1h"}),
    # The Job is replaced, and its limit begins with it.
    passes("time-limit", {}, {TRAIN + "time_limit": "1h", TRAIN + "image": "registry.example/train:2"}),
    warns("workload-replaced", f"{TRAIN}volumes", "runs again", {}, {TRAIN + "volumes": [SCRATCH]}),
    # A file's text is read when the pod starts; the Job stays.
    passes("workload-replaced", {TRAIN + "volumes": [_file("a")]}, {TRAIN + "volumes": [_file("b")]}),
    warns(
        "workload-replaced",
        f"{TRAIN}volumes",
        "runs again",
        {TRAIN + "volumes": [_key("a")]},
        {TRAIN + "volumes": [_key("b")]},
    ),
    warns("workload-replaced", f"{TRAIN}run_as", "runs again", {}, {TRAIN + "run_as": {"group": 100}}),
    warns("workload-replaced", f"{TRAIN}drain", "runs again", {}, {TRAIN + "drain": "5s"}),
    warns("workload-replaced", f"{TRAIN}service_account", "runs again", {}, {TRAIN + "service_account": {"name": "a"}}),
    # The provider sends no such change of a Job.
    passes("workload-replaced", {}, {TRAIN + "env_from_secrets": ["hub"]}),
    passes("workload-replaced", {TRAIN + "env_from_secrets": ["hub"]}, {}),
    passes("workload-replaced", {}, {TRAIN + "zone_spread": True}),
    # Kubernetes' own.
    passes("workload-replaced", {}, {TRAIN + "termination_grace": "30s"}),
    # The provider keeps a field that is left out.
    passes("workload-replaced", {TRAIN + "service_account": {"name": "a"}}, {}),
    passes("workload-replaced", SET | _claim("1Gi"), SET | _claim("2Gi")),
    warns("workload-replaced", f"{TRAIN}volumes", "all its pods stop", SET | _claim("1Gi"), SET),
    warns(
        "workload-replaced",
        f"{TRAIN}gpu_profile",
        "cannot change",
        CUT | {TRAIN + "gpu_profile": "1g.10gb"},
        {**CUT, SHARING: {"mig": {"1g.10gb": 4, "2g.20gb": 1}}, TRAIN + "gpu_profile": "2g.20gb"},
    ),
    warns("workload-replaced", "workloads[0]", "gpus, cpu, memory change", {SHARING: SLICED}, {SHARING: RENAMED}),
    warns(
        "workload-replaced",
        f"{TRAIN}restarts",
        "run in progress",
        CRON | SHARDS,
        CRON | SHARDS | {TRAIN + "restarts": 0},
    ),
    passes("workload-replaced", CRON, CRON | {TRAIN + "restarts": 0}),
    *[
        warns("workload-kept", TRAIN + field, f"keeps the {field}", {}, {TRAIN + field: value})
        for field, value in (("env_from_secrets", ["hub"]), ("image_pull_secrets", ["hub"]))
    ],
    warns("workload-kept", f"{TRAIN}env_from_secrets", "another name", {TRAIN + "env_from_secrets": ["hub"]}, {}),
    fails("workload-kept", f"{TRAIN}service_account", "no further pod", {TRAIN + "service_account": {"name": "a"}}, {}),
    warns(
        "workload-kept",
        f"{TRAIN}service_account",
        "with its permissions",
        {"workloads": [WORK | ACCOUNT, {**WORK, "name": "other"} | ACCOUNT]},
        {"workloads": [WORK, {**WORK, "name": "other"} | ACCOUNT]},
    ),
    # A deployment's account is written out, so it changes.
    passes("workload-kept", SERVER | {TRAIN + "service_account": {"name": "a"}}, SERVER),
    *[
        warns(
            "pull-secrets",
            f"{TRAIN}image_pull_secrets",
            f'{{"op": "remove", "path": "{path}/imagePullSecrets"}}',
            kind | {TRAIN + "image_pull_secrets": ["hub"]},
            kind,
        )
        for kind, path in (
            (SERVER, "/spec/template/spec"),
            (SET, "/spec/template/spec"),
            (CRON, "/spec/jobTemplate/spec/template/spec"),
        )
    ],
    passes(
        "pull-secrets",
        SERVER | {TRAIN + "image_pull_secrets": ["hub"]},
        SERVER | {TRAIN + "image_pull_secrets": ["other"]},
    ),
    warns("claim-size", f"{TRAIN}volumes[0].claim", '"2Gi"', SET | _claim("1Gi"), SET | _claim("2Gi")),
    warns("claim-size", f"{TRAIN}volumes[0].claim", "never shrinks", SET | _claim("2Gi"), SET | _claim("1Gi")),
    passes("claim-size", SET | _claim("1Gi"), SET | _claim("1024Mi")),
    passes("claim-size", SET | _claim("1Gi"), SET),
    passes("claim-size", {}, SET | _claim("1Gi")),
    fails("storage-source", "storage[0].s3_mount.bucket", "second entry", _bucket(), _bucket(bucket="other-data")),
    fails(
        "storage-source",
        "storage[0]",
        "a bucket becomes an EFS file system",
        _bucket(),
        _bucket() | {"storage": [{"name": "data", "efs": {}}]},
    ),
    # Nobody goes on mounting it in this namespace.
    passes("storage-source", _bucket(), {"storage": _bucket(bucket="other-data")["storage"]}),
    passes("storage-source", _bucket(), _bucket(writable=True)),
    warns("storage-mount", "storage[0].s3_mount.writable", "keep the old folder", _bucket(), _bucket(writable=True)),
    warns(
        "storage-mount",
        "storage[0].s3_mount.prefix",
        "the pods of train are replaced",
        SERVER | _bucket(),
        SERVER | _bucket(prefix="a/"),
    ),
    passes("storage-mount", _bucket(), _bucket()),
    passes("storage-mount", {}, _bucket(writable=True)),
    passes("storage-mount", _bucket(), _bucket(kms_key_arn="arn:aws:kms:us-west-2:111122223333:key/a")),
    passes("workload-replaced", SET | {TRAIN + "volumes": [SCRATCH]}, SET),
    warns("workload-replaced", TRAIN + "kind", "cron_job", {}, {TRAIN + "kind": "cron_job"}),
    warns("workload-replaced", TRAIN + "namespace", "moves from default to team", {}, {TRAIN + "namespace": "team"}),
    warns("workload-replaced", TRAIN + "image", "runs again", {}, {TRAIN + "image": "registry.example/train:2"}),
    warns("workload-replaced", TRAIN + "command", "is replaced and runs again", {}, {TRAIN + "command": ["python"]}),
    warns(
        "workload-replaced", TRAIN + "args", "args, env change", {}, {TRAIN + "env": {"A": "1"}, TRAIN + "args": ["x"]}
    ),
    warns("workload-replaced", TRAIN + "cpu", "cannot change", {}, {TRAIN + "cpu": "1"}),
    warns("workload-replaced", TRAIN + "memory", "cannot change", {}, {TRAIN + "memory": "1Gi"}),
    warns("workload-replaced", TRAIN + "completions", "runs again", {}, {TRAIN + "completions": 2}),
    warns("workload-replaced", "workloads[0]", "derived from", {}, {GROUP + "instance_types": ["g5.2xlarge"]}),
    # A group that comes later is nothing to a job that is there.
    passes("workload-replaced", {}, {"gpu_node_groups": [ONE, TWO]}),
    warns(
        "workload-replaced",
        TRAIN + "env",
        "runs again",
        {TRAIN + "env": {"A": "1", "B": "2"}},
        {TRAIN + "env": {"B": "2", "A": "1"}},
    ),
    warns(
        "workload-replaced",
        TRAIN + "image",
        "a pod cannot change",
        {TRAIN + "kind": "pod"},
        {TRAIN + "kind": "pod", TRAIN + "image": "registry.example/train:2"},
    ),
    warns(
        "workload-replaced",
        TRAIN + "completions",
        "a run in progress stops",
        {TRAIN + "kind": "cron_job", TRAIN + "schedule": "0 3 * * *"},
        {TRAIN + "kind": "cron_job", TRAIN + "schedule": "0 3 * * *", TRAIN + "completions": 2},
    ),
    passes("workload-replaced", {TRAIN + "completions": 4}, {TRAIN + "completions": 4, TRAIN + "parallelism": 2}),
    passes("workload-replaced", {TRAIN + "cpu": "1"}, {TRAIN + "cpu": "1000m"}),
    passes("workload-replaced", {}, {TRAIN + "node_groups": ["gpu"], TRAIN + "completions": 1}),
    passes("workload-replaced", {}, {"workloads": [{**WORK, "name": "other"}, WORK]}),
    *(
        passes(
            "workload-replaced",
            {TRAIN + "kind": kind},
            {TRAIN + "kind": kind, TRAIN + "image": "registry.example/train:2", TRAIN + "gpus": 1},
        )
        for kind in ("deployment", "stateful_set", "cron_job")
    ),
    warns(
        "workload-kept",
        TRAIN + "node_groups",
        "gpu becomes two",
        {"gpu_node_groups": [ONE, TWO], TRAIN + "node_groups": ["gpu"]},
        {"gpu_node_groups": [ONE, TWO], TRAIN + "node_groups": ["two"]},
    ),
    passes("workload-kept", {"gpu_node_groups": [ONE, TWO]}, {"gpu_node_groups": [ONE, TWO, THREE]}),
    passes("workload-kept", {}, {"gpu_node_groups": [ONE, TWO]}),
    passes("workload-kept", {"gpu_node_groups": [ONE, TWO]}, {"gpu_node_groups": [TWO, ONE]}),
    passes(
        "workload-kept",
        {"gpu_node_groups": [ONE, TWO]},
        {"gpu_node_groups": [ONE, TWO, THREE], TRAIN + "image": "registry.example/train:2"},
    ),
    warns(
        "workload-kept",
        TRAIN + "zone_spread",
        "each holds one of its pods",
        SPREAD | {TRAIN + "completions": 4},
        SPREAD | {TRAIN + "completions": 4, GROUP + "zones": [A]},
    ),
    warns("workload-kept", TRAIN + "zone_spread", "keeps what it has", SPREAD, {}),
    warns("workload-kept", TRAIN + "zone_spread", "no spread becomes a spread over 2 zones", {}, SPREAD),
    passes("workload-kept", SPREAD, SPREAD),
    passes("workload-kept", SPREAD | {TRAIN + "kind": "deployment"}, {TRAIN + "kind": "deployment"}),
    # The provider plans an update of the spread and sends nothing, so no Job is replaced for it.
    passes("workload-replaced", SPREAD, {}),
    passes("workload-replaced", SPREAD, SPREAD | {GROUP + "zones": [A]}),
    passes(
        "workload-kept",
        {"gpu_node_groups": [ONE, TWO], TRAIN + "kind": "deployment"},
        {"gpu_node_groups": [ONE, TWO, THREE], TRAIN + "kind": "deployment"},
    ),
]
BACKEND = [
    warns("backend", "backend", "deploy --migrate-state", {}, {"backend": S3}),
    warns("backend", "backend", "-migrate-state is refused", {"backend": S3}, {"backend": CLOUD}),
    warns("backend", "backend", "state pull", {"backend": CLOUD}, {"backend": S3}),
    warns(
        "backend",
        "backend",
        "init -migrate-state",
        {"backend": S3},
        {"backend": {"s3": {**S3["s3"], "key_prefix": "x"}}},
    ),
    warns(
        "backend",
        "backend",
        "-reconfigure",
        {"backend": S3},
        {"backend": {"s3": {**S3["s3"], "kms_key_id": "alias/a"}}},
    ),
    passes("backend", {"backend": S3}, {"backend": S3}),
    passes("backend", {}, {"backend": {"local": {}}}),
]
P5 = {
    GROUP + "instance_types": ["p5.48xlarge"],
    GROUP + "capacity": "capacity-block",
    GROUP + "capacity_reservation": {"id": "cr-0a1b2c3d", "zone": A},
}
OWN = {GROUP + "ami": {"id": "ami-0a1b2c3d"}}
SCRIPTED = {GROUP + "ami": {"id": "ami-0a1b2c3d", "user_data": "#!/bin/sh"}}
FAST = {GROUP + "instance_types": ["p5.48xlarge"], GROUP + "efa": True, GROUP + "zones": [A]}
CAPACITY = [
    warns("group-replaced", GROUP + "ami", "becomes your own AMI", {}, OWN),
    warns("group-replaced", GROUP + "ami", "becomes EKS's AMI", OWN, {}),
    warns(
        "group-replaced",
        GROUP + "capacity",
        "capacity-block",
        {GROUP + "instance_types": ["p5.48xlarge"], GROUP + "zones": [A]},
        P5,
    ),
    passes("group-replaced", P5, {**P5, GROUP + "instance_types": ["p5en.48xlarge"]}),
    passes("group-replaced", OWN, {GROUP + "ami": {"id": "ami-1a1b2c3d"}}),
    warns(
        "nodes-replaced",
        GROUP + "ami.id",
        "ami-0a1b2c3d becomes ami-1a1b2c3d",
        OWN,
        {GROUP + "ami": {"id": "ami-1a1b2c3d"}},
    ),
    warns("nodes-replaced", GROUP + "ami.user_data", "your user data", OWN, SCRIPTED),
    warns(
        "nodes-replaced",
        GROUP + "taints",
        "taints are in the user data",
        OWN,
        {**OWN, GROUP + "taints": [{"key": "team", "value": "ml", "effect": "NoSchedule"}]},
    ),
    warns("nodes-replaced", GROUP + "efa_layout", "interfaces", FAST, {**FAST, GROUP + "efa_layout": "classic"}),
    warns("nodes-replaced", GROUP + "efa", "interfaces", FAST, {**FAST, GROUP + "efa": False}),
    passes("nodes-replaced", {}, {GROUP + "efa_layout": "classic", GROUP + "labels": {"team": "ml"}}),
    # The group is replaced, which another rule says.
    passes("nodes-replaced", {}, {GROUP + "os": "bottlerocket", GROUP + "disk_gib": 300}),
    warns("nodes-replaced", GROUP + "labels", "user data", OWN, {**OWN, GROUP + "labels": {"team": "ml"}}),
    warns("nodes-replaced", GROUP + "local_storage", "local disks", OWN, {**OWN, GROUP + "local_storage": "raid0"}),
    warns("nodes-replaced", GROUP + "local_storage", "local disks", {}, {GROUP + "local_storage": "raid0"}),
    warns("nodes-replaced", GROUP + "parallel_image_pull", "runtime", {}, {GROUP + "parallel_image_pull": True}),
    warns("nodes-replaced", GROUP + "placement_group", "at zero", {}, {GROUP + "placement_group": "spread"}),
    warns(
        "nodes-replaced",
        GROUP + "instance_types",
        "desired size to 0",
        P5,
        {**P5, GROUP + "instance_types": ["p5en.48xlarge"]},
    ),
    warns(
        "nodes-replaced",
        GROUP + "capacity_reservation",
        "before the block begins",
        P5,
        {**P5, GROUP + "capacity_reservation": {"id": "cr-1a1b2c3d", "zone": A}},
    ),
    passes(
        "nodes-replaced",
        P5,
        {
            **P5,
            GROUP + "capacity_reservation": {
                "id": "cr-0a1b2c3d",
                "zone": A,
                "start": "2026-12-01T11:30:00Z",
                "end": "2026-12-02T11:30:00Z",
            },
        },
    ),
    passes("nodes-replaced", {}, {GROUP + "update": {"strategy": "minimal"}}),
]
SERVES_IN: Changes = {TRAIN + "kind": "deployment", TRAIN + "ports": [8000], "workloads[0].expose": "internal"}
FABRIC: Changes = {
    GROUP + "instance_types": ["p5.48xlarge"],
    GROUP + "max_per_zone": GONE,
    GROUP + "max": 2,
    GROUP + "zones": [A],
    GROUP + "efa": True,
    TRAIN + "gpus": 8,
}
RANKS: Changes = {**FABRIC, **GANG, TRAIN + "gpus": 8}
KEPT, WITH_EFA = {TRAIN + "evictable": False}, {TRAIN + "efa": True}
WEB: Changes = {TRAIN + "kind": "deployment"}
SCALED: Changes = {**WEB, TRAIN + "scaling": {"min": 1, "max": 4}}
WIDE: Changes = {**WEB, TRAIN + "zone_spread": True}
SIZED: Changes = {TRAIN + "cpu": "2", TRAIN + "memory": "8Gi"}
LARGER = ["g5.2xlarge"]
TEAM = {"key": "team", "value": "ml", "effect": "NoSchedule"}
EMPTY: Changes = {**SET, TRAIN + "replicas": 0}
POD_SETTINGS = [
    warns("pods-restart", TRAIN + "evictable", "replaced once", WEB, {**WEB, **KEPT}),
    warns("pods-restart", TRAIN + "evictable", "replaced once", {**SET, **KEPT}, SET),
    warns("pods-restart", TRAIN + "efa", "replaced once", {**FABRIC, **SET}, {**FABRIC, **SET, **WITH_EFA}),
    warns("pods-restart", TRAIN + "efa", "replaced once", {**FABRIC, **SET, **WITH_EFA}, {**FABRIC, **SET}),
    passes("pods-restart", SET, {**SET, TRAIN + "evictable": True}),
    passes("pods-restart", EMPTY, {**EMPTY, **KEPT}),
    warns("replicas-reset", TRAIN + "replicas", "sets it to 1", SCALED, WEB),
    warns(
        "replicas-reset", TRAIN + "replicas", "get statefulset train", {**SCALED, **SET}, {**SET, TRAIN + "replicas": 3}
    ),
    passes("replicas-reset", SCALED, {**WEB, TRAIN + "replicas": 4}),
    passes("replicas-reset", WEB, SCALED),
    passes("replicas-reset", SCALED, {**SCALED, TRAIN + "scaling": {"min": 1, "max": 2}}),
    # Values that the file leaves to eks-gpu follow from its other parts, and pods follow from them.
    warns("pods-restart", "workloads[0]", "groups gpu becomes gpu, two", WEB, {**WEB, "gpu_node_groups": [ONE, TWO]}),
    warns("pods-restart", "workloads[0]", "13Gi becomes 28928Mi", WEB, {**WEB, GROUP + "instance_types": LARGER}),
    warns("pods-restart", "workloads[0]", "cpu 3400m becomes 3300m", WEB, {**WEB, "monitoring.dcgm_exporter": True}),
    warns("pods-restart", "workloads[0]", "train (cpu 3400m", SET, {**SET, "monitoring.cloudwatch": True}),
    warns("pods-restart", "workloads[0]", "30s becomes 100s", WEB, {**WEB, GROUP + "capacity": "spot"}),
    warns(
        "pods-restart",
        "workloads[0]",
        "(preference for different zones no becomes yes)",
        {**WEB, TRAIN + "termination_grace": "60s"},
        {**WEB, TRAIN + "termination_grace": "60s", GROUP + "capacity": "spot"},
    ),
    warns("pods-restart", "workloads[0]", "gpu becomes nvidia.com/gpu.shared", WEB, {**WEB, SHARING: RENAMED}),
    warns("pods-restart", "workloads[0]", "NoSchedule, team=ml:NoSchedule", WEB, {**WEB, GROUP + "taints": [TEAM]}),
    warns("pods-restart", "workloads[0]", "2 zones becomes 3 zones", WIDE, {**WIDE, "network.zones": [A, B, C]}),
    # It says how to keep them, and that does.
    passes(
        "pods-restart",
        {**WEB, **SIZED, "monitoring.dcgm_exporter": False},
        {**WEB, **SIZED, "monitoring.dcgm_exporter": True},
    ),
    passes("pods-restart", WEB, {**WEB, "network.zones": [A, B, C]}),
    passes("pods-restart", EMPTY, {**EMPTY, "monitoring.dcgm_exporter": True}),
    # The rule of `daemons` says the same, and an edit of the pod replaces it anyway.
    passes("pods-restart", WEB, {**WEB, "daemons": [MESH]}),
    passes("pods-restart", WEB, {**WEB, TRAIN + "gpus": 1, TRAIN + "args": ["x"], "monitoring.dcgm_exporter": True}),
    # Not useful next to a change that no file can make.
    warns("workload-replaced", "workloads[0]", "another name; to keep it, write 'cpu: 3400m'", {}, {"daemons": [MESH]}),
    # Its next run follows.
    passes("pods-restart", CRON, {**CRON, TRAIN + "evictable": True}),
    warns("workload-kept", TRAIN + "evictable", "may not evict", {}, {TRAIN + "evictable": True}),
    warns("workload-kept", TRAIN + "evictable", "autoscaler may evict", {TRAIN + "evictable": True}, {}),
    passes("workload-kept", {}, KEPT),
    warns("workload-replaced", TRAIN + "efa", "runs again", FABRIC, {**FABRIC, **WITH_EFA}),
    warns("workload-replaced", TRAIN + "efa", "runs again", {**FABRIC, **WITH_EFA}, FABRIC),
    # A training job has them by its kind.
    passes("workload-replaced", RANKS, {**RANKS, **WITH_EFA}),
    warns(
        "client-address",
        TRAIN + "preserve_client_ip",
        "preserve_client_ip: true",
        {**SERVES_IN, TRAIN + "preserve_client_ip": False},
        SERVES_IN,
    ),
    passes("client-address", {**SERVES_IN, TRAIN + "preserve_client_ip": True}, SERVES_IN),
    passes("client-address", SERVES_IN, {**SERVES_IN, TRAIN + "preserve_client_ip": False}),
]
DAEMONS = [
    warns("default-sizes", "daemons", "cpu 3400m becomes 3100m, memory 13Gi", SERVES, {**SERVES, "daemons": [MESH]}),
    warns("default-sizes", "daemons", "memory 11520Mi becomes 13Gi", {**SERVES, "daemons": [MESH]}, SERVES),
    warns("default-sizes", "daemon_reserve", "train", {**SERVES, **WAS_RESERVED}, SERVES),
    # An agent that the reserve has room for, in both directions.
    passes("default-sizes", SERVES, {**SERVES, "daemons": [AGENT]}),
    passes("default-sizes", {**SERVES, "daemons": [AGENT]}, SERVES),
    passes("default-sizes", SERVES, {**SERVES, "daemons": [{**MESH, "node_groups": ["system"]}]}),
    passes(
        "default-sizes",
        {**SERVES, TRAIN + "cpu": "2", TRAIN + "memory": "8Gi"},
        {**SERVES, TRAIN + "cpu": "2", TRAIN + "memory": "8Gi", "daemons": [MESH]},
    ),
    passes("default-sizes", EMPTY, {**EMPTY, "daemons": [MESH]}),
    # Another size for another reason, or of a job, is for other rules.
    passes("default-sizes", SERVES, {**SERVES, GROUP + "instance_types": ["g5.2xlarge"]}),
    passes("default-sizes", {}, {"daemons": [MESH]}),
    warns("workload-replaced", "workloads[0]", "the daemons on their nodes", {}, {"daemons": [MESH]}),
    warns("workload-replaced", "workloads[0]", "cpu, memory", WAS_RESERVED, {}),
    passes("workload-replaced", {}, {"daemons": [AGENT]}),
]
ROLE: Changes = {TRAIN + "service_account": {"name": "pods", "policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}}
READ = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::models/*"]}
DENY = {**READ, "effect": "Deny"}
READS: Changes = {TRAIN + "service_account": {"name": "pods", "statements": [READ]}}
DENIED: Changes = {TRAIN + "service_account": {"name": "pods", "statements": [READ, DENY]}}
NOBODY: Changes = {TRAIN + "service_account": {"name": "pods"}}
BUCKET = {
    "bucket": "acme-data",
    "prefix": "a/",
    "writable": True,
    "kms_key_arn": "arn:aws:kms:us-west-2:111122223333:key/1",
}
DATA = [{"mount_path": "/data", "storage": "data"}]


def _full_bucket(**more: Any) -> Changes:
    return {"storage": [{"name": "data", "s3_mount": {**BUCKET, **more}}], TRAIN + "volumes": DATA}


def _keeps(storage: list[dict[str, Any]]) -> Changes:
    return {"storage": storage, TRAIN + "volumes": DATA}


def _point(**more: Any) -> Changes:
    """An access point, and the workload that mounts it."""
    mounted = [{**DATA[0], "access_point": more.get("name", "alice")}]
    return {**_unmounted(**more), TRAIN + "volumes": mounted}


def _unmounted(**more: Any) -> Changes:
    point = {"name": "alice", "path": "/alice", "user": 1000, "group": 1000, **more}
    return {"storage": [{"name": "data", "efs": {"access_points": [point]}}]}


PERMISSIONS = [
    warns("storage-detached", "storage", "driver aws-mountpoint", _full_bucket(), {}),
    warns("storage-detached", "storage", "driver aws-fsx-csi-driver", _keeps([LUSTRE]), {}),
    warns("storage-detached", "storage[0]", "driver aws-fsx", _keeps([LUSTRE]), _keeps([{"name": "data", "efs": {}}])),
    warns(
        "storage-detached",
        "storage",
        "bucket acme-data",
        _full_bucket(),
        {"storage": [{"name": "other", "s3_mount": {"bucket": "acme-other"}}]},
    ),
    warns("storage-detached", "storage[0]", "acme-data/a/", _full_bucket(), _full_bucket(prefix="b/")),
    warns("storage-detached", "storage[0]", "permission to write", _full_bucket(), _full_bucket(writable=False)),
    warns("storage-detached", "storage[0]", "to decrypt", _full_bucket(), _full_bucket(kms_key_arn=None)),
    passes("storage-detached", _full_bucket(writable=False, kms_key_arn=None), _full_bucket()),
    fails("access-point", "storage[0].efs.access_points[0].user", "user of", _point(), _point(user=1001)),
    fails("access-point", "storage[0].efs.access_points[0].path", "path, group", _point(), _point(path="/b", group=1)),
    warns("access-point", "storage[0].efs", "deletes the access point", _point(), _point(name="bob")),
    warns("access-point", "storage[0].efs.access_points[0]", "deletes", _point(), _unmounted(user=1001)),
    # An access point that nobody mounts has no volume, and its folder stays.
    passes("access-point", _unmounted(), _unmounted(user=1001)),
    passes("access-point", _unmounted(), _point(user=1001)),
    passes("access-point", _point(), _point()),
    warns("storage-detached", "storage", "driver aws-efs", _point(), {}),
    # The permissions are of buckets: more of one, or the same by another entry, takes nothing away.
    passes("storage-detached", _full_bucket(), _full_bucket(prefix=None)),
    passes("storage-detached", _full_bucket(prefix="a/b/"), _full_bucket(prefix="a/")),
    passes("storage-detached", _full_bucket(), {"storage": [{**_full_bucket()["storage"][0], "name": "other"}]}),
    warns("storage-detached", "storage[0]", "acme-data away", _full_bucket(prefix=None), _full_bucket()),
    # No order helps: an error says that.
    passes("storage-detached", _full_bucket(), _full_bucket(bucket="acme-other")),
    # Nothing mounts it, and a second of its kind keeps the driver.
    passes("storage-detached", {"storage": [LUSTRE]}, {}),
    passes("storage-detached", _keeps([LUSTRE]), {"storage": [{**LUSTRE, "name": "other"}]}),
    warns("permissions-lost", "workloads", "role of service account default/pods", ROLE, {}),
    warns("permissions-lost", "workloads[0].service_account", "base-workloads'", ROLE, NOBODY),
    warns("permissions-lost", "workloads[0].service_account", "ReadOnlyAccess while", ROLE, READS),
    warns("permissions-lost", "workloads[0].service_account", "a statement for s3:GetObject", READS, ROLE),
    warns("permissions-lost", "workloads[0].service_account", "s3:GetObject to a new Deny", READS, DENIED),
    passes("permissions-lost", DENIED, READS),
    # In the other order its pods would start without credentials, and keep none.
    warns(
        "permissions-lost",
        "workloads",
        "before the role of others exists",
        ROLE,
        {TRAIN + "service_account": {**ROLE[TRAIN + "service_account"], "name": "others"}},
    ),
    warns(
        "permissions-lost", "workloads", "cluster stack and the workloads", ROLE, {**ROLE, TRAIN + "namespace": "team"}
    ),
    warns("permissions-lost", "workloads[0].service_account", "loses the policy ReadOnlyAccess", ROLE, READS),
    passes("permissions-lost", NOBODY, READS),
]
OLDER: Changes = {**OWN, "kubernetes_version": "1.34"}
KUBELET = [
    fails("kubernetes-version", "kubernetes_version", "1.34", OWN, OLDER),
    passes("kubernetes-version", OWN, OWN),
]


def _exposed(exposed: Any = None, **more: Any) -> Changes:
    """A deployment, behind a load balancer if one is given."""
    given = {} if exposed is None else {TRAIN + "expose": exposed}
    answers = {"readiness": {"path": "/health"}}
    return {TRAIN + "kind": "deployment", TRAIN + "ports": [8000], TRAIN + "probes": answers, **given, **more}


LBC: Changes = {"load_balancer_controller": {}}
ALB, NLB, GATEWAY = {"kind": "ingress"}, {"kind": "nlb"}, {"kind": "gateway"}
EXPOSURE = [
    warns("load-balancer", "workloads[0].expose", "another", _exposed(ALB, **LBC), _exposed(NLB, **LBC)),
    warns("load-balancer", "workloads[0].expose", "another", _exposed("internal", **LBC), _exposed(NLB, **LBC)),
    warns("load-balancer", "workloads[0].expose", "loses", _exposed(ALB, **LBC), _exposed(**LBC)),
    warns("load-balancer", "workloads[0].expose", "loses", _exposed("internal"), _exposed()),
    warns(
        "load-balancer", "workloads[0].expose", "another", _exposed(ALB, **LBC), _exposed({**ALB, "group": "a"}, **LBC)
    ),
    warns("load-balancer", "workloads[0].expose", "another", _exposed(ALB, **LBC), _exposed(GATEWAY, **LBC)),
    passes("load-balancer", _exposed(GATEWAY, **LBC), _exposed({**GATEWAY, "host": "a.example.com"}, **LBC)),
    passes("release-removed", _exposed(GATEWAY, **LBC), _exposed(**LBC)),
    fails("controller-removed", "load_balancer_controller", "train", _exposed(GATEWAY, **LBC), _exposed()),
    passes("load-balancer", _exposed(**LBC), _exposed(ALB, **LBC)),
    passes("load-balancer", _exposed(ALB, **LBC), _exposed({**ALB, "host": "a.example.com"}, **LBC)),
    fails("controller-removed", "load_balancer_controller", "train", _exposed(ALB, **LBC), _exposed()),
    fails(
        "controller-removed",
        "load_balancer_controller",
        "only it can delete",
        _exposed(NLB, **LBC),
        _exposed(load_balancer_controller={"kind": "existing"}),
    ),
    passes("controller-removed", _exposed(ALB, **LBC), _exposed(ALB, load_balancer_controller={"kind": "existing"})),
    passes("controller-removed", _exposed(ALB, **LBC), _exposed(**LBC)),
    passes("controller-removed", _exposed(**LBC), _exposed()),
]
POD_BLOCKS = {A: "100.64.0.0/18", B: "100.64.64.0/18"}
SHARED: Changes = {"network.secondary_cidrs": ["100.64.0.0/16"]}
PODS: Changes = {**SHARED, "network.pod_subnets": POD_BLOCKS}
PREFIXES: Changes = {"addons.vpc-cni": {"configuration": {"env": {"ENABLE_PREFIX_DELEGATION": "true"}}}}
INSIGHTS, NODE_AGENT = "amazon-cloudwatch-observability", "eks-node-monitoring-agent"
CLOUDWATCH: Changes = {"monitoring.cloudwatch": True}
THEIR_INSIGHTS: Changes = {f"addons.{INSIGHTS}": "existing"}
REPLICAS: Changes = {"addons.coredns": {"configuration": {"replicaCount": 4}}}
GIVEN: Changes = {"iam.cluster_role_arn": ARN}
MEMBERS: dict[str, Any] = {"principals": [ARN], "namespaces": ["team"], "policy": "edit"}
KEY, OTHER_KEY = (f"arn:aws:kms:us-west-2:111122223333:key/{name}" for name in ("a", "b"))
CLASS, TIER = "control_plane.log_class", "control_plane.scaling_tier"


def _mounted(**fields: Any) -> Changes:
    return {
        "storage": [{"name": "data", "efs": fields}],
        "workloads[0].volumes": [{"mount_path": "/data", "storage": "data"}],
    }


COMPANY = [
    fails(
        "storage-id",
        "storage[0].efs",
        "fs-0a1b2c3d becomes fs-1a1b2c3d",
        _mounted(id="fs-0a1b2c3d"),
        _mounted(id="fs-1a1b2c3d"),
    ),
    fails("storage-id", "storage[0].efs", "that Terraform made", _mounted(), _mounted(id="fs-1a1b2c3d")),
    passes("storage-id", _mounted(id="fs-0a1b2c3d"), _mounted(id="fs-0a1b2c3d", access_points=[])),
    fails("storage-replaced", "storage[0]", "destroyed", _mounted(), _mounted(id="fs-1a1b2c3d")),
    passes("storage-replaced", {"storage": [{"name": "data", "efs": {"id": "fs-0a1b2c3d"}}]}, {}),
    passes("storage-replaced", _mounted(id="fs-0a1b2c3d"), _mounted()),
    fails("control-plane", CLASS, "deleted with all", {}, {CLASS: "infrequent-access"}),
    fails("control-plane", CLASS, "becomes standard", {CLASS: "infrequent-access"}, {CLASS: "standard"}),
    warns(
        "control-plane",
        "control_plane.log_retention_days",
        "older than 30 days",
        {},
        {"control_plane.log_retention_days": 30},
    ),
    passes("control-plane", {}, {"control_plane.log_retention_days": 0}),
    warns("control-plane", TIER, "bills it", {TIER: "tier-xl"}, {}),
    passes("control-plane", {TIER: "tier-xl"}, {TIER: "standard"}),
    passes("control-plane", {TIER: "standard"}, {}),
    fails("control-plane", "control_plane.zonal_shift", "false", {"control_plane.zonal_shift": True}, {}),
    passes("control-plane", {"control_plane.zonal_shift": True}, {"control_plane.zonal_shift": False}),
    fails("encryption-key", "encryption.secrets_key_arn", "all Secrets", {}, {"encryption.secrets_key_arn": KEY}),
    fails(
        "encryption-key",
        "encryption.secrets_key_arn",
        "key/b: EKS keeps",
        {"encryption.secrets_key_arn": KEY},
        {"encryption.secrets_key_arn": OTHER_KEY},
    ),
    warns("encryption-key", "encryption.volumes_key_arn", "replaced", {}, {"encryption.volumes_key_arn": KEY}),
    passes("encryption-key", {}, {"encryption.logs_key_arn": KEY}),
    warns("team-access", "access.teams", "as a team", {"access.teams": [MEMBERS]}, {}),
    warns(
        "team-access",
        "access.teams",
        "edit in team",
        {"access.teams": [MEMBERS]},
        {"access.teams": [{**MEMBERS, "policy": "view"}]},
    ),
    passes(
        "team-access", {"access.teams": [MEMBERS]}, {"access.teams": [MEMBERS, {**MEMBERS, "principals": [OTHER_ARN]}]}
    ),
    warns(
        "team-access",
        "access.teams",
        "for a moment",
        {"access.teams": [MEMBERS]},
        {"access.teams": [{**MEMBERS, "namespaces": ["default", "team"]}]},
    ),
    # Two teams of one principal are one entry.
    passes(
        "team-access",
        {"access.teams": [MEMBERS]},
        {"access.teams": [MEMBERS, {**MEMBERS, "policy": None, "namespaces": [], "kubernetes_groups": ["ml"]}]},
    ),
    fails("cluster-replaced", "iam.path", "/ becomes /platform/", {}, {"iam.path": "/platform/"}),
    fails("cluster-replaced", "iam.cluster_role_arn", "the default", {}, GIVEN),
    fails("cluster-replaced", "iam.cluster_role_arn", "becomes the default", GIVEN, {}),
    passes("cluster-replaced", GIVEN, {**GIVEN, "iam.path": "/platform/"}),
    passes("cluster-replaced", THERE, {**THERE, "iam.path": "/platform/"}),
    warns("node-role", "iam.path", "with other roles, every GPU", THERE, {**THERE, "iam.path": "/platform/"}),
    warns("node-role", "iam.gpu_node_role_arn", "evicted", THERE, {**THERE, "iam.gpu_node_role_arn": ARN}),
    warns("node-role", "iam.path", "every GPU node group", GIVEN, {**GIVEN, "iam.path": "/platform/"}),
    warns("node-role", "iam.system_node_role_arn", "system", {}, {"iam.system_node_role_arn": ARN}),
    warns("node-role", "iam.gpu_node_role_arn", "evicted", {"iam.gpu_node_role_arn": ARN}, {}),
    passes("node-role", {}, {"iam.ssm": False}),
    passes("node-role", {}, {"iam.path": "/platform/"}),
    fails("cluster-replaced", "network.service_cidr", "the default", {}, {"network.service_cidr": "172.20.0.0/16"}),
    fails(
        "cluster-replaced",
        "network.service_cidr",
        "172.20.0.0/16 becomes",
        {"network.service_cidr": "172.20.0.0/16"},
        {"network.service_cidr": "172.21.0.0/16"},
    ),
    # The provider keeps what the cluster has.
    passes("cluster-replaced", {"network.service_cidr": "172.20.0.0/16"}, {}),
    warns("pod-network", "network.pod_subnets", "of their own subnets", {}, PODS),
    warns("pod-network", "network.pod_subnets", "cluster stack first", PODS, SHARED),
    warns("pod-network", "network.secondary_cidrs", "100.64.0.0/16 goes", SHARED, {}),
    fails(
        "pod-network",
        f"network.pod_subnets.{B}",
        "becomes 100.64.128.0/18",
        PODS,
        {**PODS, "network.pod_subnets": {**POD_BLOCKS, B: "100.64.128.0/18"}},
    ),
    passes(
        "pod-network",
        PODS,
        {**PODS, "network.zones": [A, B, C], "network.pod_subnets": {**POD_BLOCKS, C: "100.64.128.0/18"}},
    ),
    passes("pod-network", {}, SHARED),
    warns("pod-network", "network.prefix_delegation", "pod limit", {}, {"network.prefix_delegation": True}),
    warns("pod-network", "network.prefix_delegation", "pod limit", {"network.prefix_delegation": True}, {}),
    warns("pod-network", "addons.vpc-cni.configuration.env", "pod limit", {}, PREFIXES),
    # The same setting by another name.
    passes("pod-network", THERE, {**THERE, "network.prefix_delegation": True}),
    passes("pod-network", PREFIXES, {"network.prefix_delegation": True}),
    warns("addon-kept", "addons.coredns", '{"replicaCount": 4}', REPLICAS, {}),
    warns("addon-kept", "addons.vpc-cni", "reset it", {"network.prefix_delegation": True}, {}),
    passes("addon-kept", REPLICAS, {"addons.coredns": {"configuration": {}}}),
    passes("addon-kept", {"network.prefix_delegation": True}, {"network.prefix_delegation": False}),
    passes("addon-kept", {}, {"gpu_node_groups": [], "workloads": []}),
    warns(
        "pod-network",
        "network.pod_subnets",
        "of subnet-0000001a",
        {**existing(A, B), "network.pod_subnets": {A: "subnet-0000001a", B: "subnet-0000001b"}},
        {**existing(A, B), "network.pod_subnets": {A: "subnet-0000002a", B: "subnet-0000001b"}},
    ),
]
POOL: dict[str, Any] = {"name": "pool", "instance_types": ["g6.xlarge", "g6.2xlarge"], "max": 2}


def pools(*found: dict[str, Any], provisioner: str | dict[str, Any] = "karpenter", **more: Any) -> Changes:
    return {"provisioner": provisioner, "gpu_node_pools": [{**POOL, **one} for one in found], **more}


RESERVED: dict[str, Any] = {"capacity": ["reserved"], "capacity_reservations": ["cr-0a1b2c3d", "cr-1a1b2c3d"]}
OF_POOLS = (
    warns(
        "pool-drifts", "gpu_node_pools[0].disk_gib", "blockDeviceMappings changes", pools({}), pools({"disk_gib": 300})
    ),
    warns("pool-drifts", "gpu_node_pools[0].expire_after", "expireAfter", pools({}), pools({"expire_after": "720h"})),
    warns(
        "pool-drifts",
        "gpu_node_pools[0].instance_types",
        "node.kubernetes.io/instance-type",
        pools({}),
        pools({"instance_types": ["g6.xlarge"]}),
    ),
    warns(
        "pool-drifts",
        "gpu_node_pools[0].capacity_reservations",
        "capacityReservationSelectorTerms",
        pools(RESERVED),
        pools({**RESERVED, "capacity_reservations": ["cr-0a1b2c3d"]}),
    ),
    warns("pool-drifts", "gpu_node_pools[0]", "Karpenter replaces", pools({}), pools({}, tags={"team": "ml"})),
    warns(
        "pool-drifts",
        "gpu_node_pools[0]",
        "securityGroupSelectorTerms",
        pools({}),
        pools({}, node_security_group_ids=["sg-0a1b2c3d"]),
    ),
    warns(
        "pool-drifts",
        "gpu_node_pools[0].labels",
        "Auto Mode replaces",
        pools({}, provisioner="auto-mode"),
        pools({"labels": {"a": "b"}}, provisioner="auto-mode"),
    ),
    passes("pool-drifts", pools({}), pools({"max": 9, "weight": 4, "consolidation": {"after": "9m"}})),
    passes("pool-drifts", pools({"zones": [A]}), pools({"zones": [A, B]})),
    passes("pool-drifts", pools({}), pools({"instance_types": [*POOL["instance_types"], "g6.4xlarge"]})),
    fails(
        "pool-static", "gpu_node_pools[0].nodes_always", "cannot become static", pools({}), pools({"nodes_always": 1})
    ),
    fails("pool-static", "gpu_node_pools[0].nodes_always", "cannot stop", pools({"nodes_always": 0}), pools({})),
    passes("pool-static", pools({"nodes_always": 1}), pools({"nodes_always": 2})),
    passes("pool-static", pools({}), pools({"name": "always", "nodes_always": 2})),
    warns("pool-removed", "gpu_node_pools", "nodes of pool are drained", pools({}), pools({"name": "other"})),
    warns("pool-removed", "provisioner", "drained", pools({}), pools({}, provisioner="auto-mode")),
    warns("pool-removed", "provisioner", "drained", pools({}, provisioner="auto-mode"), pools({}, provisioner="none")),
    warns("pool-removed", "provisioner", "nobody looks after", {"provisioner": "karpenter"}, {}),
    fails("pool-removed", "provisioner", "no longer speaks of it", {"provisioner": "auto-mode"}, {}),
    warns(
        "pool-removed",
        "gpu_node_pools[0].efa",
        "placement group of pool",
        pools({"instance_types": ["p5.48xlarge"], "efa": True}),
        pools({"instance_types": ["p5.48xlarge"]}),
    ),
    warns(
        "pool-removed",
        "provisioner.system_pools",
        "general-purpose, system",
        {"provisioner": {"kind": "auto-mode", "system_pools": True}},
        pools({}, provisioner="auto-mode"),
    ),
    passes("pool-removed", {"provisioner": "none"}, {"provisioner": "none"}),
    passes(
        "pool-removed",
        pools({}, provisioner="auto-mode"),
        pools({}) | {"provisioner": {"kind": "auto-mode", "system_pools": True}},
    ),
    passes("pool-removed", pools({}), pools({"max": 3}, {"name": "more"})),
    passes("pool-removed", {}, pools({})),
)
CASES = (
    *EXPOSURE,
    *COMPANY,
    *OF_POOLS,
    *CLUSTER,
    *ACCESS,
    *EGRESS,
    *RECORDS,
    *PERMISSIONS,
    *KUBELET,
    *NETWORK,
    *GROUPS,
    *NODES,
    *SIZES,
    *LUSTRES,
    *WORKLOADS,
    *BACKEND,
    *CAPACITY,
    *POD_SETTINGS,
    *DAEMONS,
    warns("release-removed", "charts", "tools/a is uninstalled", _charts(), {}),
    warns("release-removed", "charts", "tools/a is uninstalled", _charts(), _charts(name="b")),
    warns("release-removed", "charts[0].namespace", "the namespace other", _charts(), _charts(namespace="other")),
    warns("release-removed", "charts[0].stack", "the workloads stack", _charts(), _charts(stack="workloads")),
    warns("release-removed", "manifests", "default/things", _things("a.yaml"), _things("a.yaml", apply=False)),
    passes("release-removed", _charts(), _charts(version="2.0.0", values={"a": 1}, timeout="1m")),
    passes("release-removed", _things("a.yaml"), _things("b.yaml")),
    fails("objects-lost", "manifests", "every object of its kind", _things("definition.yaml", "a.yaml"), {}),
    fails("objects-lost", "manifests", "every object", _things("definition.yaml", "a.yaml"), _things("a.yaml")),
    fails(
        "objects-lost", "manifests[0]", "every object", _things("definition.yaml"), _things("definition.yaml", name="b")
    ),
    fails("objects-lost", "manifests", "its volume", _things("claim.yaml", "a.yaml"), _things("a.yaml")),
    passes("objects-lost", _things("definition.yaml", "a.yaml"), _things("definition.yaml")),
    warns("chart-definitions", "charts[0].version", "helm show crds a --repo", _charts(), _charts(version="1.1.0")),
    warns(
        "chart-definitions",
        "charts[0].version",
        "helm show crds oci://r.example/a",
        _charts(),
        _charts(version="2.0.0", repository="oci://r.example"),
    ),
    passes("chart-definitions", _charts(), _charts(version="1.0.1")),
    passes("chart-definitions", _charts(), _charts(version="1.1.0", skip_crds=True)),
    passes("chart-definitions", _charts(), _charts(version="1.1.0", chart="b")),
    *(
        Edit(
            "pull-policy",
            {"workloads[0].kind": kind, "workloads[0].image_pull_policy": "Always"},
            {"workloads[0].kind": kind, **now},
            where,
            says="IfNotPresent",
        )
        for kind, now, where in (
            ("deployment", {}, "workloads[0].image_pull_policy"),
            # The tag `latest` means Always by default, and `change-workload-kept` speaks of jobs.
            ("deployment", {"workloads[0].image": "registry.example/train:latest"}, None),
            ("deployment", {"workloads[0].image_pull_policy": "IfNotPresent"}, None),
            ("job", {}, None),
        )
    ),
    fails("existing-cluster", "existing_cluster", "destroy its control plane, system nodes", {}, THERE),
    fails("existing-cluster", "existing_cluster", "forget its network", {}, THERE),
    fails("existing-cluster", "existing_cluster", "second control plane", THERE, {}),
    passes("existing-cluster", THERE, {**THERE, GROUP + "max_per_zone": 3}),
    passes("existing-cluster", {}, {GROUP + "max_per_zone": 3}),
    passes("existing-cluster", {}, {**THERE, "name": "other"}),
    passes("network-replaced", {}, THERE),
    warns("addon-left", f"addons.{INSIGHTS}", "30 days of events", CLOUDWATCH, {**CLOUDWATCH, **THEIR_INSIGHTS}),
    passes("addon-left", CLOUDWATCH, {}),
    passes("addon-left", {**CLOUDWATCH, **THEIR_INSIGHTS}, CLOUDWATCH),
    warns("addon-left", "addons.metrics-server", "kubectl top", {}, {"addons.metrics-server": "none"}),
    warns("addon-left", "addons.eks-node-monitoring-agent", "repairs no", {}, {f"addons.{NODE_AGENT}": "existing"}),
    fails("addon-left", "addons.vpc-cni", "with its role", {}, {"addons.vpc-cni": "existing"}),
    fails("addon-left", "addons.coredns", "resolves a name", {}, {"addons.coredns": "none"}),
    fails("addon-left", "addons.vpc-cni", "address", {**THERE, "addons.vpc-cni": {}}, THERE),
    passes("addon-left", THERE, {**THERE, "addons.vpc-cni": {}}),
    passes("addon-left", {}, {"addons.coredns": "v1.14.2-eksbuild.3"}),
    warns("component-left", "device_plugin", "no GPUs until", {}, {"device_plugin": "existing"}),
    warns("component-left", "efa_plugin", "no EFA devices until", EFA, {**EFA, "efa_plugin": "existing"}),
    warns("component-left", "storage_class", "its volumes stay", {}, {"storage_class": "gp2"}),
    warns("component-left", "storage_class", "kubectl get pvc -A", {**THERE, "storage_class": "eks-gpu"}, THERE),
    passes("component-left", {"device_plugin": "existing"}, {}),
    passes("component-left", {}, {"efa_plugin": "existing"}),
    passes("component-left", {}, {"storage_class": "eks-gpu"}),
    warns(
        "nodes-replaced",
        "node_security_group_ids",
        "every node of every group",
        {"node_security_group_ids": [SG]},
        {"node_security_group_ids": []},
    ),
    passes("nodes-replaced", {"node_security_group_ids": [SG, OTHER_SG]}, {"node_security_group_ids": [OTHER_SG, SG]}),
    warns(
        "kubernetes-version",
        "kubernetes_version",
        "1.34 becomes 1.36: every node of every group is replaced",
        {**THERE, "kubernetes_version": "1.34"},
        {**THERE, "kubernetes_version": "1.36"},
    ),
    fails(
        "kubernetes-version",
        "kubernetes_version",
        "never downgrades a node group",
        {**THERE, "kubernetes_version": "1.36"},
        THERE,
    ),
    passes("network-replaced", THERE, {**THERE, "network.vpc_id": "vpc-0a1b2c3d"}),
    warns(
        "network-replaced",
        "network.private_subnets",
        "those there are recreated",
        THERE,
        {**THERE, "network.private_subnets": {A: "subnet-0000000a", B: "subnet-0000000f"}},
    ),
    warns("queue", "workloads[0].queue", "waits in team", QUEUES, IN_QUEUE),
    warns("queue", "workloads[0].queue", "start without asking", IN_QUEUE, QUEUES),
    warns("queue", "workloads[0].queue", "may be down", {**QUEUES, **SERVER}, {**IN_QUEUE, **SERVER}),
    # Kueue admits a stateful set as one group of fixed size.
    warns("queue", "workloads[0]", "refuses", {**IN_QUEUE, **SET}, {**IN_QUEUE, **SET, "workloads[0].replicas": 2}),
    passes("queue", {**IN_QUEUE, **SERVER}, {**IN_QUEUE, **SERVER, "workloads[0].replicas": 2}),
    # The next run of a cron job waits in the queue.
    passes("queue", {**QUEUES, **CRON}, {**IN_QUEUE, **CRON}),
    passes("queue", IN_QUEUE, {**IN_QUEUE, "workloads[0].restarts": 1}),
    fails("queueing-removed", "queueing", "apply the workloads stack first", IN_QUEUE, UNQUEUED),
    passes("queueing-removed", QUEUES, UNQUEUED),
    passes("queueing-removed", IN_QUEUE, QUEUES),
    warns("queueing-added", "queueing", "train", UNQUEUED, QUEUES),
    # It starts again, in the queue.
    passes("queueing-added", UNQUEUED, IN_QUEUE),
    passes("queueing-added", {**UNQUEUED, "workloads": []}, {**QUEUES, "workloads": []}),
    warns("queue-quota", "namespaces[0].gpu_quota", "1 GPU instead of 2", {**IN_QUEUE, **SHARDS}, {**IN_QUEUE, **LESS}),
    passes("queue-quota", IN_QUEUE, {**IN_QUEUE, **LESS}),
    passes("queue-quota", {**IN_QUEUE, **LESS}, IN_QUEUE),
)
