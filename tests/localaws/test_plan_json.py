"""Plans of the examples as a reviewer reads them; plans of edits, and what `eks-gpu check --previous` says of the same.

No edit is applied: each is planned against the one running cluster.
"""

from __future__ import annotations

import copy
import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.declaration import check_change, read
from eks_gpu.problem import has_errors
from eks_gpu.review import Fate, Level, parse, review
from eks_gpu.review import plan as reviewed_plan
from tests.localaws import edits
from tests.localaws.cycle import scale_up
from tests.localaws.deployment import QUIET, Deployment
from tests.localaws.plans import Planned, copied, fates, folder_of, group_of, leaves, marked, planned, state_of
from tests.localaws.server import LocalAws, local_aws
from tests.synthesized import EXAMPLES, Synthesized, synthesize
from tests.terraform import runner
from tests.terraform.provider import attached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from eks_gpu.problem import Problem
    from tests.terraform.runner import Document, Terraform

    Free = SimpleQueue[Terraform]

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
# The two that the tables below speak of.
PLANNED = tuple(path for path in EXAMPLES if path.stem in {"noble-gpu", "quickstart"})

# One group a zone and one over all zones; the version is the one before the newest, and nothing may be deleted.
LIVING: edits.Declared = {
    "name": "living",
    "region": "us-west-2",
    "kubernetes_version": "1.34",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "access": {
        "public_cidrs": ["203.0.113.7/32"],
        "runner": "public",
        "admins": ["arn:aws:iam::111122223333:role/platform"],
    },
    "gpu_node_groups": [
        {"name": "gpu", "instance_types": ["g5.xlarge"], "max_per_zone": 1},
        {"name": "wide", "instance_types": ["g5.xlarge"], "max": 2},
    ],
}
ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]
# The state is as fresh as the apply before; without it a plan takes twice the time.
AS_IT_IS = "-refresh=false"
AT_ONCE = 3

NETWORK = {
    "aws_cloudwatch_log_group": 1,
    "aws_default_security_group": 1,
    "aws_eip": 1,
    "aws_flow_log": 1,
    "aws_iam_role": 1,
    "aws_iam_role_policy": 1,
    "aws_internet_gateway": 1,
    "aws_nat_gateway": 1,
    "aws_vpc": 1,
    "aws_vpc_endpoint": 1,
}
CLUSTER = {
    "aws_cloudwatch_log_group": 1,
    "aws_eks_addon": 7,
    "aws_eks_cluster": 1,
    "aws_eks_pod_identity_association": 1,
    "aws_iam_role": 6,
    "aws_iam_role_policy": 1,
    "aws_iam_role_policy_attachment": 9,
    "aws_kms_alias": 1,
    "aws_kms_key": 1,
    "aws_launch_template": 2,
    # Owner of the GPU group's AMI.
    "terraform_data": 1,
}
ADMIN = {"aws_eks_access_entry": 1, "aws_eks_access_policy_association": 1}
EXPECTED = {
    # Two zones: a private and a public subnet in each, a way out of each and one for all that is public.
    ("quickstart", "network"): NETWORK
    | {"aws_subnet": 4, "aws_route_table_association": 4, "aws_route_table": 3, "aws_route": 3},
    ("noble-gpu", "network"): NETWORK
    | {"aws_subnet": 6, "aws_route_table_association": 6, "aws_route_table": 4, "aws_route": 4},
    # A GPU node group a zone with seven tags each, and the system's.
    ("quickstart", "cluster"): CLUSTER | {"aws_eks_node_group": 3, "aws_autoscaling_group_tag": 14},
    ("noble-gpu", "cluster"): CLUSTER | ADMIN | {"aws_eks_node_group": 4, "aws_autoscaling_group_tag": 21},
}
PLANNED = tuple(path for path in EXAMPLES if (path.stem, "cluster") in EXPECTED)
# Values that the stacks set but a first plan does not know: ids of other resources, and choices of AWS.
UNKNOWN = {
    "network": {
        "aws_default_security_group": {"vpc_id"},
        "aws_flow_log": {"iam_role_arn", "log_destination", "vpc_id"},
        "aws_internet_gateway": {"vpc_id"},
        "aws_nat_gateway": {"allocation_id", "subnet_id"},
        "aws_route": {"gateway_id", "nat_gateway_id", "route_table_id"},
        "aws_route_table": {"vpc_id"},
        "aws_route_table_association": {"route_table_id", "subnet_id"},
        "aws_subnet": {"vpc_id"},
        "aws_vpc_endpoint": {"route_table_ids", "vpc_id"},
    },
    "cluster": {
        "aws_autoscaling_group_tag": {"autoscaling_group_name"},
        "aws_eks_addon": {"pod_identity_association.role_arn"},
        "aws_eks_cluster": {
            "encryption_config.provider.key_arn",
            "role_arn",
            "vpc_config.cluster_security_group_id",
            "vpc_config.vpc_id",
        },
        "aws_eks_node_group": {
            "launch_template.id",
            "launch_template.name",
            "launch_template.version",
            "node_role_arn",
        },
        "aws_eks_pod_identity_association": {"role_arn"},
        "aws_kms_alias": {"target_key_id"},
        "aws_launch_template": {
            "block_device_mappings.ebs.volume_initialization_rate",
            "metadata_options.http_protocol_ipv6",
            "metadata_options.instance_metadata_tags",
        },
    },
}
# Values that a reviewer must be able to read, whatever else is unknown.
TO_READ = {
    "aws_autoscaling_group_tag": ("tag",),
    "aws_eks_cluster": ("version", "access_config", "enabled_cluster_log_types"),
    "aws_eks_node_group": ("instance_types", "capacity_type", "ami_type", "scaling_config", "labels", "version"),
    "aws_iam_role": ("assume_role_policy",),
    "aws_iam_role_policy": ("policy",),
    "aws_iam_role_policy_attachment": ("policy_arn",),
    "aws_subnet": ("cidr_block", "availability_zone"),
    "aws_vpc": ("cidr_block",),
}
SECRET = re.compile(r"passw|secret|token|private_key|credential", re.IGNORECASE)
# Names that only sound so.
HARMLESS = {"http_tokens": "required", "bypass_policy_lockout_safety_check": False}
SECRET_VALUE = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN|eyJ[A-Za-z0-9_-]{20}|k8s-aws-v1\.")
NETWORK_ADDONS = ("eks-pod-identity-agent", "vpc-cni", "kube-proxy")
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore")


@dataclass(frozen=True)
class Edit:
    """An edit of the running cluster, and its expected plan.

    Attributes:
        name: Name of the case.
        path: Path of the value in the declaration.
        value: The value to write.
        fates: Fates of node groups, by their group.
        besides: Other actions on the cluster stack, as kind and action.
        network: Actions on the network stack; None if the test does not check them.
    """

    name: str
    path: tuple[str | int, ...]
    value: Any
    fates: dict[str, set[str]] = field(default_factory=dict)
    besides: frozenset[tuple[str, str]] = frozenset()
    network: dict[tuple[str, str], int] | None = None

    def __str__(self) -> str:
        return self.name

    def apply(self) -> edits.Declared:
        """The running cluster's declaration with this edit."""
        edited = copy.deepcopy(LIVING)
        holder: Any = edited
        *steps, last = self.path
        for step in steps:
            holder = holder[step]
        holder[last] = self.value
        return edited


def gpu(name: str, to: Any) -> tuple[str, tuple[str | int, ...], Any]:
    """An edit of the group with a node group a zone."""
    return name, ("gpu_node_groups", 0, name), to


TAGS_ANEW = ("aws_autoscaling_group_tag", "delete/create")
TAGS_NEW = ("aws_autoscaling_group_tag", "create")
TAGS_OTHER = ("aws_autoscaling_group_tag", "update")
TEMPLATE = ("aws_launch_template", "update")
ALL = ("gpu", "wide", "system")
EDITS = (
    Edit("max", ("gpu_node_groups", 1, "max"), 3, {"wide": {"in place"}}),
    Edit(*gpu("labels", dict([edits.LABEL])), {"gpu": {"in place"}}, frozenset({TAGS_NEW})),
    # The settings of the monitoring add-on contain the taints of all groups.
    Edit(*gpu("taints", [edits.TAINT]), {"gpu": {"in place"}}, frozenset({TAGS_NEW, ("aws_eks_addon", "update")})),
    Edit(*gpu("disk_gib", edits.DISK_GIB), {"gpu": {"rolled"}}, frozenset({TEMPLATE, TAGS_OTHER})),
    Edit(*gpu("ami", {"release_version": "1.34.2-20260714"}), {"gpu": {"rolled"}}),
    Edit(
        "tags",
        ("tags",),
        {"team": "ml"},
        {name: {"rolled"} for name in ALL},
        frozenset(
            (f"aws_{kind}", "update")
            for kind in (
                "cloudwatch_log_group",
                "eks_access_entry",
                "eks_addon",
                "eks_cluster",
                "eks_pod_identity_association",
                "iam_role",
                "kms_key",
                "launch_template",
            )
        ),
    ),
    Edit(
        "kubernetes_version",
        ("kubernetes_version",),
        "1.35",
        {name: {"rolled"} for name in ALL},
        frozenset({("aws_eks_cluster", "update"), ("aws_eks_addon", "update")}),
    ),
    Edit(
        *gpu("instance_types", ["g5.xlarge", "g5.2xlarge"]),
        {"gpu": {"replaced"}},
        frozenset({TAGS_ANEW}),
    ),
    Edit(*gpu("capacity", "spot"), {"gpu": {"replaced"}}, frozenset({TAGS_ANEW})),
    Edit(*gpu("os", "bottlerocket"), {"gpu": {"replaced"}}, frozenset({TAGS_ANEW, TEMPLATE})),
    Edit(
        *gpu("zones", ZONES[:1]),
        {"gpu": {"destroyed"}},
        frozenset({("aws_autoscaling_group_tag", "delete")}),
    ),
    Edit(
        "zone appended",
        ("network", "zones"),
        ZONES,
        {"gpu": {"new"}, "wide": {"replaced"}},
        frozenset({TAGS_NEW, TAGS_ANEW}),
        {
            ("aws_subnet", "create"): 2,
            ("aws_route_table_association", "create"): 2,
            ("aws_route_table", "create"): 1,
            ("aws_route", "create"): 1,
            ("aws_vpc_endpoint", "update"): 1,
        },
    ),
    # Other addresses: to Terraform the old and the new have nothing to do with each other.
    Edit(
        "max to max_per_zone",
        ("gpu_node_groups", 1),
        {"name": "wide", "instance_types": ["g5.xlarge"], "max_per_zone": 1},
        {"wide": {"new", "destroyed"}},
        frozenset({TAGS_NEW, ("aws_autoscaling_group_tag", "delete")}),
    ),
    Edit(
        "public_cidrs",
        ("access", "public_cidrs"),
        ["203.0.113.8/32"],
        besides=frozenset({("aws_eks_cluster", "update")}),
    ),
    # The provider at hand does not know the field, so only the key's protection is left, which does not change.
    Edit("deletion_protection", ("deletion_protection",), value=False),
    # The group is made before its predecessor goes, and so must be all that it rests on: the cluster too.
    Edit(
        "creator_admin",
        ("access", "creator_admin"),
        value=False,
        besides=frozenset({("aws_eks_cluster", "create/delete")}),
    ),
)


@dataclass(frozen=True)
class Edited:
    """An edit, the finding about it, and its plan."""

    problems: tuple[Problem, ...]
    network: Planned | None
    cluster: Planned


@dataclass(frozen=True)
class Account:
    """An account with the networks of both examples, and one whole cluster."""

    first: dict[str, Future[dict[str, Planned]]]
    edited: dict[str, Future[Edited]]
    mutated: dict[str, Future[Planned]]


@dataclass(frozen=True)
class Lent:
    """Stacks that take a running provider when their turn comes, and give it back: most of a plan is its start."""

    stacks: Deployment
    free: Free

    @contextmanager
    def attached(self) -> Iterator[Deployment]:
        """The stacks with a provider that nobody else uses."""
        terraform = self.free.get()
        try:
            yield replace(self.stacks, terraform=terraform)
        finally:
            self.free.put(terraform)


@pytest.fixture(scope="module")
def account(
    terraform: Terraform, synthesized: Synthesized, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Account]:
    """Everything that is planned here, by a few terraforms at once, for they mostly wait."""
    root = tmp_path_factory.mktemp("plans")
    was = edits.write(LIVING, root / "living-file")
    with (
        local_aws() as aws,
        ExitStack() as providers,
        ThreadPoolExecutor() as waiting,
        ThreadPoolExecutor(AT_ONCE) as busy,
    ):
        local = replace(terraform, environment=terraform.environment | aws.environment)
        living = Deployment(local, root / "living", "living")
        made = synthesize([was], root / "living-stacks")
        alive = waiting.submit(bring_up, aws, living, made)
        first = {
            path.stem: waiting.submit(first_plans, Deployment(local, root / path.stem, path.stem), synthesized)
            for path in PLANNED
        }
        files = {edit.name: edits.write(edit.apply(), root / edit.name) for edit in EDITS}
        stacks = {name: synthesize([file], root / name / "stacks") for name, file in files.items()}
        alive.result()
        free: Free = SimpleQueue()
        for _ in range(AT_ONCE):
            free.put(providers.enter_context(attached(local)))

        def copies(name: str) -> Lent:
            return Lent(copied(living, root / name), free)

        edited = {
            edit.name: busy.submit(
                plan_edit, edit, copies(f"{edit.name}/run"), stacks[edit.name], (was, files[edit.name])
            )
            for edit in EDITS
        }
        mutated = {
            name: busy.submit(plan_mutation, mutation, copies(f"mutation-{name}"), stacks[mutation.edit or "max"], made)
            for name, mutation in MUTATIONS.items()
        }
        yield Account(first, edited, mutated)


def bring_up(aws: LocalAws, stacks: Deployment, made: Synthesized) -> None:
    """Apply both stacks, and let the autoscaler do its part, of which the state then knows."""
    with stacks.attached() as deployment:
        deployment.write(made)
        deployment.init()
        deployment.apply()
        scale_up(aws, deployment.cluster)
        refresh = ("apply", "-refresh-only", "-auto-approve", *QUIET)
        deployment.terraform.succeed(folder_of(deployment, "cluster"), *refresh)


def first_plans(stacks: Deployment, made: Synthesized) -> dict[str, Planned]:
    """Plan the network in the empty account, and the cluster once the network is there."""
    with stacks.attached() as deployment:
        deployment.write(made)
        deployment.init()
        network = planned(deployment, "network", ordered=True)
        deployment.apply_plan("network")
        return {"network": network, "cluster": planned(deployment, "cluster", ordered=True)}


def plan_edit(edit: Edit, stacks: Lent, made: Synthesized, files: tuple[Path, Path]) -> Edited:
    """Plan the stacks that an edit concerns."""
    was, now = (read(file) for file in files)
    network = None
    with stacks.attached() as deployment:
        deployment.write(made)
        if edit.network is not None:
            network = planned(deployment, "network", AS_IT_IS)
            pretend_applied(deployment, network)
        return Edited(check_change(now, was).problems, network, planned(deployment, "cluster", AS_IT_IS))


def pretend_applied(deployment: Deployment, network: Planned) -> None:
    """Give the state of the network the outputs that its plan adds, for the cluster to be planned by."""
    path = state_of(deployment, "network")
    state = json.loads(path.read_text(encoding="utf-8"))
    for name in network.document["output_changes"].keys() - state["outputs"].keys():
        state["outputs"][name] = {"value": f"id-of-{name}", "type": "string"}
    runner.write(path, state)


EXAMPLE_STACKS = sorted(EXPECTED)


@pytest.fixture(params=EXAMPLE_STACKS, ids="-".join)
def stack(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


@pytest.fixture
def first(stack: tuple[str, str], account: Account) -> Planned:
    """The first plan of a stack."""
    name, kind = stack
    return account.first[name].result()[kind]


def test_a_first_plan_makes_what_is_expected_and_does_nothing_else(stack: tuple[str, str], first: Planned) -> None:
    assert first.done == {(kind, ("create",)): number for kind, number in EXPECTED[stack].items()}
    assert {tuple(change["actions"]) for change in first.document["output_changes"].values()} == {("create",)}


def test_only_names_that_aws_gives_are_unknown(stack: tuple[str, str], first: Planned) -> None:
    assert unknown(first) == UNKNOWN[stack[1]]


def test_a_reviewer_can_read_what_matters(first: Planned) -> None:
    for resource in first.resources:
        after = resource["change"]["after"]
        hidden = set(marked(resource["change"]["after_unknown"]))
        for name in TO_READ.get(resource["type"], ()):
            assert after[name] not in (None, [], {}, ""), resource["address"]
            assert not {path for path in hidden if path.partition(".")[0] == name}, resource["address"]


def test_policies_are_text(first: Planned) -> None:
    """Each names its actions and resources; none is put together at the apply."""
    for resource in first.resources:
        for name in ("policy", "assume_role_policy"):
            if resource["type"] in {"aws_iam_role", "aws_iam_role_policy"} and name in resource["change"]["after"]:
                statements = json.loads(resource["change"]["after"][name])["Statement"]
                assert all(statement["Action"] and statement["Effect"] == "Allow" for statement in statements)


def test_gpu_nodes_are_plain_to_see(account: Account) -> None:
    """The capacity that is bought, and the taints that keep other pods away."""
    bought = {
        "quickstart": (["g5.xlarge"], "ON_DEMAND", 1),
        "noble-gpu": (["g5.xlarge", "g5.2xlarge", "g5.4xlarge"], "SPOT", 4),
    }
    for name, (types, capacity, most) in bought.items():
        groups = [
            resource["change"]["after"]
            for resource in account.first[name].result()["cluster"].resources
            if resource["type"] == "aws_eks_node_group" and group_of(resource["address"]) == "gpu"
        ]
        assert groups
        for group in groups:
            assert (group["instance_types"], group["capacity_type"]) == (types, capacity)
            assert group["scaling_config"] == [{"min_size": 0, "desired_size": 0, "max_size": most}]
            assert group["taint"] == [{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}]


def test_nothing_in_a_plan_is_secret(first: Planned) -> None:
    assert_no_secret(first)


def test_what_comes_first(account: Account) -> None:
    for name in (path.stem for path in PLANNED):
        assert_order(account.first[name].result()["cluster"])


def test_tags_follow_their_group(account: Account) -> None:
    for name in (path.stem for path in PLANNED):
        assert_tags_follow(account.first[name].result()["cluster"])


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_an_edit_is_planned_as_documented(edit: Edit, account: Account) -> None:
    edited = account.edited[edit.name].result()
    assert fates(edited.cluster) == edit.fates
    besides = {(kind, "/".join(actions)) for kind, actions in edited.cluster.done if kind != "aws_eks_node_group"}
    assert besides == edit.besides
    if edited.network:
        assert {(kind, "/".join(actions)): n for (kind, actions), n in edited.network.done.items()} == edit.network


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_the_finding_about_an_edit_matches_its_plan(edit: Edit, account: Account) -> None:
    """Whatever is replaced has a finding, and whatever a finding says is replaced."""
    edited = account.edited[edit.name].result()
    assert planned_loss(edited) == said_loss(edited.problems)
    # An edit that replaces the cluster stops a pipeline before anything is planned.
    assert has_errors(edited.problems) == ("aws_eks_cluster" in planned_loss(edited))
    if not planned_loss(edited):
        assert not [address for address, actions in edited.cluster.actions.items() if "delete" in actions]


REVIEWED = {
    Fate.IN_PLACE: "in place",
    Fate.ROLLED: "rolled",
    Fate.CREATED: "new",
    Fate.DESTROYED: "destroyed",
    Fate.REPLACED: "replaced",
}


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_review_counts_what_is_planned(edit: Edit, account: Account) -> None:
    """Both stacks in one review: each change is in it once, and what becomes of each group is what is expected."""
    edited = account.edited[edit.name].result()
    plans = [one for one in (edited.network, edited.cluster) if one]
    found = review([reviewed_plan(parse(json.dumps(one.document).encode()), number=at) for at, one in enumerate(plans)])

    assert sorted(change.address for change in found.changes) == sorted(
        address for plan in plans for address in plan.actions
    )
    groups: dict[str, set[str]] = {}
    for section in found.sections:
        for entry in section.entries:
            if entry.kind == "aws_eks_node_group":
                groups.setdefault(section.part.name or "system", set()).add(REVIEWED[entry.fate])
    assert groups == edit.fates
    # The finding about the edit before its plan, and the review of its plan.
    stops = bool(said_loss(edited.problems))
    assert (found.level >= Level.INTERRUPT) == (stops or "destroyed" in set().union(*edit.fates.values()))


@dataclass(frozen=True)
class Mutation:
    """A mistake in the emitted JSON, and the expectation that must not hold any more.

    Attributes:
        make: Makes the mistake in the cluster stack.
        caught_by: The expectation.
        edit: The edit in whose plan the mistake shows; without one it shows in what was applied as it is.
        ordered: Whether the expectation is about order.
    """

    make: Callable[[Document], None]
    caught_by: Callable[[Planned], None]
    edit: str = ""
    ordered: bool = False


def plan_mutation(mutation: Mutation, stacks: Lent, edited: Synthesized, made: Synthesized) -> Planned:
    """Plan the cluster stack with a mistake in it."""
    with stacks.attached() as deployment:
        deployment.write(edited if mutation.edit else made)
        path = folder_of(deployment, "cluster") / "cdk.tf.json"
        document = json.loads(path.read_text(encoding="utf-8"))
        mutation.make(document)
        runner.write(path, document)
        return planned(deployment, "cluster", AS_IT_IS, ordered=mutation.ordered)


def desired_size_is_ours(document: Document) -> None:
    for group in document["resource"]["aws_eks_node_group"].values():
        del group["lifecycle"]["ignore_changes"]


def tags_on_another_group(document: Document) -> None:
    tags = document["resource"]["aws_autoscaling_group_tag"]
    other = tags["gpu-gpu_us-west-2b-tags"]["autoscaling_group_name"]
    tags["gpu-gpu_us-west-2a-tags"]["autoscaling_group_name"] = other


def nodes_before_their_network(document: Document) -> None:
    group = document["resource"]["aws_eks_node_group"]["gpu-wide_nodes"]
    group["depends_on"] = [one for one in group["depends_on"] if "vpc-cni" not in one]


def old_group_goes_first(document: Document) -> None:
    for group in document["resource"]["aws_eks_node_group"].values():
        del group["lifecycle"]["create_before_destroy"]


def token_in_clear(document: Document) -> None:
    (provider,) = document["provider"]["aws"]
    provider.update(access_key="local", secret_key="local", token="local")  # noqa: S106 - the mistake itself


def assert_untouched(plan: Planned) -> None:
    """Nothing is planned, though the autoscaler has added nodes."""
    assert not plan.actions


def assert_new_group_first(plan: Planned) -> None:
    assert fates(plan) == {"gpu": {"replaced"}}


def assert_order(plan: Planned) -> None:
    """Resources that must exist before others are created."""
    groups = [one["address"] for one in plan.configured if one["type"] == "aws_eks_node_group"]
    assert groups
    for group in groups:
        role = "system" if group_of(group) == "system" else "gpu"
        addons = {f"aws_eks_addon.network-addons_{name}" for name in NETWORK_ADDONS}
        rights = {f"aws_iam_role_policy_attachment.node-role-{role}_{name}" for name in NODE_POLICIES}
        assert addons | rights <= plan.before[group], group
    assert "aws_eks_node_group.system_nodes" in plan.before["aws_eks_addon.system-addons_coredns"]
    assert "aws_cloudwatch_log_group.eks_log-group" in plan.before["aws_eks_cluster.eks_cluster"]
    for one in plan.configured:
        if one["type"] == "aws_autoscaling_group_tag":
            assert node_group_of(one["address"]) in plan.before[one["address"]]


def assert_tags_follow(plan: Planned) -> None:
    """Each set of tags names the Auto Scaling group of its own node group and of no other."""
    tags = [one for one in plan.configured if one["type"] == "aws_autoscaling_group_tag"]
    assert tags
    for tag in tags:
        references = tag["expressions"]["autoscaling_group_name"]["references"]
        named = {reference for reference in references if reference.count(".") == 1 and "[" not in reference}
        assert named == {node_group_of(tag["address"])}


def assert_no_secret(plan: Planned) -> None:
    """Nothing is marked as a secret, named as one, or looks like one; nor does the provider hold any."""
    for resource in plan.resources:
        assert not list(marked(resource["change"]["after_sensitive"])), resource["address"]
        for path, value in leaves(resource["change"]["after"]):
            name = path.rpartition(".")[2]
            assert not SECRET.search(name) or value is None or HARMLESS.get(name) == value, (resource["address"], path)
    assert not [value["address"] for value in values(plan) if list(marked(value["sensitive_values"]))]
    assert not [name for name, change in plan.document["output_changes"].items() if change["after_sensitive"]]
    for provider in plan.document["configuration"]["provider_config"].values():
        assert not [name for name in provider.get("expressions", {}) if SECRET.search(name) or name == "access_key"]
    assert not SECRET_VALUE.search(json.dumps(plan.document["planned_values"]))


MUTATIONS = {
    "desired size": Mutation(desired_size_is_ours, assert_untouched),
    "tags": Mutation(tags_on_another_group, assert_tags_follow),
    "order": Mutation(nodes_before_their_network, assert_order, ordered=True),
    "old group first": Mutation(old_group_goes_first, assert_new_group_first, edit="instance_types"),
    "token": Mutation(token_in_clear, assert_no_secret),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_is_caught(name: str, account: Account) -> None:
    mistaken = account.mutated[name].result()
    with pytest.raises(AssertionError):
        MUTATIONS[name].caught_by(mistaken)


def test_without_a_mistake_nothing_is_caught(account: Account) -> None:
    """The running cluster itself: an edit that this provider does not see plans nothing."""
    plan = account.edited["deletion_protection"].result().cluster
    for expectation in (assert_untouched, assert_tags_follow, assert_no_secret):
        expectation(plan)
    assert_new_group_first(account.edited["instance_types"].result().cluster)


def unknown(plan: Planned) -> dict[str, set[str]]:
    """Values that are written but still unknown, by kind."""
    written = {one["address"]: one["expressions"] for one in plan.configured}
    found: dict[str, set[str]] = {}
    for resource in plan.resources:
        ours = written[resource["address"].partition("[")[0]]
        for path in marked(resource["change"]["after_unknown"]):
            if path.partition(".")[0] in ours:
                found.setdefault(resource["type"], set()).add(path)
    return found


def values(plan: Planned) -> Iterable[dict[str, Any]]:
    found: list[dict[str, Any]] = plan.document["planned_values"]["root_module"]["resources"]
    return found


def node_group_of(tags: str) -> str:
    return f"aws_eks_node_group.{tags.partition('.')[2].removesuffix('-tags')}"


def planned_loss(edited: Edited) -> dict[str, str]:
    """Groups whose nodes go, and the cluster or the network if they do, as planned."""
    lost = {"rolled": "rolled", "replaced": "replaced", "destroyed": "replaced"}
    found = {group: lost[fate] for group, those in fates(edited.cluster).items() for fate in those if fate in lost}
    for plan, what in ((edited.cluster, "aws_eks_cluster"), (edited.network, "aws_subnet")):
        if plan and any(kind == what and "delete" in actions for kind, actions in plan.done):
            found[what] = "replaced"
    return found


def said_loss(problems: Iterable[Problem]) -> dict[str, str]:
    """The same as the findings have it."""
    found: dict[str, str] = {}
    for problem in problems:
        groups = groups_at(problem.where)
        if problem.id == "change-group-replaced":
            found |= dict.fromkeys(groups, "replaced")
        elif problem.id in {"change-nodes-replaced", "change-kubernetes-version"}:
            found |= dict.fromkeys(groups, "rolled")
        elif problem.id == "change-cluster-replaced":
            found["aws_eks_cluster"] = "replaced"
        elif problem.id == "change-network-replaced":
            found["aws_subnet"] = "replaced"
    return found


def groups_at(where: str) -> tuple[str, ...]:
    """The group that a finding is about, or all."""
    if at := re.match(r"gpu_node_groups\[(\d+)\]", where):
        return (LIVING["gpu_node_groups"][int(at[1])]["name"],)
    return ("system",) if where.startswith("system_nodes") else ALL
