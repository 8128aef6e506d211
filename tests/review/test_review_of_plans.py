"""Reviews of plans by the real provider, compared with their actions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from eks_gpu.review import Fate, Level, Review
from eks_gpu.review.parts import Room
from tests.review.recorded import NAMES, document, made_up, resource, reviewed

if TYPE_CHECKING:
    from eks_gpu.review.entries import Entry


@dataclass(frozen=True)
class Judged:
    """The expected review of a plan.

    Attributes:
        level: Level of the blast radius.
        says: Parts of the verdict, in their order.
        groups: Fates of the node groups, by their group.
        refused: Parts of what AWS refuses.
        means: Parts of what is said to follow.
    """

    level: Level
    says: tuple[str, ...]
    groups: dict[str, set[Fate]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


TRAINING = "up to 4 GPU nodes, p5.48xlarge; 1 running when planned"
NOTHING_GOES = "nothing is replaced or destroyed"
ROLLED = {name: {Fate.ROLLED} for name in ("training", "inference", "")}
JUDGED = {
    "create-network": Judged(Level.CHANGE, ("creates 24 resources", NOTHING_GOES)),
    "create-cluster": Judged(
        Level.CHANGE,
        ("GPU nodes at most: 0 → 10", "creates 58 resources", NOTHING_GOES),
        {name: {Fate.CREATED} for name in ("training", "inference", "")},
    ),
    "label": Judged(
        Level.CHANGE,
        ("creates 2 resources", "changes 2 resources in place", NOTHING_GOES),
        {"inference": {Fate.IN_PLACE}},
        means=("No node is replaced.",),
    ),
    "instance-type": Judged(
        Level.REPLACE,
        (f"replaces group training ({TRAINING})", "nothing is destroyed without a replacement"),
        {"training": {Fate.REPLACED}},
        means=("The new node group is created first", "1 node was running"),
    ),
    "old-group-first": Judged(
        Level.REPLACE,
        (f"replaces group training, the old one first ({TRAINING})",),
        {"training": {Fate.REPLACED_LATE}},
        means=("Nothing runs until the new one exists",),
    ),
    "replace-asked": Judged(Level.REPLACE, (f"replaces group training ({TRAINING})",), {"training": {Fate.REPLACED}}),
    "kubernetes": Judged(
        Level.INTERRUPT,
        (
            "replaces the nodes of group inference and group training (up to 10 GPU nodes, g5.xlarge, p5.48xlarge",
            "replaces the nodes of the system group (up to 4 nodes, m7i.large; 2 running",
            "nothing is destroyed",
        ),
        ROLLED,
        means=("one at a time in each of its 2 node groups", "PodEvictionFailure", "They are spot nodes"),
    ),
    "kubernetes-forced": Judged(
        Level.INTERRUPT, ("replaces the nodes of group inference",), ROLLED, means=("`force_update_version` is set",)
    ),
    "group-removed": Judged(
        Level.DESTROY,
        (f"destroys group training ({TRAINING})", "GPU nodes at most: 10 → 6"),
        {"training": {Fate.DESTROYED}},
        means=("Its nodes, up to 4, are deleted with the pods on them.",),
    ),
    "group-added": Judged(
        Level.CHANGE, ("GPU nodes at most: 10 → 14", "creates 17", NOTHING_GOES), {"batch": {Fate.CREATED}}
    ),
    "max-raised": Judged(
        Level.CHANGE, ("GPU nodes at most: 10 → 14", "changes 1", NOTHING_GOES), {"training": {Fate.IN_PLACE}}
    ),
    "max-lowered": Judged(Level.CHANGE, ("GPU nodes at most: 10 → 6", NOTHING_GOES), {"inference": {Fate.IN_PLACE}}),
    "min-raised": Judged(
        Level.CHANGE,
        ("GPU nodes at rest: 0 → 4", NOTHING_GOES),
        {"inference": {Fate.IN_PLACE}},
        refused=("EKS refuses a minimum of 2 above its desired size 1", "minSize=2,desiredSize=2"),
    ),
    "disk": Judged(
        Level.INTERRUPT,
        (f"replaces the nodes of group training ({TRAINING})", "nothing is destroyed"),
        {"training": {Fate.ROLLED}},
        # One node group over two zones: EKS adds twice the zones.
        means=("one at a time:", "up to 4 nodes may run in addition to the maximum"),
    ),
    "taint": Judged(
        Level.INTERRUPT,
        ("evicts pods from nodes of inference", NOTHING_GOES),
        {"inference": {Fate.IN_PLACE}},
        means=("The taint example.com/only=batch is added to running nodes",),
    ),
    "cluster-replaced": Judged(
        Level.LOSE,
        ("replaces the cluster atlas, and everything in it is lost",),
        refused=("EKS refuses a second cluster named atlas",),
        means=("A new, empty cluster replaces atlas",),
    ),
    "zone-appended-network": Judged(Level.CHANGE, ("creates 6 resources", NOTHING_GOES)),
    "zone-appended-cluster": Judged(
        Level.REPLACE,
        (
            f"replaces group training ({TRAINING})",
            "GPU nodes at most: 10 → 13",
            "nothing is destroyed without a replacement",
        ),
        {"training": {Fate.REPLACED}, "inference": {Fate.CREATED}},
    ),
    "zone-removed-from-group": Judged(
        Level.DESTROY,
        ("destroys 1 of 2 node groups of group inference (up to 3 GPU nodes", "GPU nodes at most: 10 → 7"),
        {"inference": {Fate.DESTROYED}},
    ),
    "tags": Judged(Level.INTERRUPT, ("replaces the nodes of group inference and group training",), ROLLED),
    "target": Judged(
        Level.INTERRUPT, (f"replaces the nodes of group training ({TRAINING})",), {"training": {Fate.ROLLED}}
    ),
    "nothing-network": Judged(Level.NOTHING, ("nothing to do",)),
    "nothing-cluster": Judged(Level.NOTHING, ("nothing to do",)),
    "moved": Judged(Level.CHANGE, ("moves 1 resource to another address", NOTHING_GOES)),
    "forgotten": Judged(
        Level.CHANGE, ("removes 1 resource from the state", NOTHING_GOES), means=("stays in AWS and is still billed",)
    ),
    "imported": Judged(Level.CHANGE, ("changes 2 resources in place", "1 resource was changed outside Terraform")),
    "checked": Judged(Level.CHANGE, ("changes 2 outputs",)),
    "errored": Judged(Level.INTERRUPT, ("replaces the nodes of group inference",), {"inference": {Fate.ROLLED}}),
    "refresh-only": Judged(Level.NOTHING, ("nothing to do", "1 resource was changed outside Terraform")),
    "destroy-protected": Judged(
        Level.LOSE,
        ("destroys the cluster atlas",),
        {name: {Fate.DESTROYED} for name in ("training", "inference", "")},
    ),
    "destroy-cluster": Judged(
        Level.LOSE,
        ("destroys the cluster atlas", "destroys group inference and group training (up to 10", "at most: 10 → 0"),
        {name: {Fate.DESTROYED} for name in ("training", "inference", "")},
        means=("load balancers and volumes of pods stay and are billed", "loses access"),
    ),
    "destroy-network": Judged(
        Level.LOSE,
        ("destroys 24 other resources (4 aws_route_table_association, 4 aws_subnet",),
        means=("AWS deletes a subnet only when it is empty", "Nodes lose their route to the internet"),
    ),
}


def test_every_recorded_plan_is_judged() -> None:
    assert sorted(JUDGED) == NAMES


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_a_review_says_what_the_plan_does(name: str) -> None:
    judged, found = JUDGED[name], reviewed(name)

    assert found.level is judged.level
    assert_in_order(found.verdict, judged.says)
    assert fates(found) == judged.groups
    refused = " ".join(found.refusals)
    assert bool(refused) == bool(judged.refused)
    assert_in_order(refused, judged.refused)
    meaning = " ".join(sentence for section in found.sections for sentence in section.means)
    assert [part for part in judged.means if part not in meaning] == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_changes_is_there_once(name: str) -> None:
    """Counted from the document itself, with no help of the code that reads it."""
    whole = document(name)
    changes = [change for change in whole.get("resource_changes", []) if change["mode"] == "managed"]
    expected = Counter(
        change["address"]
        for change in changes
        if change["change"]["actions"] != ["no-op"]
        or change.get("previous_address")
        or change["change"].get("importing")
    )
    found = reviewed(name)

    assert Counter(change.address for change in found.changes) == expected
    actions = Counter(action for change in changes for action in change["change"]["actions"])
    assert (found.tally.add, found.tally.change, found.tally.destroy) == (
        actions["create"],
        actions["update"],
        actions["delete"],
    )


def test_the_parts_are_those_that_people_think_of() -> None:
    found = reviewed("create-network", "create-cluster")

    counts = {(section.part.room, section.part.name): len(section.changes) for section in found.sections}
    assert counts == {
        (Room.CONTROL_PLANE, ""): 4,
        (Room.NETWORK, ""): 22,
        # Roles, policies and attachments, the autoscaler's association, and the access of an admin.
        (Room.IAM, ""): 21,
        (Room.SYSTEM_NODES, ""): 2,
        # Node groups of all zones together, the launch template and seven tags for each.
        (Room.GPU_NODES, "inference"): 17,
        (Room.GPU_NODES, "training"): 9,
        (Room.ADDONS, ""): 7,
    }


def test_nodes_and_gpus_at_rest_and_at_most() -> None:
    sizes = {group.name: group for group in reviewed("max-raised").groups}

    assert sizes["training"].types == ("p5.48xlarge",)
    assert (sizes["training"].before.most, sizes["training"].before.gpus_most) == (4, 32)
    assert (sizes["training"].after.most, sizes["training"].after.gpus_most) == (8, 64)
    # A node group a zone, counted together, whether it changes or not.
    assert (sizes["inference"].after.most, sizes["inference"].running, sizes["inference"].spot) == (6, 2, True)
    assert (sizes["system nodes"].gpu, sizes["system nodes"].after.rest) == (False, 2)
    gone = {group.name: group.after.most for group in reviewed("destroy-cluster").groups}
    assert gone == {"training": 0, "inference": 0, "system nodes": 0}


def test_differences_are_named_with_both_values() -> None:
    assert texts(reviewed("disk"), "aws_launch_template") == {"block_device_mappings.ebs.volume_size": ("200", "500")}
    assert texts(reviewed("instance-type"), "aws_eks_node_group")["instance_types"] == (
        "[p5.48xlarge]",
        "[p5e.48xlarge]",
    )
    assert texts(reviewed("taint"), "aws_eks_node_group") == {
        "taint": ("none", "effect=NO_EXECUTE key=example.com/only value=batch")
    }
    kubernetes = texts(reviewed("kubernetes"), "aws_eks_node_group")
    assert kubernetes["version"] == ("1.34", "1.35")
    assert texts(reviewed("label"), "aws_eks_node_group") == {"labels.example.com/tier": ("none", "batch")}


def test_a_new_cluster_has_the_important_values() -> None:
    """Access and capacity are known; values that depend on names from AWS are not."""
    assert texts(reviewed("create-cluster"), "aws_eks_cluster") == {
        "name": ("none", "atlas"),
        "version": ("none", "1.34"),
        "vpc_config.endpoint_public_access": ("none", "true"),
        "vpc_config.public_access_cidrs": ("none", "[203.0.113.7/32]"),
        "upgrade_policy.support_type": ("none", "EXTENDED"),
    }
    assert texts(reviewed("group-added"), "aws_eks_node_group") == {
        "instance_types": ("none", "[g6.xlarge]"),
        "capacity_type": ("none", "ON_DEMAND"),
        "scaling_config.min_size": ("none", "0"),
        "scaling_config.max_size": ("none", "2"),
    }


def test_nobody_is_harmed_where_the_cluster_goes_too() -> None:
    alone, both = (
        " ".join(sentence for section in found.sections for sentence in section.means)
        for found in (reviewed("destroy-network"), reviewed("destroy-network", "destroy-cluster"))
    )
    assert "Nodes lose their route to the internet" in alone
    assert "Nodes lose their route to the internet" not in both


def test_fields_that_force_a_replacement_are_marked() -> None:
    (entry,) = (entry for entry in entries(reviewed("instance-type")) if entry.kind == "aws_eks_node_group")

    assert [field.path for field in entry.fields if field.forces] == ["instance_types"]
    (entry,) = (entry for entry in entries(reviewed("replace-asked")) if entry.kind == "aws_eks_node_group")
    assert entry.notes == ("requested with -replace",)


def test_the_same_change_in_every_zone_is_one_entry() -> None:
    (entry,) = (entry for entry in entries(reviewed("label")) if entry.kind == "aws_eks_node_group")

    assert [change.name for change in entry.changes] == ["gpu-inference_us-west-2a", "gpu-inference_us-west-2b"]


def test_outside_changes_are_reported_but_not_those_of_the_autoscaler() -> None:
    recorded = document("refresh-only")
    assert {change["type"] for change in recorded["resource_drift"]} >= {
        "aws_eks_node_group",
        "aws_cloudwatch_log_group",
    }

    (entry,) = reviewed(recorded).drift
    assert entry.kind == "aws_cloudwatch_log_group"
    assert [(field.path, field.before, field.after) for field in entry.fields] == [("retention_in_days", "90", "7")]


def test_moves_imports_and_what_is_left_to_itself() -> None:
    (moved,) = entries(reviewed("moved"))
    assert (moved.fate, moved.notes) == (Fate.MOVED, ("was aws_launch_template.gpu-training_launch-template_template",))
    imported = next(entry for entry in entries(reviewed("imported")) if entry.kind == "aws_iam_role")
    assert imported.notes == ("created outside Terraform (import)",)
    (forgotten,) = entries(reviewed("forgotten"))
    assert forgotten.fate is Fate.FORGOTTEN


def test_conditions_that_do_not_hold_and_outputs() -> None:
    found = reviewed("checked")

    assert found.checks == ("check.budget does not hold: more nodes than the budget has",)
    assert [(output.path, output.before, output.after) for output in found.outputs] == [
        ("join-token", "none", "(sensitive)"),
        ("runbook", "none", "gpu/runbook"),
    ]


def test_a_plan_that_is_not_whole_says_so() -> None:
    assert not reviewed("errored").whole
    assert "stopped with an error" in reviewed("errored").doubts[0]
    assert not reviewed("target").whole
    assert "the plan does not contain all changes" in reviewed("target").doubts[0]
    assert reviewed("disk").doubts == ()
    assert "plans of the same stack" in reviewed("disk", "label").doubts[0]


def test_deferred_changes_are_reported() -> None:
    later = {"reason": "provider_config_unknown", "resource_change": resource("kubernetes_job_v1", "a", ["create"])}
    found = reviewed(made_up(deferred_changes=[later], complete=False))

    (entry,) = found.deferred
    assert (entry.fate, entry.notes) == (Fate.DEFERRED, ("its provider is not known yet",))
    assert "1 change deferred" in found.doubts[0]


def test_objects_of_kubernetes_are_platform_or_workloads() -> None:
    """No provider for Kubernetes runs here, so these lines are made up after the format."""

    def of(kind: str, name: str, space: str | None, before: int = 1, after: int = 1) -> dict[str, object]:
        values = [{"metadata": [{"namespace": space}], "spec": [{"template": [{"a": n}]}]} for n in (before, after)]
        return resource(kind, name, ["update"], before=values[0], after=values[1])

    found = reviewed(
        made_up(
            of("kubernetes_daemon_set_v1", "device-plugin_daemon-set", "kube-system", 1, 2),
            of("kubernetes_deployment_v1", "cuda_deployment", "cuda", 1, 2),
            resource("kubernetes_job_v1", "job", ["delete", "create"], before={"metadata": [{"namespace": "cuda"}]}),
            resource("kubernetes_namespace_v1", "cuda", ["delete"], before={"metadata": [{"name": "cuda"}]}),
            resource("kubernetes_storage_class_v1", "gp3", ["create"], after={"metadata": [{"name": "gp3"}]}),
        )
    )
    rooms = {change.name: section.part.room for section in found.sections for change in section.changes}
    assert rooms == {
        "device-plugin_daemon-set": Room.PLATFORM,
        "gp3": Room.PLATFORM,
        "cuda_deployment": Room.WORKLOADS,
        "job": Room.WORKLOADS,
        "cuda": Room.WORKLOADS,
    }
    assert_in_order(
        found.verdict,
        (
            "replaces 1 workload",
            "restarts the pods of 1 workload",
            "destroys 1 other resource (1 kubernetes_namespace_v1)",
        ),
    )
    meaning = " ".join(sentence for section in found.sections for sentence in section.means)
    assert "It runs again from the beginning" in meaning
    assert "including objects that Terraform did not create" in meaning


def test_an_uninstalled_release_says_what_goes_with_it() -> None:
    """The metadata of a release is an object since version 3 of its provider."""
    values = {"name": "lws", "namespace": "lws-system", "metadata": {"namespace": "lws-system", "name": "lws"}}
    found = reviewed(made_up(resource("helm_release", "release-lws_release", ["delete"], before=values)))
    (section,) = found.sections

    assert "every object of their kinds" in " ".join(section.means)
    assert_in_order(found.verdict, ("destroys 1 other resource (1 helm_release)",))
    assert found.level is Level.LOSE


def test_foreign_values_are_not_lost() -> None:
    theirs = {"instance_types": ["m7i.large"], "scaling_config": [{"min_size": 1, "max_size": 3, "desired_size": 2}]}
    module = 'module.eks.module.group["a"]'
    group = resource("aws_eks_node_group", "this", ["delete"], before=theirs | {"node_group_name": "theirs"})
    group |= {"module_address": module, "address": f"{module}.aws_eks_node_group.this[0]"}
    found = reviewed(
        made_up(
            resource("aws_sqs_queue", "jobs", ["delete", "create"], before={"name": "jobs"}, after={"name": "jobs"}),
            resource("aws_lambda_function", "f", ["explode"]),
            resource("aws_fsx_lustre_file_system", "scratch", ["delete", "create"], before={"a": 1}, after={"a": 2}),
            resource("aws_cloudwatch_metric_alarm", "idle", ["update"], before={"a": 1}, after={"a": 2}),
            group,
        )
    )
    rooms = [(section.part.room, section.part.name) for section in found.sections]
    assert rooms == [(Room.NODES, "theirs"), (Room.STORAGE, ""), (Room.MONITORING, ""), (Room.OTHER, "")]
    assert found.sections[1].means == (
        "Messages in it that nobody has read are lost.",
        "The data in it is lost, unless there is a backup.",
    )
    assert_in_order(
        found.verdict,
        (
            "destroys group theirs (up to 3 nodes",
            "replaces 2 other resources (1 aws_fsx_lustre_file_system, 1 aws_sqs_queue)",
            "an unknown action on 1",
        ),
    )
    assert found.level is Level.LOSE
    # Whatever it is, a pipeline should stop at it.
    assert [entry.level for entry in found.sections[-1].entries if entry.fate is Fate.OTHER] == [Level.DESTROY]


def test_a_policy_is_compared_as_what_it_is() -> None:
    policies = [
        '{"Statement":[{"Action":["a:Get"],"Effect":"Allow"}]}',
        '{"Statement":[{"Action":["a:Get","a:Put"],"Effect":"Allow"}]}',
    ]
    before, after = ({"policy": text} for text in policies)
    found = reviewed(made_up(resource("aws_iam_role_policy", "p", ["update"], before=before, after=after)))

    assert texts(found, "aws_iam_role_policy") == {"policy.Statement.Action": ("[a:Get]", "[a:Get, a:Put]")}


def test_refusals_of_eks_are_reported_in_advance() -> None:
    def cluster(actions: list[str], before: dict[str, object], after: dict[str, object]) -> Review:
        return reviewed(made_up(resource("aws_eks_cluster", "eks_cluster", actions, before=before, after=after)))

    assert "one minor at a time" in cluster(["update"], {"version": "1.33"}, {"version": "1.35"}).refusals[0]
    assert "never back" in cluster(["update"], {"version": "1.35"}, {"version": "1.34"}).refusals[0]
    assert cluster(["update"], {"version": "1.34"}, {"version": "1.35"}).refusals == ()
    assert "deletion protection is on" in cluster(["delete"], {"deletion_protection": True}, {}).refusals[0]

    lowered = document("max-lowered")
    for change in lowered["resource_changes"]:
        if change["change"]["actions"] == ["update"]:
            for side in ("before", "after"):
                change["change"][side]["scaling_config"][0]["desired_size"] = 3
    assert "EKS refuses a maximum of 1 below its desired size 3" in reviewed(lowered).refusals[0]


def test_several_clusters_are_told_apart() -> None:
    other = document("disk")
    text = json.dumps(other).replace("atlas", "borealis")
    found = reviewed("disk", json.loads(text))

    assert found.clusters == ("atlas", "borealis")
    assert [section.part.title for section in found.sections] == [
        "atlas · GPU nodes: training",
        "borealis · GPU nodes: training",
    ]
    assert "group training of atlas and group training of borealis (up to 8 GPU nodes" in found.verdict
    assert found.doubts == ()


def fates(found: Review) -> dict[str, set[Fate]]:
    """Fates of node groups, by their group."""
    groups: dict[str, set[Fate]] = {}
    for section in found.sections:
        for entry in section.entries:
            if entry.kind == "aws_eks_node_group":
                groups.setdefault(section.part.name, set()).add(entry.fate)
    return groups


def entries(found: Review) -> list[Entry]:
    return [entry for section in found.sections for entry in section.entries]


def texts(found: Review, kind: str) -> dict[str, tuple[str, str]]:
    """The fields of a type that differ, tags aside."""
    return {
        field.path: (field.before, field.after)
        for section in found.sections
        for entry in section.entries
        if entry.kind == kind
        for field in entry.fields
        if not field.path.startswith("tags")
    }


def assert_in_order(text: str, parts: tuple[str, ...]) -> None:
    at = 0
    for part in parts:
        assert part in text[at:], (part, text)
        at = text.index(part, at) + len(part)
