"""`eks-gpu doctor`: sound clusters have no finding; of broken ones the cause comes first."""

from __future__ import annotations

import inspect
import json
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from eks_gpu.doctor import Situation, Stage, examine, findings, observe
from eks_gpu.doctor.report import as_json, as_text, not_looked_at
from eks_gpu.rules import rule_id
from tests.doctor import healthy
from tests.doctor.cases import BROKEN, Broken, gpu_node, said, waits
from tests.doctor.cases_pools import BROKEN_POOLS
from tests.lengths import lines_of_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.doctor import Finding
    from tests.doctor.healthy import Folder

RULES = {rule_id(rule.__name__): rule for rule in findings.rules()}


def found(folder: Folder) -> tuple[Finding, ...]:
    return examine(healthy.design(), observe(folder.texts()))


@cache
def found_of(case: Broken) -> tuple[Finding, ...]:
    return found(case.folder())


def told(folder: Folder) -> str:
    seen = observe(folder.texts())
    situation = Situation(healthy.design(), seen)
    return as_text("vision.yaml", situation, examine(healthy.design(), seen), not_looked_at(situation))


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_the_cause_comes_first(case: Broken) -> None:
    problems = found_of(case)

    assert problems[0].id == case.first
    assert case.step in problems[0].fix
    following = {problem.id: problem.because for problem in problems}
    assert [name for name in case.also if name not in following] == []
    assert [name for name in case.also if not following[name]] == []
    assert problems[0].because == ()


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_every_finding_of_a_broken_cluster_is_the_cause_or_follows(case: Broken) -> None:
    """No second explanation next to the true one."""
    others = [finding for finding in found_of(case)[1:] if finding.severity == "error" and not finding.because]

    assert [other.id for other in others if other.id != case.first] == []


@pytest.mark.parametrize("make", [healthy.at_zero, healthy.scaled_up, lambda: healthy.scaled_up(2)])
def test_a_cluster_as_declared_has_no_finding(make: Callable[[], Folder]) -> None:
    folder = make()

    assert found(folder) == ()
    text = told(folder)
    assert text.startswith("Next step: none; the cluster matches its declaration\n")
    assert "not looked at" not in text


def test_a_partial_list_of_pods_does_not_prove_a_missing_autoscaler() -> None:
    folder = healthy.scaled_up()
    del folder.files["deployments.json"], folder.files["autoscaler-log.txt"]
    folder["pods.json"]["items"] = [folder.named("pods.json", "device-plugin"), folder.named("pods.json", "serve")]

    assert found(folder) == ()


def test_one_node_says_nothing_of_other_instances() -> None:
    folder = healthy.scaled_up(2)
    assert [one.id for one in found(folder)] == []
    folder.files["nodes.json"] = gpu_node(folder)
    assert [one.id for one in found(folder)] == []


def test_an_autoscaler_that_works_needs_no_association() -> None:
    """One of Helm has its role by its service account."""
    folder = healthy.at_zero()
    folder["pod-identity.json"]["associations"] = []
    assert found(folder) == ()
    folder.files["autoscaler-log.txt"] += "E1120 10:29:54.1       1 aws_manager.go:1] no EC2 IMDS role found\n"
    assert found(folder)[0].id == "autoscaler-identity-missing"


def test_a_pod_behind_a_gate_is_not_waiting() -> None:
    folder = healthy.waiting()
    gate = {"type": "PodScheduled", "status": "False", "reason": "SchedulingGated", "message": "Scheduling is blocked"}
    folder.named("pods.json", "serve")["status"]["conditions"] = [gate]

    (problem,) = found(folder)

    assert (problem.id, problem.severity) == ("pod-pending", "warning")
    assert "Kueue" in problem.fix


def test_a_cordoned_node_that_pods_would_use_comes_first() -> None:
    folder = healthy.bought()
    gpu_node(folder)["spec"]["unschedulable"] = True
    said(folder, ("FailedScheduling", "0/2 nodes are available: 1 node(s) were unschedulable, 1 Insufficient cpu."))

    problems = found(folder)

    assert (problems[0].id, problems[0].severity) == ("node-stuck", "error")
    assert problems[1].because == ("node-stuck",)


def test_an_idle_node_that_eks_keeps_as_its_minimum() -> None:
    folder = next(case for case in BROKEN if case.name == "idle").folder()
    gpu_node(folder)["metadata"]["annotations"] = {}
    folder["auto-scaling-groups.json"]["AutoScalingGroups"][0]["MinSize"] = 1

    assert "minimum of 1 in EKS keeps it" in next(one for one in found(folder) if one.id == "gpu-idle").message


def test_a_missing_answer_is_not_silence() -> None:
    folder = healthy.waiting()
    assert "has not reported anything about it" in found(folder)[0].message
    del folder.files["events.json"]
    (problem,) = found(folder)
    assert "were not gathered" in problem.message
    assert problem.fix.startswith("kubectl -n team describe pod serve-")


@pytest.mark.parametrize(
    ("reasons", "meaning"),
    [
        ("1 node(s) didn't match Pod's node affinity/selector, 2 max node group size reached", "reached its maximum"),
        ("1 Insufficient nvidia.com/gpu, 2 in backoff after failed scale-up", "tries its group again"),
        ("1 node(s) didn't match Pod's node affinity/selector, 2 not ready for scale-up", "unhealthy"),
        ("1 Insufficient nvidia.com/gpu, 2 node(s) didn't match pod topology spread constraints", "spread"),
        ("1 node(s) didn't match Pod's node affinity/selector, 2 Insufficient nvidia.com/gpu", "has no such GPUs"),
        ("3 node(s) didn't match Pod's node affinity/selector", "affinity or selector"),
    ],
)
def test_the_reason_that_matters_is_reported_among_several(reasons: str, meaning: str) -> None:
    folder = healthy.waiting()
    said(folder, ("NotTriggerScaleUp", f"pod didn't trigger scale-up: {reasons}"))

    assert meaning in next(one for one in found(folder) if one.id == "pod-pending").message


def test_the_quota_is_the_one_that_ec2_speaks_of() -> None:
    folder = healthy.waiting()
    message = "Could not launch Spot Instances. MaxSpotInstanceCountExceeded - Max spot instance count exceeded."
    folder["activities.json"]["Activities"].append(healthy.failed_start(message))

    (problem,) = (one for one in found(folder) if one.id == "quota-exceeded")

    assert "L-3819A6DF" in problem.message
    assert "--desired-value 16 " in problem.fix


def test_the_report_begins_with_the_next_step() -> None:
    lines = told(next(case for case in BROKEN if case.name == "quota-of-zero").folder()).splitlines()

    assert lines[0].startswith("Next step: aws service-quotas request-service-quota-increase")
    assert [line for line in lines if len(line) > 80 and line.startswith(" ") and " " in line.strip()] == []


def test_consequences_name_their_cause() -> None:
    text = " ".join(told(BROKEN[0].folder()).split())

    assert "Consequences, which end with their cause: [autoscaler-backoff]" in text
    assert "; from [quota-exceeded]" in text


@pytest.mark.slow
def test_a_missing_answer_is_reported_and_causes_no_finding() -> None:
    whole = healthy.scaled_up()
    for name in list(whole.files):
        folder = healthy.scaled_up()
        del folder.files[name]
        assert [one.id for one in found(folder)] == [], name
    folder = healthy.Folder({"nodes.json": whole["nodes.json"]})
    assert "not looked at: pods (kubectl get pods -A -o json)" in told(folder)


@pytest.mark.parametrize(
    ("phase", "reason", "message", "rule", "words"),
    [
        ("Pending", "CreateContainerConfigError", 'configmap "settings" not found', "pod-not-starting", "not exist"),
        ("Running", "CreateContainerConfigError", 'secret "key" not found', "pod-not-starting", "does not exist"),
        (
            "Pending",
            "CreateContainerConfigError",
            "couldn't find key token in Secret team/key",
            "pod-not-starting",
            "a key",
        ),
        ("Pending", "CreateContainerConfigError", "", "pod-not-starting", "has not started it"),
        ("Pending", "CreateContainerError", "no command specified", "pod-not-starting", "has not started it"),
        ("Pending", "InvalidImageName", "couldn't parse image reference", "pod-image", "cannot pull its image"),
        ("Running", "CrashLoopBackOff", "back-off 40s", "pod-crashing", "restarts it"),
    ],
)
def test_failures_that_time_does_not_fix_are_reported_at_once(
    phase: str, reason: str, message: str, rule: str, words: str
) -> None:
    folder = _young(reason, message, phase)

    (problem,) = found(folder)

    assert problem.id == rule
    assert words in problem.message
    assert problem.seen == ((message,) if message else ())
    assert "1 GPU pod on a node but not running" in told(folder)
    assert "no GPU pod waits" not in told(folder)


def test_a_pod_that_was_just_placed_is_given_time() -> None:
    folder = _young("ContainerCreating")
    assert found(folder) == ()
    # A pull that failed once is over when the containers are being made.
    said(folder, ("Failed", "Failed to pull image: i/o timeout"))
    assert found(folder) == ()
    said(folder, ("FailedMount", 'MountVolume.SetUp failed for volume "key" : secret "key" not found'))
    (problem,) = found(folder)
    assert "does not exist" in problem.message


def test_a_container_that_waits_for_another_is_not_a_second_cause() -> None:
    folder = _young("ImagePullBackOff")
    pod = folder.named("pods.json", "serve")
    pod["metadata"]["creationTimestamp"] = healthy.OLD
    pod["status"]["containerStatuses"].append({"name": "b", "state": {"waiting": {"reason": "ContainerCreating"}}})

    assert [one.id for one in found(folder)] == ["pod-image"]


def _young(reason: str, message: str = "", phase: str = "Pending") -> Folder:
    """A pod that was made three minutes before anything was asked."""
    folder = healthy.scaled_up()
    pod = folder.named("pods.json", "serve")
    waits(pod, reason, message)
    pod["status"]["phase"] = phase
    pod["metadata"]["creationTimestamp"] = "2026-11-20T10:27:00Z"
    pod["status"]["conditions"] = [{"type": "Ready", "status": "False", "lastTransitionTime": healthy.NOW}]
    return folder


def _tainted(*taints: str) -> Folder:
    """A GPU node with these taints in addition to its own, as kubectl writes them."""
    folder = healthy.scaled_up()
    for text in taints:
        key, _, rest = text.partition("=")
        value, _, effect = rest.partition(":")
        gpu_node(folder)["spec"]["taints"].append({"key": key, "value": value, "effect": effect})
    return folder


@pytest.mark.parametrize(
    "taint",
    [
        "aws-node-termination-handler/spot-itn=1789:NoSchedule",
        "aws-node-termination-handler/rebalance-recommendation=1789:NoExecute",
        "startup-taint.cluster-autoscaler.kubernetes.io/cilium=true:NoExecute",
        "status-taint.cluster-autoscaler.kubernetes.io/busy=true:NoSchedule",
        "ignore-taint.cluster-autoscaler.kubernetes.io/warm=true:NoSchedule",
        "dedicated=ml:PreferNoSchedule",
    ],
)
def test_a_taint_that_passes_or_only_asks_is_left_alone(taint: str) -> None:
    assert found(_tainted(taint)) == ()


def test_all_taints_that_repel_are_taken_away_at_once() -> None:
    (problem,) = found(_tainted("a=1:NoSchedule", "soft=1:PreferNoSchedule", "b=:NoExecute"))

    assert problem.id == "node-differs"
    assert f"kubectl taint node {healthy.node_name(0)} a=1:NoSchedule- b=:NoExecute-, or declare them" in problem.fix
    assert "soft" not in problem.message


@pytest.mark.parametrize("effect", ["NoSchedule", "NoExecute"])
def test_pods_tolerate_every_value_of_the_gpu_taint(effect: str) -> None:
    folder = _tainted()
    gpu_node(folder)["spec"]["taints"] = [{"key": "nvidia.com/gpu", "value": "true", "effect": effect}]

    problems = [one for one in found(folder) if one.id == "node-differs"]

    assert [problem.severity for problem in problems] == (
        ["warning"] if effect == "NoSchedule" else ["error", "warning"]
    )
    assert "the node lacks nvidia.com/gpu=present:NoSchedule" in problems[-1].message


def test_for_machines() -> None:
    folder = BROKEN[0].folder()
    seen = observe(folder.texts())
    situation = Situation(healthy.design(), seen)
    document = json.loads(as_json("vision.yaml", situation, examine(healthy.design(), seen), []))

    assert document["next_step"]["id"] == document["problems"][0]["id"] == "quota-exceeded"
    assert document["problems"][0]["groups"] == ["gpu"]


def test_no_value_of_an_environment_is_kept_or_printed() -> None:
    folder = next(case for case in BROKEN if case.name == "one-shot").folder()

    assert "correct-horse-battery" in folder.texts()[1][1]
    assert "correct-horse-battery" not in repr(observe(folder.texts()).answers)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_speaks_for_itself(rule: str) -> None:
    page = inspect.getdoc(RULES[rule]) or ""
    assert "**Why.**" in page
    assert "**Fix.**" in page
    assert findings.follows()[rule] <= set(RULES) - {rule}
    assert lines_of_code(RULES[rule]) <= 150


def test_a_pod_that_waits_follows_from_whatever_keeps_its_node_away() -> None:
    earlier = {Stage.ACCOUNT, Stage.GROUP, Stage.AUTOSCALER, Stage.DEVICES}

    assert findings.follows()["pod-pending"] >= {name for name, stage in findings.stages().items() if stage in earlier}


def test_nothing_follows_from_itself() -> None:
    follows = findings.follows()
    TopologicalSorter(follows).prepare()


def test_most_rules_have_a_cluster_that_breaks_them() -> None:
    shown = {finding.id for case in BROKEN for finding in found_of(case)} | {case.first for case in BROKEN_POOLS}

    assert sorted(set(RULES) - shown) == []
