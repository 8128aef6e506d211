"""The local AWS refuses the same values as AWS, and accepts a neighbour of each.

The neighbours matter as much: a server that refused everything would pass the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import build_opener

import pytest
from botocore.exceptions import ClientError

from tests.localaws.inventory import inventory
from tests.localaws.server import LocalAws

if TYPE_CHECKING:
    from collections.abc import Iterator

# It needs no terraform, but the server is there for terraform's sake.
pytestmark = pytest.mark.terraform
CLUSTER = "refusals"
ROLE = "arn:aws:iam::123456789012:role/nodes"
VERSION, OLDER, NEXT = "1.34", "1.33", "1.35"
SIZES = {"minSize": 0, "maxSize": 2, "desiredSize": 1}
INVALID, REQUEST, IN_USE = "InvalidParameterException", "InvalidRequestException", "ResourceInUseException"
BLOCK = {
    "InstanceType": "p5.48xlarge",
    "InstanceMarketOptions": {"MarketType": "capacity-block"},
    "CapacityReservationSpecification": {"CapacityReservationTarget": {"CapacityReservationId": "cr-1"}},
}


@dataclass(frozen=True)
class Account:
    """A cluster to be refused things."""

    eks: Any
    ec2: Any
    autoscaling: Any
    subnets: dict[str, str]

    def cluster(self, name: str, zones: str = "ab", version: str = VERSION, **more: Any) -> None:
        """Make a cluster in some zones."""
        network = {"subnetIds": [self.subnets[zone] for zone in zones]}
        self.eks.create_cluster(name=name, version=version, roleArn=ROLE, resourcesVpcConfig=network, **more)

    def nodegroup(self, name: str = "group", **asked: Any) -> dict[str, Any]:
        """Make a node group."""
        sound = {"subnets": list(self.subnets.values())[:1], "nodeRole": ROLE, "scalingConfig": SIZES}
        if "launchTemplate" not in asked:
            sound["instanceTypes"] = ["g5.xlarge"]
        made = self.eks.create_nodegroup(clusterName=CLUSTER, nodegroupName=name, **(sound | asked))
        found: dict[str, Any] = made["nodegroup"]
        return found

    def template(self, data: dict[str, Any]) -> dict[str, str]:
        """Make a launch template, and name it as a request does."""
        data = data or {"EbsOptimized": True}
        made = self.ec2.create_launch_template(LaunchTemplateName="refusals", LaunchTemplateData=data)
        return {"id": made["LaunchTemplate"]["LaunchTemplateId"], "version": "1"}

    def clean(self) -> None:
        """Take away what a test made."""
        for name in self.eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"]:
            self.eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName=name)
        for found in self.ec2.describe_launch_templates()["LaunchTemplates"]:
            self.ec2.delete_launch_template(LaunchTemplateId=found["LaunchTemplateId"])


@pytest.fixture(scope="module")
def standing(aws: LocalAws) -> Iterator[Account]:
    before = inventory(aws)
    ec2 = aws.client("ec2")
    subnets = {subnet["AvailabilityZone"][-1]: subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]}
    account = Account(aws.client("eks"), ec2, aws.client("autoscaling"), subnets)
    account.cluster(CLUSTER, accessConfig={"authenticationMode": "API"})
    yield account
    account.eks.delete_cluster(name=CLUSTER)
    assert inventory(aws) == before


@pytest.fixture
def account(standing: Account) -> Iterator[Account]:
    yield standing
    standing.clean()


@dataclass(frozen=True)
class Case:
    """A request for a node group that is refused, and the same with other values, which is not."""

    refused: dict[str, Any]
    says: str
    passes: dict[str, Any]
    code: str = INVALID
    template: dict[str, Any] | None = field(default=None)
    passing_template: dict[str, Any] | None = None


CASES = {
    "disk-and-template": Case(
        {"diskSize": 50}, "Disk size must be specified within the launch template.", {}, template={}
    ),
    "types-and-template": Case(
        {"instanceTypes": ["g5.xlarge"]},
        "Cannot specify instance types in launch template and API request",
        {},
        REQUEST,
        template={"InstanceType": "g5.xlarge"},
    ),
    "taint-effect": Case(
        {"taints": [{"key": "a", "value": "b", "effect": "NoSchedule"}]},
        "Invalid taint effect: NoSchedule, must be one of these [NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE]",
        {"taints": [{"key": "a", "value": "b", "effect": "PREFER_NO_SCHEDULE"}]},
    ),
    "minimum-above-desired": Case(
        {"scalingConfig": {"minSize": 2, "desiredSize": 1, "maxSize": 2}},
        "minSize can't be greater than desiredSize",
        {"scalingConfig": {"minSize": 2, "desiredSize": 2, "maxSize": 2}},
    ),
    "minimum-above-maximum": Case(
        {"scalingConfig": {"minSize": 3, "desiredSize": 3, "maxSize": 2}},
        "desiredSize can't be greater than maxSize",
        {"scalingConfig": {"minSize": 0, "desiredSize": 0, "maxSize": 1}},
    ),
    "unknown-type": Case(
        {"instanceTypes": ["g5.xlarge", "g5.huge", "p3.2xlarge"]},
        "The following supplied instance types do not exist: [g5.huge, p3.2xlarge]",
        {"instanceTypes": ["g5.xlarge", "g6f.xlarge"]},
    ),
    "capacity-block-without-market": Case(
        {"capacityType": "CAPACITY_BLOCK"},
        "A capacity block needs market type, reservation and instance type in a launch template",
        {"capacityType": "CAPACITY_BLOCK"},
        template={**BLOCK, "InstanceMarketOptions": {"MarketType": "spot"}},
        passing_template=BLOCK,
    ),
    "reserved-label": Case(
        {"labels": {"eks.amazonaws.com/nodegroup": "a"}},
        "Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]",
        {"labels": {"example.com/kubernetes.io": "a", "node.kubernetes.io/a": "b"}},
    ),
    "newer-than-control-plane": Case(
        {"version": NEXT}, f"Nodegroup version {NEXT} is not that of the cluster, {VERSION}", {"version": VERSION}
    ),
    "unavailable-above-maximum": Case(
        {"updateConfig": {"maxUnavailable": 3}},
        "max-unavailable must be within the range 1 and max size of the node group",
        {"updateConfig": {"maxUnavailable": 2}},
    ),
}


def refused(code: str, says: str) -> Any:
    """A context in which AWS must refuse, in these words."""
    wanted = {"Code": code, "Message": says}
    return pytest.raises(ClientError, check=lambda error: wanted.items() <= error.response["Error"].items())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_node_group_is_refused_and_its_neighbour_made(case: Case, account: Account) -> None:
    for asked, data in ((case.refused, case.template), (case.passes, case.passing_template or case.template)):
        template: dict[str, Any] = {} if data is None else {"launchTemplate": account.template(data)}
        if asked is case.refused:
            with refused(case.code, case.says):
                account.nodegroup(**asked, **template)
        else:
            assert account.nodegroup(**asked, **template)["status"] == "ACTIVE"
        account.clean()


def test_a_minimum_above_the_current_size_is_refused(account: Account) -> None:
    """The current size is the autoscaler's, not the one that the group was made with."""
    made = account.nodegroup(scalingConfig={"minSize": 0, "desiredSize": 0, "maxSize": 5})
    group = {"clusterName": CLUSTER, "nodegroupName": made["nodegroupName"]}
    with refused(INVALID, "Minimum capacity 2 can't be greater than desired size 0"):
        account.eks.update_nodegroup_config(**group, scalingConfig={"minSize": 2})
    name = made["resources"]["autoScalingGroups"][0]["name"]
    account.autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=3)
    with refused(INVALID, "desiredSize can't be greater than maxSize"):
        account.eks.update_nodegroup_config(**group, scalingConfig={"maxSize": 2})
    account.eks.update_nodegroup_config(**group, scalingConfig={"minSize": 2, "maxSize": 4})
    sizes = account.eks.describe_nodegroup(**group)["nodegroup"]["scalingConfig"]
    assert sizes == {"minSize": 2, "maxSize": 4, "desiredSize": 3}


def test_changes_of_a_running_group_are_checked_too(account: Account) -> None:
    group = {"clusterName": CLUSTER, "nodegroupName": account.nodegroup()["nodegroupName"]}
    with refused(INVALID, "Label cannot contain reserved prefixes [kubernetes.io/, k8s.io/, eks.amazonaws.com/]"):
        account.eks.update_nodegroup_config(**group, labels={"addOrUpdateLabels": {"k8s.io/a": "b"}})
    with refused(INVALID, f"Nodegroup version {NEXT} is above that of the cluster, {VERSION}"):
        account.eks.update_nodegroup_version(**group, version=NEXT)
    account.eks.update_nodegroup_config(**group, labels={"addOrUpdateLabels": {"a": "b"}})
    update = account.eks.update_nodegroup_version(**group, version=VERSION)["update"]
    assert account.eks.describe_update(name=CLUSTER, updateId=update["id"])["update"]["status"] == "Successful"
    assert account.eks.describe_nodegroup(**group)["nodegroup"]["labels"] == {"a": "b"}


def test_a_control_plane_in_one_zone_is_refused(account: Account) -> None:
    with refused(INVALID, "Subnets specified must be in at least two different AZs"):
        account.cluster("small", "a")
    with refused(INVALID, "unsupported Kubernetes version"):
        account.cluster("small", version="latest")
    with refused(IN_USE, f"Cluster already exists with name: {CLUSTER}"):
        account.cluster(CLUSTER, accessConfig={"authenticationMode": "API"})


@pytest.mark.parametrize(("wanted", "passes"), [("1.33", False), ("1.34", False), ("1.35", True), ("1.36", False)])
def test_kubernetes_goes_up_by_one_minor(wanted: str, passes: bool, account: Account) -> None:  # noqa: FBT001 - a row
    account.cluster("moving", "bc", VERSION)
    if passes:
        account.eks.update_cluster_version(name="moving", version=wanted)
    else:
        with refused(INVALID, f"Unsupported Kubernetes minor version update from {VERSION} to {wanted}"):
            account.eks.update_cluster_version(name="moving", version=wanted)
    account.eks.delete_cluster(name="moving")


def test_a_cluster_that_is_protected_or_has_nodes_stays(account: Account) -> None:
    account.cluster("kept", deletionProtection=True)
    with refused(REQUEST, "Cluster deletion protection is enabled"):
        account.eks.delete_cluster(name="kept")
    account.eks.update_cluster_config(name="kept", deletionProtection=False)
    account.eks.delete_cluster(name="kept")
    account.nodegroup()
    with refused(IN_USE, "Cluster has nodegroups attached"):
        account.eks.delete_cluster(name=CLUSTER)


@pytest.mark.parametrize(
    ("name", "version", "says"),
    [
        ("vpc-cni", "1.20.0", "Addon version specified is not supported"),
        ("vpc-cni", "v1.20.0", "Addon version specified is not supported"),
        ("nvidia-gpu", None, f"Addon nvidia-gpu specified is not supported in {VERSION} kubernetes version"),
        ("vpc-cni", "v1.20.0-eksbuild.1", None),
    ],
)
def test_an_addon_needs_a_name_and_a_version_of_eks(
    name: str, version: str | None, says: str | None, account: Account
) -> None:
    asked = {"clusterName": CLUSTER, "addonName": name} | ({"addonVersion": version} if version else {})
    if says:
        with refused(INVALID, says):
            account.eks.create_addon(**asked)
    else:
        account.eks.create_addon(**asked)
        with refused(IN_USE, "Addon already exists."):
            account.eks.create_addon(**asked)
        account.eks.delete_addon(clusterName=CLUSTER, addonName=name)


def test_a_second_access_entry_is_refused(account: Account) -> None:
    """EKS has made the first for who made the cluster, and one for the role of the nodes."""
    account.nodegroup()
    for principal in ("arn:aws:iam::123456789012:user/moto", ROLE):
        with refused(IN_USE, "The specified access entry resource is already in use on this cluster.") as error:
            account.eks.create_access_entry(clusterName=CLUSTER, principalArn=principal)
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    other = {"clusterName": CLUSTER, "principalArn": "arn:aws:iam::123456789012:role/team/other"}
    account.eks.create_access_entry(**other)
    assert account.eks.describe_access_entry(**other)["accessEntry"]["type"] == "STANDARD"
    account.eks.delete_access_entry(**other)


def test_without_creator_admin_nobody_has_an_entry(account: Account) -> None:
    access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    account.cluster("strict", accessConfig=access)
    assert account.eks.list_access_entries(clusterName="strict")["accessEntries"] == []
    account.eks.delete_cluster(name="strict")


def test_a_service_account_has_one_role(account: Account) -> None:
    asked = {"clusterName": CLUSTER, "namespace": "kube-system", "serviceAccount": "a", "roleArn": ROLE}
    key = account.eks.create_pod_identity_association(**asked)["association"]["associationId"]
    with refused(IN_USE, f"Association already exists: {key}"):
        account.eks.create_pod_identity_association(**asked)
    other = account.eks.create_pod_identity_association(**asked | {"namespace": "default"})["association"]
    for one in (key, other["associationId"]):
        account.eks.delete_pod_identity_association(clusterName=CLUSTER, associationId=one)


def test_an_auto_scaling_group_takes_fifty_tags(account: Account) -> None:
    """Five of them are EKS's own."""
    name = account.nodegroup()["resources"]["autoScalingGroups"][0]["name"]
    group = {"ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": False, "Value": "a"}
    account.autoscaling.create_or_update_tags(Tags=[group | {"Key": f"key-{number}"} for number in range(45)])
    with refused("LimitExceeded", "An Auto Scaling group has at most 50 tags"):
        account.autoscaling.create_or_update_tags(Tags=[group | {"Key": "key-45"}])
    account.autoscaling.create_or_update_tags(Tags=[group | {"Key": "key-44", "Value": "b"}])


@pytest.mark.parametrize(("length", "passes"), [(128, True), (129, False)])
def test_a_tag_key_has_128_characters(length: int, passes: bool, account: Account) -> None:  # noqa: FBT001 - a row
    name = account.nodegroup()["resources"]["autoScalingGroups"][0]["name"]
    key = "k" * length
    tag = {"ResourceId": name, "ResourceType": "auto-scaling-group", "PropagateAtLaunch": False, "Value": "a"}
    if passes:
        account.autoscaling.create_or_update_tags(Tags=[tag | {"Key": key}])
        return
    constraint = "failed to satisfy constraint: Member must have length less than or equal to 128"
    says = f"1 validation error detected: Value '{key}' at 'tags.1.member.key' {constraint}"
    with refused("ValidationError", says):
        account.autoscaling.create_or_update_tags(Tags=[tag | {"Key": key}])


@pytest.mark.parametrize("endpoint", ["https://eks.us-west-2.amazonaws.com", "http://0.0.0.0:80", "http://localhost:1"])
def test_no_other_host_is_asked(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"is not on 127\.0\.0\.1"):
        LocalAws(endpoint)


def test_nothing_else_can_be_reached(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in aws.environment.items():
        monkeypatch.setenv(key, value)
    # One of our own: that of urllib keeps the proxies that it has seen first, for whoever comes next.
    opener = build_opener()
    with pytest.raises(URLError, match="refused"):
        opener.open("http://sts.us-west-2.amazonaws.com", timeout=5)
    # Here somebody answers: it is a request that nobody has signed.
    with pytest.raises(HTTPError):
        opener.open(f"{aws.endpoint}/clusters", timeout=5)
