"""Region, version, network."""

from __future__ import annotations

from tests.specs import GONE, Case, fails, passes, warns

IDS = ["usw2-az1", "usw2-az2"]
MIRROR = {"registry": "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror"}
ECR = "111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1"
SEALED = {"zones": ["us-west-2a", "us-west-2b"], "nat": "none", "endpoints": ["private"]}
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-00000001", "us-west-2b": "subnet-00000002"},
}
VIRGINIA = {"region": "us-east-1"}


def _addon(name: str, version: str) -> dict[str, str]:
    return {name: f"v{version}-eksbuild.1"}


CASES: tuple[Case, ...] = (
    fails("region-unknown", "region", "write us-west-2", region="us-wst-2"),
    fails(
        "region-unknown",
        "backend.s3.region",
        "eu-west-1",
        backend={"s3": {"bucket": "state", "region": "eu-wets-1"}},
    ),
    passes("region-unknown", region="eu-central-1"),
    passes("region-unknown", region="mx-central-1"),
    passes("region-unknown", backend={"s3": {"bucket": "state", "region": "eu-west-1"}}),
    fails("zone-forms", "network.zones", "mixed", **{"network.zones": ["us-west-2a", "usw2-az1"]}),
    passes("zone-forms", **{"network.zones": IDS}),
    fails("kubernetes-version", "kubernetes_version", "1.35", kubernetes_version="1.29"),
    fails("kubernetes-version", "kubernetes_version", "1.36", kubernetes_version="1.99"),
    fails("kubernetes-version", "kubernetes_version", "1.36", kubernetes_version="1.37"),
    passes("kubernetes-version", kubernetes_version="1.36"),
    warns("kubernetes-support", "kubernetes_version", "costs", kubernetes_version="1.33"),
    warns(
        "kubernetes-support",
        "kubernetes_version",
        "behind",
        kubernetes_version="1.34",
        upgrade_policy="standard",
    ),
    warns("kubernetes-support", "kubernetes_version", "2026-11-26", kubernetes_version="1.31"),
    passes("kubernetes-support"),
    passes("kubernetes-support", kubernetes_version="1.36"),
    warns("addon-unpinned", "addons", "describe-addon-versions", kubernetes_version="1.31"),
    passes("addon-unpinned", kubernetes_version="1.35"),
    fails("addon-version", "addons.kube-proxy", "newer than the control plane", addons=_addon("kube-proxy", "1.36.0")),
    fails(
        "addon-version", "addons.kube-proxy", "more than 3 minor versions behind", addons=_addon("kube-proxy", "1.31.9")
    ),
    warns("addon-version", "addons.coredns", "remove the entry to get v1.14.3", addons=_addon("coredns", "1.9.3")),
    warns("addon-version", "addons.vpc-cni", "far below", addons=_addon("vpc-cni", "1.18.4")),
    warns("addon-version", "addons.aws-efs-csi-driver", "far below", addons=_addon("aws-efs-csi-driver", "2.9.0")),
    warns("addon-version", "addons.aws-ebs-csi-driver", "far below", addons=_addon("aws-ebs-csi-driver", "1.42.0")),
    passes("addon-version", addons=_addon("kube-proxy", "1.32.13")),
    passes("addon-version", addons=_addon("kube-proxy", "1.35.0")),
    passes("addon-version", addons=_addon("vpc-cni", "1.19.0")),
    passes("addon-version", addons=_addon("vpc-cni", "2.0.0")),
    passes("addon-version", addons=_addon("aws-ebs-csi-driver", "1.43.0")),
    # No version is pinned for this minor, so there is nothing to compare with.
    passes("addon-version", kubernetes_version="1.31", addons=_addon("vpc-cni", "1.10.0")),
    fails("zone-unknown", "network.zones[1]", "us-west-2a", net_zones=["us-west-2a", "us-west-2z"]),
    fails("zone-unknown", "network.zones[0]", "usw2-az1", net_zones=["use1-az1", "usw2-az2"]),
    fails("zone-unknown", "network.zones[1]", "", net_zones=["us-west-2a", "us-west-2-lax-1a"]),
    fails(
        "zone-unknown",
        "network.private_subnets.eu-west-1a",
        "us-west-2a",
        network={
            "vpc_id": "vpc-0a1b2c3d",
            "private_subnets": {"eu-west-1a": "subnet-00000001", "us-west-2b": "subnet-00000002"},
        },
    ),
    passes("zone-unknown", net_zones=["us-west-2a", "usw2-az2"]),
    passes("zone-unknown", network=EXISTING),
    passes("zone-unknown", region="mx-central-1", net_zones=["mx-central-1a", "mx-central-1b"]),
    fails("zone-refused", "network.zones[1]", "third", **VIRGINIA, net_zones=["use1-az1", "use1-az3"]),
    passes("zone-refused", **VIRGINIA, net_zones=["use1-az1", "use1-az2", "use1-az3"]),
    warns("zone-refused", "network.zones[1]", "recorded account", **VIRGINIA, net_zones=["us-east-1a", "us-east-1e"]),
    passes("zone-refused", **VIRGINIA, net_zones=["us-east-1a", "us-east-1b", "us-east-1e"]),
    passes("zone-refused", net_zones=IDS),
    fails("zone-duplicate", "network.zones[1]", "twice", net_zones=["us-west-2a", "us-west-2a"]),
    fails("zone-duplicate", "gpu_node_groups[0].zones[1]", "", group_zones=["us-west-2b", "us-west-2b"]),
    passes("zone-duplicate", group_zones=["us-west-2b"]),
    fails(
        "subnet-duplicate",
        "network.private_subnets.us-west-2b",
        "already the subnet of us-west-2a",
        network={
            "vpc_id": "vpc-0a1b2c3d",
            "private_subnets": dict.fromkeys(["us-west-2a", "us-west-2b"], "subnet-00000001"),
        },
    ),
    passes("subnet-duplicate", network=EXISTING),
    fails("network-cidr", "network.cidr", "10.0.0.0/16", net_cidr="10.0.0.0/12"),
    fails("network-cidr", "network.cidr", "10.1.0.0/22", net_cidr="10.1.2.0/24"),
    fails("network-cidr", "network.cidr", "write 10.0.0.0/16;", net_cidr="0.0.0.0/0"),
    fails("network-cidr", "network.cidr", "write 10.0.0.0/16;", net_cidr="54.0.0.0/12"),
    # Too small for subnets, down to blocks that cannot be cut at all.
    *(
        fails("network-cidr", "network.cidr", "write 10.0.0.0/22;", net_cidr=f"10.0.0.0/{length}")
        for length in range(23, 33)
    ),
    fails("network-cidr", "network.cidr", "write 10.0.4.0/22;", net_cidr="10.0.7.252/30"),
    fails("network-cidr", "network.cidr", "write 10.0.0.0/22;", net_cidr="54.1.2.240/28"),
    warns("network-cidr", "network.cidr", "private", net_cidr="54.1.0.0/16"),
    passes("network-cidr", net_cidr="100.64.0.0/16"),
    passes("network-cidr", net_cidr="172.16.4.0/22"),
    passes("network-cidr", network=EXISTING),
    warns("subnet-capacity", "network.cidr", "us-west-2a", net_cidr="10.0.0.0/22", group_max_per_zone=10),
    warns("subnet-capacity", "network.cidr", "", net_cidr="10.0.0.0/22", group_max_per_zone=GONE, group_max=40),
    passes("subnet-capacity", net_cidr="10.0.0.0/22", group_max_per_zone=1),
    passes("subnet-capacity", network=EXISTING, group_max_per_zone=450),
    passes("subnet-capacity", group_max_per_zone=100),
    fails("private-endpoints", "network.endpoints", "private", net_nat="none"),
    fails("private-endpoints", "network.endpoints", "s3, ec2", net_nat="none", net_endpoints=["s3", "ec2"]),
    passes("private-endpoints", network=SEALED),
    passes("private-endpoints", net_nat="per-zone"),
    fails("private-registry", "images", "dkr.ecr.us-west-2", network=SEALED),
    fails(
        "private-registry",
        "images.registry",
        "public.ecr.aws",
        network=SEALED,
        images={"registry": "public.ecr.aws/x"},
    ),
    fails(
        "private-registry",
        "images.registry",
        "us-west-2",
        network=SEALED,
        images={"registry": "111122223333.dkr.ecr.eu-west-1.amazonaws.com"},
    ),
    passes("private-registry", network=SEALED, images=MIRROR),
    passes("private-registry", network=SEALED, images={"registry": "harbor.example.com/mirror"}),
    passes("private-registry", network=EXISTING),
    fails("private-workload-image", "workloads[0].image", "ECR", network=SEALED, images=MIRROR),
    fails("private-workload-image", "workloads[0].image", "docker.io", network=SEALED, work_image="ubuntu:24.04"),
    passes("private-workload-image", network=SEALED, images=MIRROR, work_image=ECR),
    passes("private-workload-image", network=SEALED, images={"registry": "registry.example/mirror"}),
    passes("private-workload-image"),
)
