"""A running cluster, and edits of it: the real provider plans each one, and the plan is kept in `plans/`."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.localaws.edits import Declared
    from tests.terraform.runner import Document

# A group over all its zones that costs much, and one for each zone that is spot; nothing may be deleted.
LIVING: Declared = {
    "name": "atlas",
    "region": "us-west-2",
    "kubernetes_version": "1.34",
    "network": {"zones": ["us-west-2a", "us-west-2b"]},
    "access": {
        "public_cidrs": ["203.0.113.7/32"],
        "runner": "public",
        "admins": ["arn:aws:iam::111122223333:role/platform"],
    },
    "gpu_node_groups": [
        {"name": "training", "instance_types": ["p5.48xlarge"], "max": 4},
        {"name": "inference", "instance_types": ["g5.xlarge"], "capacity": "spot", "max_per_zone": 3},
    ],
}
ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]
ADDED = {"name": "batch", "instance_types": ["g6.xlarge"], "max_per_zone": 2}
TRAINING, INFERENCE = ("gpu_node_groups", 0), ("gpu_node_groups", 1)
# A condition must refer to something.
ALWAYS = '${aws_eks_cluster.eks_cluster.name == "atlas"}'
NEVER = '${aws_eks_cluster.eks_cluster.name != "atlas"}'
GROUP = "aws_eks_node_group.gpu-training_nodes"


@dataclass(frozen=True)
class Scenario:
    """An edit of the file or of the emitted JSON, and how it is planned.

    Attributes:
        name: Name of its plans.
        path: Where in the file something is written; nowhere where the file stays as it is.
        value: The value to write; `...` removes the field.
        options: Options of `terraform plan`.
        stacks: The planned stacks.
        emitted: A change to the emitted cluster stack.
        fails: Whether the plan ends with an error.
    """

    name: str
    path: tuple[str | int, ...] = ()
    value: Any = None
    options: tuple[str, ...] = ("-refresh=false",)
    stacks: tuple[str, ...] = ("cluster",)
    emitted: Callable[[Document], None] | None = field(default=None, compare=False)
    fails: bool = False

    def declared(self) -> Declared:
        """The file after the edit."""
        edited = copy.deepcopy(LIVING)
        if self.path:
            holder: Any = edited
            *steps, last = self.path
            for step in steps:
                holder = holder[step]
            if self.value is ...:
                del holder[last]
            else:
                holder[last] = self.value
        return edited


def renamed(document: Document) -> None:
    """The name of a launch template in the stack changes, and a `moved` block says so."""
    templates = document["resource"]["aws_launch_template"]
    templates["training"] = templates.pop("gpu-training_launch-template_template")
    group = document["resource"]["aws_eks_node_group"]["gpu-training_nodes"]
    for key, value in group["launch_template"].items():
        group["launch_template"][key] = value.replace("gpu-training_launch-template_template", "training")
    old = "aws_launch_template.gpu-training_launch-template_template"
    document["moved"] = [{"from": old, "to": "aws_launch_template.training"}]


def forgotten(document: Document) -> None:
    """The log group is left to itself by a `removed` block."""
    del document["resource"]["aws_cloudwatch_log_group"]
    cluster = document["resource"]["aws_eks_cluster"]["eks_cluster"]
    cluster["depends_on"] = [one for one in cluster["depends_on"] if "log_group" not in one]
    document["removed"] = [{"from": "aws_cloudwatch_log_group.eks_log-group", "lifecycle": [{"destroy": False}]}]


def imported(document: Document) -> None:
    """A role that is there already is taken over, and given another description."""
    document["resource"]["aws_iam_role"]["outsider"] = {
        "name": "outsider",
        "description": "made by hand",
        "assume_role_policy": '{"Version":"2012-10-17","Statement":[]}',
    }
    document["import"] = [{"to": "aws_iam_role.outsider", "id": "outsider"}]


def checked(document: Document) -> None:
    """A check that fails, one that holds; an output with a secret."""
    document["check"] = {
        "budget": {"assert": [{"condition": NEVER, "error_message": "more nodes than the budget has"}]},
        "name": {"assert": [{"condition": ALWAYS, "error_message": "another cluster"}]},
    }
    document["output"]["join-token"] = {"value": "a-secret-that-is-never-shown", "sensitive": True}
    document["output"]["runbook"] = {"value": "gpu/runbook"}


def old_first(document: Document) -> None:
    """The old node group goes before the new one comes, as with a fixed name."""
    group = document["resource"]["aws_eks_node_group"]["gpu-training_nodes"]
    del group["lifecycle"]["create_before_destroy"]


def forced(document: Document) -> None:
    """Nodes are replaced whatever a disruption budget says."""
    for group in document["resource"]["aws_eks_node_group"].values():
        group["force_update_version"] = True


def broken(document: Document) -> None:
    """A precondition that does not hold: terraform plans the rest and ends with an error."""
    fails = {"condition": NEVER, "error_message": "no budget for this group"}
    group = document["resource"]["aws_eks_node_group"]["gpu-training_nodes"]
    group["lifecycle"]["precondition"] = [fails]


NO_EXECUTE = {"key": "example.com/only", "value": "batch", "effect": "NoExecute"}
SCENARIOS = (
    Scenario("label", (*INFERENCE, "labels"), {"example.com/tier": "batch"}),
    Scenario("instance-type", (*TRAINING, "instance_types"), ["p5e.48xlarge"]),
    Scenario("kubernetes", ("kubernetes_version",), "1.35"),
    Scenario("kubernetes-forced", ("kubernetes_version",), "1.35", emitted=forced),
    Scenario("group-removed", ("gpu_node_groups",), LIVING["gpu_node_groups"][1:]),
    Scenario("group-added", ("gpu_node_groups",), [*LIVING["gpu_node_groups"], ADDED]),
    Scenario("max-raised", (*TRAINING, "max"), 8),
    Scenario("max-lowered", (*INFERENCE, "max_per_zone"), 1),
    Scenario("min-raised", (*INFERENCE, "min_per_zone"), 2),
    Scenario("disk", (*TRAINING, "disk_gib"), 500),
    Scenario("taint", (*INFERENCE, "taints"), [NO_EXECUTE]),
    Scenario("cluster-replaced", ("access", "creator_admin"), value=False),
    Scenario("zone-appended", ("network", "zones"), ZONES, stacks=("network", "cluster")),
    Scenario("zone-removed-from-group", (*INFERENCE, "zones"), ZONES[:1]),
    Scenario("tags", ("tags",), {"team": "ml"}),
    Scenario("old-group-first", (*TRAINING, "instance_types"), ["p5e.48xlarge"], emitted=old_first),
    Scenario("replace-asked", options=("-refresh=false", f"-replace={GROUP}")),
    Scenario("target", (*TRAINING, "disk_gib"), 500, ("-refresh=false", f"-target={GROUP}")),
    Scenario("nothing", stacks=("network", "cluster")),
    Scenario("moved", emitted=renamed),
    Scenario("forgotten", emitted=forgotten),
    Scenario("imported", emitted=imported, options=()),
    Scenario("checked", emitted=checked),
    Scenario("errored", (*INFERENCE, "disk_gib"), 500, emitted=broken, fails=True),
    Scenario("refresh-only", options=("-refresh-only",)),
    # The key of a protected cluster has `prevent_destroy`: terraform plans, and ends with an error.
    Scenario("destroy-protected", options=("-refresh=false", "-destroy"), fails=True),
    Scenario(
        "destroy",
        ("deletion_protection",),
        value=False,
        options=("-refresh=false", "-destroy"),
        stacks=("cluster", "network"),
    ),
)
# The plans of the first day, before there is anything.
FIRST = ("create-network", "create-cluster")
