"""The other examples, and a wide declaration of networks and capacity: applied, read back from AWS, destroyed."""

from __future__ import annotations

import base64
import email
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.localaws import edits
from tests.localaws.cycle import Shape, auto_scaling_groups, nodegroups, schedules_of
from tests.localaws.deployment import Deployment
from tests.localaws.inventory import inventory
from tests.synthesized import AWS_KINDS, EXAMPLES, SPECS, synthesize

if TYPE_CHECKING:
    from tests.localaws.server import LocalAws
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
# `batch` differs from `noble-gpu` only in its workloads, which AWS does not see.
# `existing` is for a cluster of others; test_existing_cluster.py has one. Those with node pools are in
# test_provisioner_cycle.py.
ELSEWHERE = {"quickstart", "noble-gpu", "batch", "existing", "auto-mode", "karpenter-serving"}
FILES = {path.stem: path for path in EXAMPLES if path.stem not in ELSEWHERE} | {
    path.stem: path for path in SPECS if path.stem == "fabric"
}
TEMPLATE = "k8s.io/cluster-autoscaler/node-template"


@dataclass(frozen=True)
class Applied:
    """Resources after the apply."""

    cluster: Shape
    groups: dict[str, Shape]
    templates: dict[str, Shape]
    schedules: list[Shape]
    tags: list[dict[str, str]]
    service_accounts: set[tuple[str, str]]
    security_groups: dict[str, Shape]
    placement_groups: dict[str, Shape]


@pytest.fixture(scope="module")
def applied(aws: LocalAws, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Applied]:
    """Apply every file, plan nothing, look, destroy; nothing is left. All at the same time: names would clash."""
    root = tmp_path_factory.mktemp("examples")
    files = [edits.write(bare(edits.read(path)), root / "files") for path in FILES.values()]
    made = synthesize(files, root / "stacks")
    local = replace(terraform, environment=terraform.environment | aws.environment)
    before = inventory(aws)

    def lived(name: str) -> Applied:
        with Deployment(local, root / "run", name).attached() as deployment:
            deployment.write(made)
            deployment.init()
            deployment.apply()
            for kind in AWS_KINDS:
                deployment.assert_done(kind)
            found = look(aws, name)
            deployment.destroy()
        return found

    # As many as there are cores, twice: terraform waits for half of its time.
    with ThreadPoolExecutor(max_workers=4) as executor:
        found = dict(zip(FILES, executor.map(lived, FILES), strict=True))
    assert inventory(aws) == before
    return found


def bare(declared: edits.Declared) -> edits.Declared:
    """Without what cannot be destroyed at once: the protected, and file systems, for which the provider waits long."""
    declared = declared | {"deletion_protection": False, "storage": []}
    return declared | {
        "workloads": [workload for workload in declared.get("workloads", []) if workload["kind"] != "training_job"]
    }


def look(aws: LocalAws, name: str) -> Applied:
    ec2 = aws.client("ec2")
    groups = {group["nodegroupName"].split("-")[0]: group for group in nodegroups(aws, name)}
    scaling = auto_scaling_groups(aws, name)
    associations = aws.client("eks").list_pod_identity_associations(clusterName=name)["associations"]
    templates = {
        key: ec2.describe_launch_template_versions(
            LaunchTemplateId=group["launchTemplate"]["id"], Versions=[group["launchTemplate"]["version"]]
        )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
        for key, group in groups.items()
    }
    return Applied(
        cluster=aws.client("eks").describe_cluster(name=name)["cluster"],
        groups=groups,
        templates=templates,
        schedules=schedules_of(aws, scaling),
        tags=[{tag["Key"]: tag["Value"] for tag in group["Tags"]} for group in scaling],
        service_accounts={(association["namespace"], association["serviceAccount"]) for association in associations},
        security_groups={
            security_group["GroupId"]: security_group
            for security_group in ec2.describe_security_groups()["SecurityGroups"]
        },
        placement_groups={
            placement_group["GroupName"]: placement_group
            for placement_group in ec2.describe_placement_groups()["PlacementGroups"]
        },
    )


def interfaces(template: Shape) -> list[tuple[int, int, str]]:
    return [
        (
            NetworkInterface.get("NetworkCardIndex", 0),
            NetworkInterface["DeviceIndex"],
            NetworkInterface.get("InterfaceType", "interface"),
        )
        for NetworkInterface in template["NetworkInterfaces"]
    ]


def text(template: Shape) -> str:
    return base64.b64decode(template["UserData"]).decode()


def parts(template: Shape) -> list[str]:
    found = email.message_from_string(text(template)).get_payload()
    return [str(one.get_payload()) for one in found if isinstance(one, email.message.Message)]


def node_config(part: str) -> Any:
    return YAML(typ="safe", pure=True).load(part)["spec"]


def resources(seen: Applied, group: str) -> dict[str, str]:
    """Tags that describe the GPUs of a new node to the autoscaler."""
    (found,) = {
        tuple(sorted((key, value) for key, value in tags.items() if f"{TEMPLATE}/resources/nvidia.com/" in key))
        for tags in seen.tags
        if tags.get(f"{TEMPLATE}/label/eks-gpu.io/group") == group
    }
    return {key.rpartition("/")[2]: value for key, value in found}


def test_the_autoscaler_learns_about_shares_and_mig_slices(applied: dict[str, Applied]) -> None:
    # Four shares of one L4, under another name, so that no whole one is left.
    assert resources(applied["notebooks"], "notebooks") == {"gpu.shared": "4", "gpu": "0"}
    # One H100.
    assert resources(applied["mig-inference"], "parts") == {"mig-3g.40gb": "1", "mig-1g.10gb": "3", "gpu": "0"}
    # EC2 knows of whole ones.
    assert resources(applied["llm-serving"], "spot") == {}


def test_gpus_are_cut_at_the_first_boot(applied: dict[str, Applied]) -> None:
    (script,) = parts(applied["mig-inference"].templates["parts"])

    assert script.startswith("#!/bin/")
    assert "readonly LAYOUT=" in script
    assert not applied["notebooks"].templates["notebooks"].get("UserData")


def test_a_service_account_of_a_workload_has_its_role(applied: dict[str, Applied]) -> None:
    own = applied["llm-serving"].service_accounts - applied["notebooks"].service_accounts

    assert own == {("llm", "vllm")}


def test_a_targeted_reservation(applied: dict[str, Applied]) -> None:
    seen = applied["p4d-reserved"]
    template, group = seen.templates["train"], seen.groups["train"]

    assert interfaces(template) == [(0, 0, "interface"), (0, 1, "efa-only"), *((n, 0, "efa-only") for n in (1, 2, 3))]
    own = seen.cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert all(NetworkInterface["Groups"] == [own] for NetworkInterface in template["NetworkInterfaces"])
    assert template["Placement"]["GroupName"] == "p4d-train"
    target = template["CapacityReservationSpecification"]["CapacityReservationTarget"]
    assert target == {"CapacityReservationId": "cr-0a1b2c3d4e5f60718"}
    assert node_config(parts(template)[0]) == {"instance": {"localStorage": {"strategy": "RAID0"}}}
    assert (group["capacityType"], group["instanceTypes"], len(group["subnets"])) == ("ON_DEMAND", ["p4d.24xlarge"], 1)


def test_a_capacity_block(applied: dict[str, Applied]) -> None:
    seen = applied["p5-training"]
    template, group = seen.templates["train"], seen.groups["train"]

    assert len(template["NetworkInterfaces"]) == 33
    assert template["InstanceMarketOptions"]["MarketType"] == "capacity-block"
    assert template["InstanceType"] == "p5.48xlarge"
    assert (group["capacityType"], len(group["subnets"])) == ("CAPACITY_BLOCK", 1)
    assert group["scalingConfig"] == {"minSize": 0, "maxSize": 2, "desiredSize": 0}
    sizes = {
        schedule["Recurrence"]: (
            schedule["TimeZone"],
            schedule["MinSize"],
            schedule["MaxSize"],
            schedule["DesiredCapacity"],
        )
        for schedule in seen.schedules
    }
    assert sizes == {"30 11 11 1 *": ("Etc/UTC", 2, 2, 2), "45 10 18 1 *": ("Etc/UTC", 0, 0, 0)}


def test_an_older_cluster_has_a_security_group_for_efa(applied: dict[str, Applied]) -> None:
    seen = applied["fabric"]
    own = seen.cluster["resourcesVpcConfig"]["clusterSecurityGroupId"]
    # To Terraform an interface's groups are a set; there is no first one.
    (both,) = {frozenset(template["Groups"]) for template in seen.templates["close"]["NetworkInterfaces"]}
    (efa,) = both - {own}

    assert own in both
    rules = seen.security_groups[efa]
    for direction in ("IpPermissions", "IpPermissionsEgress"):
        (rule,) = rules[direction]
        assert rule["IpProtocol"] == "-1"
        assert [pair["GroupId"] for pair in rule["UserIdGroupPairs"]] == [efa]
    assert interfaces(seen.templates["close"]) == [(0, 0, "efa"), (1, 1, "efa"), (2, 1, "efa"), (3, 1, "efa")]
    assert interfaces(seen.templates["many"])[:2] == [(0, 0, "interface"), (1, 0, "efa-only")]
    assert len(seen.templates["many"]["NetworkInterfaces"]) == 17


def test_placement_groups(applied: dict[str, Applied]) -> None:
    seen = applied["fabric"]
    strategies = {name: one["Strategy"] for name, one in seen.placement_groups.items()}

    assert strategies == {
        "fabric-close-cluster": "cluster",
        "fabric-pool-spread": "spread",
        "fabric-own-partition": "partition",
    }
    for group, name in (("close", "cluster"), ("pool", "spread"), ("own", "partition")):
        assert seen.templates[group]["Placement"]["GroupName"] == f"fabric-{group}-{name}"
    assert "Placement" not in seen.templates["many"]


def test_a_custom_ami_gets_the_clusters_values(applied: dict[str, Applied]) -> None:
    seen = applied["fabric"]
    template, cluster = seen.templates["own"], seen.cluster
    config, script = parts(template)

    assert template["ImageId"] == "ami-0a1b2c3d4e5f60718"
    assert seen.groups["own"]["amiType"] == "CUSTOM"
    assert node_config(config)["cluster"] == {
        "name": "fabric",
        "apiServerEndpoint": cluster["endpoint"],
        "certificateAuthority": cluster["certificateAuthority"]["data"],
        "cidr": cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"],
    }
    # Terraform has read nothing of it as its own.
    assert script.startswith('#!/bin/bash\necho "${HOME} \\ %{x} $(date)" > "/etc/motd"\n')


def test_bottlerocket(applied: dict[str, Applied]) -> None:
    seen = applied["fabric"]
    plain, own = (tomllib.loads(text(seen.templates[group]))["settings"] for group in ("pool", "rocket"))

    assert set(plain) == {"bootstrap-commands"}
    assert own["bootstrap-commands"] == plain["bootstrap-commands"]
    assert own["kubernetes"]["api-server"] == seen.cluster["endpoint"]
    assert own["kubernetes"]["cluster-dns-ip"] == "10.100.0.10" or own["kubernetes"]["cluster-dns-ip"].endswith(".0.10")
    assert own["kubernetes"]["max-pods"] == 50
    assert "arn:aws:resource-groups" in str(seen.templates["pool"]["CapacityReservationSpecification"])
