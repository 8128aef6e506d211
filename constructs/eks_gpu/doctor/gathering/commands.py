"""The commands that show the state of a cluster: all of them only read, and none reads a Secret.

The doctor runs them one by one, or `--commands` prints them as a script, for users who cannot reach the cluster from
here.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.design.autoscaling.autoscaler_access import ROLE_POLICY
from eks_gpu.design.cluster.names import role_name
from eks_gpu.doctor.gathering import redaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

# Placeholder in a command that runs once for each name.
EACH = "EACH"
# Ids of the launch templates of Auto Scaling groups, whichever of the two ways names them (JMESPath).
_TEMPLATES = (
    "AutoScalingGroups[].[MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId, "
    "LaunchTemplate.LaunchTemplateId][] | [?@]"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command that shows a part of the cluster's state.

    Attributes:
        file: Name of the file for its answer, without an ending.
        shows: Name of its subject in reports.
        words: The command's arguments; ``EACH`` stands for each name that `names` prints.
        names: The command that prints the names; empty if the command runs once.
    """

    file: str
    shows: str
    words: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The name of the program, such as ``kubectl``."""
        return self.words[0]

    @property
    def ending(self) -> str:
        """The ending of the file's name, without a dot."""
        return "json" if "json" in self.words else "txt"

    def once(self, name: str) -> tuple[str, ...]:
        """The command's arguments, with a name in place of ``EACH``."""
        return tuple(word.replace(EACH, name) for word in self.words)


def commands(design: ClusterDesign, kubeconfig: str = "", context: str = "") -> tuple[Command, ...]:
    """Every command, in the order in which the doctor runs them.

    Args:
        design: The declared cluster.
        kubeconfig: A kubeconfig for kubectl; empty for its default.
        context: A context in the kubeconfig; empty for the current one.
    """
    kubectl = ["kubectl"]
    kubectl += ["--kubeconfig", kubeconfig] if kubeconfig else []
    kubectl += ["--context", context] if context else []
    queues = _queues(tuple(kubectl)) if design.queueing else ()
    return (*_kubernetes(tuple(kubectl)), *_provisioning(design, tuple(kubectl)), *queues, *_amazon(design))


def _queues(kubectl: tuple[str, ...]) -> Iterator[Command]:
    work = ("get", "workloads.kueue.x-k8s.io", "--all-namespaces", "--output", "json")
    yield Command("queued", "work in queues", (*kubectl, *work))
    yield Command("clusterqueues", "queues", (*kubectl, "get", "clusterqueues.kueue.x-k8s.io", "--output", "json"))


def _kubernetes(kubectl: tuple[str, ...]) -> Iterator[Command]:
    get, system = (*kubectl, "get"), (*kubectl, "--namespace", "kube-system")
    everywhere, as_json = ("--all-namespaces",), ("--output", "json")
    yield Command("nodes", "nodes", (*get, "nodes", *as_json))
    yield Command("pods", "pods", (*get, "pods", *everywhere, *as_json))
    yield Command("events", "events", (*get, "events", *everywhere, *as_json))
    yield Command("daemonsets", "DaemonSets", (*get, "daemonsets", *everywhere, *as_json))
    yield Command("deployments", "Deployments", (*get, "deployments", *everywhere, *as_json))
    status = ("get", "configmap", "cluster-autoscaler-status")
    yield Command("autoscaler-status", "the autoscaler's status", (*system, *status, *as_json))
    role = ("clusterrole", "cluster-autoscaler")
    yield Command("autoscaler-role", "the autoscaler's access", (*get, *role, *as_json))
    logs = (*system, "logs", "--tail=3000")
    yield Command("autoscaler-log", "the autoscaler's log", (*logs, "deployment/cluster-autoscaler"))
    plugin = ("--selector", "app.kubernetes.io/name=nvidia-device-plugin", "--prefix")
    yield Command("device-plugin-log", "the device plugin's log", (*logs, *plugin))
    yield Command("budgets", "disruption budgets", (*get, "poddisruptionbudgets", *everywhere, *as_json))
    server = ("config", "view", "--minify", "--output", "jsonpath={.clusters[0].cluster.server}")
    yield Command("server", "kubectl's server", (*kubectl, *server))


def _provisioning(design: ClusterDesign, kubectl: tuple[str, ...]) -> Iterator[Command]:
    """Objects of the provisioner, and the log of one that runs in the cluster."""
    if design.provisioner is None:
        return
    auto = design.provisioner.auto
    node_class = "nodeclasses.eks.amazonaws.com" if auto else "ec2nodeclasses.karpenter.k8s.aws"
    kinds = {"nodepools": "nodepools.karpenter.sh", "nodeclaims": "nodeclaims.karpenter.sh", "nodeclasses": node_class}
    if not auto:
        kinds["nodeoverlays"] = "nodeoverlays.karpenter.sh"
    for file, kind in kinds.items():
        yield Command(file, kind.partition(".")[0], (*kubectl, "get", kind, "--output", "json"))
    if not auto:
        logs = ("logs", "--all-namespaces", "--tail=3000", "--selector", "app.kubernetes.io/name=karpenter", "--prefix")
        yield Command("karpenter-log", "Karpenter's log", (*kubectl, *logs))


def _amazon(design: ClusterDesign) -> Iterator[Command]:
    name, region = design.cluster_name, design.spec.region
    tail = ("--region", region, "--output", "json")
    names = ("--region", region, "--output", "text")
    cluster = ("--cluster-name", name)
    yield Command("cluster", "the cluster", ("aws", "eks", "describe-cluster", "--name", name, *tail))
    yield Command(
        "nodegroup",
        "node groups",
        ("aws", "eks", "describe-nodegroup", *cluster, "--nodegroup-name", EACH, *tail),
        ("aws", "eks", "list-nodegroups", *cluster, "--query", "nodegroups[]", *names),
    )
    yield Command(
        "addon",
        "add-ons",
        ("aws", "eks", "describe-addon", *cluster, "--addon-name", EACH, *tail),
        ("aws", "eks", "list-addons", *cluster, "--query", "addons[]", *names),
    )
    mine = ("--filters", f"Name=tag:eks:cluster-name,Values={name}")
    groups = ("aws", "autoscaling", "describe-auto-scaling-groups", *mine)
    yield Command("auto-scaling-groups", "Auto Scaling groups", (*groups, *tail))
    yield Command(
        "activities",
        "scaling activities",
        (
            *("aws", "autoscaling", "describe-scaling-activities", "--auto-scaling-group-name", EACH),
            *("--max-items", "30", *tail),
        ),
        (*groups, "--query", "AutoScalingGroups[].AutoScalingGroupName", *names),
    )
    yield from (
        Command(
            f"quota-{need.code}",
            "quotas",
            ("aws", "service-quotas", "get-service-quota", "--service-code", "ec2", "--quota-code", need.code, *tail),
        )
        for need in design.quotas
    )
    entries = ("aws", "eks", "list-access-entries", *cluster, *tail)
    yield Command("access-entries", "access entries", entries)
    associations = ("aws", "eks", "list-pod-identity-associations", *cluster, *tail)
    yield Command("pod-identity", "Pod Identity associations", associations)
    role = ("--role-name", role_name(design.name, region, "autoscaler"), "--policy-name", ROLE_POLICY)
    yield Command("autoscaler-policy", "the autoscaler's permissions", ("aws", "iam", "get-role-policy", *role, *tail))


def for_import(design: ClusterDesign) -> Iterator[Command]:
    """Commands whose answers only `eks-gpu import live` reads; the doctor itself does not run them."""
    name, region = design.cluster_name, design.spec.region
    tail = ("--region", region, "--output", "json")
    names = ("--region", region, "--output", "text")
    vpc = ("aws", "eks", "describe-cluster", "--name", name, "--query", "cluster.resourcesVpcConfig.vpcId", *names)
    subnets = ("aws", "ec2", "describe-subnets", "--filters", f"Name=vpc-id,Values={EACH}", *tail)
    yield Command("subnets", "subnets", subnets, vpc)
    # EKS starts nodes from its own copy of a group's launch template, which only the Auto Scaling group names.
    mine = ("--filters", f"Name=tag:eks:cluster-name,Values={name}")
    groups = ("aws", "autoscaling", "describe-auto-scaling-groups", *mine)
    versions = (
        "aws",
        "ec2",
        "describe-launch-template-versions",
        "--launch-template-id",
        EACH,
        "--versions",
        "$Latest",
    )
    yield Command("launch-template", "launch templates", (*versions, *tail), (*groups, "--query", _TEMPLATES, *names))


# The script contains the two programs unchanged: no shell expands a here-document whose delimiter is quoted.
_HEAD = """#!/bin/sh
# Gathers what `eks-gpu doctor` reads about the cluster @name@. Every command only reads, and none reads a Secret. The
# script writes only those fields of each answer that the doctor reads, and "blanked" in place of what looks like a
# secret. It needs sh, awk, sed, kubectl with the cluster as its current context, and the aws command.
dir=${1:-doctor-@name@}
mkdir -p "$dir" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cat > "$work/redact.sed" <<'END-OF-PROGRAM'
@sed@END-OF-PROGRAM
cat > "$work/redact.awk" <<'END-OF-PROGRAM'
@awk@END-OF-PROGRAM
cat > "$work/kept" <<'END-OF-PROGRAM'
@kept@
END-OF-PROGRAM
kept=$(tr '\\n' ' ' < "$work/kept")
redact() {
  case $1 in
    *.json) sed -E -f "$work/redact.sed" | awk -v kept="$kept" -f "$work/redact.awk" ;;
    *) sed -E -f "$work/redact.sed" ;;
  esac
}
# A command that fails leaves its message in a file of its own.
ask() {
  file=$1; shift
  "$@" 2> "$work/message" | redact "$file" > "$dir/$file"
  redact message < "$work/message" > "$dir/$file.err"
  [ -s "$dir/$file" ] || rm -f "$dir/$file"
  [ -s "$dir/$file.err" ] || rm -f "$dir/$file.err"
}
"""


def script(design: ClusterDesign) -> str:
    """A script for `sh` that runs all commands and redacts their output."""
    filled = {
        "name": design.name,
        "sed": redaction.program("redact.sed"),
        "awk": redaction.program("redact.awk"),
        "kept": "\n".join(redaction.kept()),
    }
    head = re.sub("@([a-z]+)@", lambda found: filled[found[1]], _HEAD)
    parts = [head, *map(_lines, (*commands(design), *for_import(design)))]
    return "\n".join(parts) + '\necho "now: eks-gpu doctor FILE --from $dir"\n'


def _lines(command: Command) -> str:
    arguments = " ".join(map(_quoted, command.words))
    if not command.names:
        return f"ask {command.file}.{command.ending} {arguments}"
    listed = " ".join(map(shlex.quote, command.names))
    return f'for each in $({listed}); do\n  ask {command.file}-"$each".{command.ending} {arguments}\ndone'


def _quoted(word: str) -> str:
    """A word for the shell, with the name of the loop in place of ``EACH``."""
    return '"$each"'.join(shlex.quote(part) if part else "" for part in word.split(EACH)) or "''"
