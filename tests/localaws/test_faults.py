"""Faults during an apply: a killed terraform, and an API that throttles, fails, or refuses."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eks_gpu.declaration import check_change, read
from tests.localaws import edits
from tests.localaws.cycle import nodegroups, scale_up
from tests.localaws.deployment import QUIET, SETTINGS, Deployment
from tests.localaws.inventory import inventory
from tests.localaws.plans import folder_of, state_of
from tests.localaws.proxy import Proxy, proxy
from tests.localaws.server import LocalAws, local_aws
from tests.pipelines.calls import Call, recorded
from tests.pipelines.roles import may, policies_of, roles
from tests.synthesized import AWS_KINDS, EXAMPLES, Synthesized, synthesize
from tests.terraform.provider import ATTACHED
from tests.terraform.runner import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.problem import Problem
    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]
(QUICKSTART,) = (path for path in EXAMPLES if path.stem == "quickstart")
NAME = "quickstart"
# As many attempts as an impatient team would leave of the provider's 25.
PATIENT = SETTINGS | {"provider": {"aws": [{"max_retries": 5}]}}
ENOUGH = 10
# Seconds without a change of the state.
SETTLED = 4.0
# All of the network but the NAT gateway and the two routes to it; an endpoint takes its time to be stored.
BUT_THE_NAT = 21
ADMIN = "arn:aws:iam::111122223333:role/platform"


@dataclass(frozen=True)
class Killed:
    """Observations of a cluster whose applies were killed."""

    stored: int
    """Resources in the state of the network after the first kill."""

    lock_left: bool
    """Whether terraform's note of its lock was still there."""

    survivors: list[int]
    """Processes of the killed terraforms that went on."""

    exists: str
    """What the apply says after a control plane was made and not stored."""

    orphans: set[str]
    """Node groups that no state knows, after one was made and not stored."""

    stuck: str
    """What destroy says of them."""

    left: set[str]
    """What is there at the end, and was not at the beginning."""

    looked: frozenset[Call]
    """The calls of plans of both stacks, where there was nothing to do."""

    asked: frozenset[Call]
    """The calls of a whole life."""


@dataclass(frozen=True)
class Faulty:
    """Observations of a cluster whose API failed at random."""

    throttled: int
    """Requests that were throttled while the network was made."""

    failure: str
    """What terraform says of node groups that cannot be made."""

    refusal: str
    """What terraform says of minima that are raised."""

    findings: list[Problem]
    """What the command says of the same edit."""

    replacement: str
    """What terraform says of a cluster that is to be replaced."""


@pytest.fixture(scope="module")
def lives(
    terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Future[Killed], Future[Faulty]]]:
    """Two lives of the quickstart, each in an account of its own."""
    root = tmp_path_factory.mktemp("faults")
    raised = edits.write(raised_above_the_maximum(), root / "raised")
    first, later = synthesize([QUICKSTART], root / "first-stacks"), synthesize([raised], root / "raised-stacks")
    other = edits.write(with_another_creator(edits.read(raised)), root / "anew")
    anew = synthesize([other], root / "anew-stacks")
    with ThreadPoolExecutor() as executor:
        yield (
            executor.submit(killed_life, terraform, root / "killed", first),
            executor.submit(faulty_life, terraform, root / "faulty", first, (later, raised), anew),
        )


@pytest.fixture
def killed(lives: tuple[Future[Killed], Future[Faulty]]) -> Killed:
    return lives[0].result()


@pytest.fixture
def faulty(lives: tuple[Future[Killed], Future[Faulty]]) -> Faulty:
    return lives[1].result()


def test_a_lock_dies_with_its_process(killed: Killed) -> None:
    """Terraform's lock file still exists, and the next apply continued nevertheless."""
    assert killed.stored == BUT_THE_NAT
    assert killed.lock_left
    assert not killed.survivors


def test_a_control_plane_that_was_not_stored_is_named(killed: Killed) -> None:
    assert "aws_eks_cluster.eks_cluster" in killed.exists
    assert "ResourceInUseException: Cluster already exists with name: quickstart" in killed.exists


def test_a_node_group_that_was_not_stored_is_an_orphan(killed: Killed) -> None:
    """Its name is generated again, so nothing clashes; but it prevents the deletion of the cluster, as EKS reports."""
    assert len(killed.orphans) == 1
    assert "deleting EKS Cluster (quickstart)" in killed.stuck
    assert "Cluster has nodegroups attached" in killed.stuck


def test_a_kill_leaves_nothing_else(killed: Killed) -> None:
    assert not killed.left


def test_the_roles_of_the_pipelines_may_do_all_of_it(killed: Killed, terraform: Terraform, tmp_path: Path) -> None:
    """Each call of the real provider, held against the policies of the roles that plan and deploy."""
    policies = policies_of(roles(terraform, tmp_path / "aws-roles"))

    assert {"eks:DescribeNodegroup", "ec2:DescribeSubnets"} <= {one.action for one in killed.looked}
    assert [one for one in killed.looked if not may(policies["plan"], one.action, one.context)] == []
    assert {"eks:CreateCluster", "eks:DeleteCluster", "ec2:DeleteVpc"} <= {one.action for one in killed.asked}
    assert [one for one in killed.asked if not may(policies["deploy"], one.action, one.context)] == []
    assert not may(policies["plan"], "eks:DeleteCluster")


def test_throttling_is_waited_out(faulty: Faulty) -> None:
    assert faulty.throttled >= ENOUGH


def test_a_failing_api_is_reported_with_the_address(faulty: Faulty) -> None:
    """And the next apply, once it is well again, went through."""
    assert "with aws_eks_node_group.system_nodes" in faulty.failure
    assert "InternalFailure" in faulty.failure


def test_a_raised_minimum_takes_the_two_steps_that_are_printed(faulty: Faulty) -> None:
    says = f"InvalidParameterException: Minimum capacity {edits.RAISED} can't be greater than desired size 1"
    assert says in faulty.refusal
    assert "with aws_eks_node_group.gpu-gpu_us-west-2a" in faulty.refusal
    prefixes, sizes = raise_step(faulty.findings)
    assert len(prefixes) == 2
    # The maximum is the old one too, and must go up with them.
    assert sizes == dict.fromkeys(("minSize", "desiredSize", "maxSize"), edits.RAISED)


def test_a_cluster_is_not_replaced_after_all(faulty: Faulty) -> None:
    """Its node groups make their successors first, so it must too; but its name is taken, and nothing is lost."""
    assert "with aws_eks_cluster.eks_cluster" in faulty.replacement
    assert "ResourceInUseException: Cluster already exists with name: quickstart" in faulty.replacement


def killed_life(terraform: Terraform, root: Path, made: Synthesized) -> Killed:
    """Kill an apply before something is made, and two after; each time go on."""
    with local_aws() as aws, proxy(aws) as between, begun(terraform, between, root, made) as deployment:
        before = inventory(aws)
        asked = recorded(between)
        survivors = kill(deployment, "network", between, "CreateNatGateway", reaches_aws=False, stored=BUT_THE_NAT)
        state = state_of(deployment, "network")
        stored = count(state)
        lock_left = state.with_name(f".{state.name}.lock.info").exists()
        apply(deployment, "network")

        survivors += kill(deployment, "cluster", between, "CreateCluster", reaches_aws=True)
        exists = deployment.refused("cluster")
        aws.client("eks").delete_cluster(name=NAME)

        survivors += kill(deployment, "cluster", between, "CreateNodegroup", reaches_aws=True)
        apply(deployment, "cluster")
        asked_before = set(asked)
        asked.clear()
        for kind in AWS_KINDS:
            deployment.assert_done(kind)
        looked = frozenset(asked)
        orphans = {nodegroup["nodegroupName"] for nodegroup in nodegroups(aws, NAME)} - stored_nodegroups(deployment)
        stuck = destroyed(deployment)
        for name in orphans:
            aws.client("eks").delete_nodegroup(clusterName=NAME, nodegroupName=name)
        deployment.destroy()
        left = inventory(aws) - before
        everything = frozenset(asked | asked_before)
        return Killed(stored, lock_left, survivors, exists, orphans, stuck, left, looked, everything)


def faulty_life(
    terraform: Terraform, root: Path, made: Synthesized, later: tuple[Synthesized, Path], anew: Synthesized
) -> Faulty:
    """Throttle the network's requests, fail the node groups', raise the minima, replace the cluster."""
    with local_aws() as aws, proxy(aws) as between, begun(terraform, between, root, made) as deployment:
        between.throttled = 3
        apply(deployment, "network")
        between.throttled = 0
        throttled = sum(between.refused.values())

        between.failing = "CreateNodegroup"
        failure = deployment.refused("cluster")
        between.failing = ""
        apply(deployment, "cluster")
        deployment.assert_done("cluster")

        scale_up(aws, NAME)
        stacks, raised = later
        deployment.write(stacks)
        refusal = deployment.refused("cluster")
        findings = list(check_change(read(raised), read(QUICKSTART)).problems)
        do_as_printed(aws, findings)
        apply(deployment, "cluster")
        deployment.assert_done("cluster")
        deployment.write(anew)
        return Faulty(throttled, failure, refusal, findings, deployment.refused("cluster"))


def raised_above_the_maximum() -> edits.Declared:
    """The quickstart with so high a minimum that the maximum goes up with it."""
    declared = edits.raised(edits.read(QUICKSTART))
    for group in declared["gpu_node_groups"]:
        group["max_per_zone"] = max(group["max_per_zone"], edits.RAISED)
    return declared


def with_another_creator(declared: edits.Declared) -> edits.Declared:
    """A declaration whose cluster is not the same any more."""
    return declared | {"access": declared["access"] | {"creator_admin": False, "admins": [ADMIN]}}


def raise_step(findings: list[Problem]) -> tuple[tuple[str, ...], dict[str, int]]:
    """How the names begin that the finding says to change, and the sizes that it says to give them."""
    (told,) = [finding for finding in findings if finding.id == "change-minimum-raised"]
    prefixes = re.match(r"for each node group that begins with ((?:'[^']+'(?: and )?)+)", told.fix)
    sizes = re.search(r"--scaling-config ([A-Za-z0-9=,]+)`; then apply$", told.fix)
    assert prefixes
    assert sizes
    pairs = (pair.split("=") for pair in sizes[1].split(","))
    return tuple(re.findall(r"'([^']+)'", prefixes[1])), {key: int(value) for key, value in pairs}


def do_as_printed(aws: LocalAws, findings: list[Problem]) -> None:
    """Do what the command says to do by hand, to the letter."""
    prefixes, sizes = raise_step(findings)
    names = [
        nodegroup["nodegroupName"]
        for nodegroup in nodegroups(aws, NAME)
        if nodegroup["nodegroupName"].startswith(prefixes)
    ]
    assert len(names) == len(prefixes)
    for name in names:
        aws.client("eks").update_nodegroup_config(clusterName=NAME, nodegroupName=name, scalingConfig=sizes)


@contextmanager
def begun(terraform: Terraform, between: Proxy, root: Path, made: Synthesized) -> Iterator[Deployment]:
    """The stacks, written and initialized, behind the proxy."""
    local = replace(terraform, environment=terraform.environment | between.aws.environment)
    deployment = Deployment(local, root, NAME)
    deployment.write(made)
    deployment.init()
    with deployment.attached() as begun:
        yield begun


def apply(deployment: Deployment, kind: str) -> None:
    with patient(deployment, kind):
        deployment.terraform.succeed(folder_of(deployment, kind), "apply", "-auto-approve", *QUIET)


@contextmanager
def patient(deployment: Deployment, kind: str) -> Iterator[None]:
    """Let the provider try again, because a connection on the loopback interface may break too."""
    settings = folder_of(deployment, kind) / "provider_override.tf.json"
    write(settings, PATIENT)
    yield
    write(settings, SETTINGS)


def destroyed(deployment: Deployment) -> str:
    """Destroy the cluster, which must fail, and return terraform's message."""
    arguments = ("destroy", "-auto-approve", "-refresh=false", *QUIET)
    result = deployment.terraform.run(folder_of(deployment, "cluster"), *arguments)
    assert result.code == 1, result.output
    return " ".join(result.output.replace("│", " ").split())


def kill(
    deployment: Deployment, kind: str, between: Proxy, operation: str, *, reaches_aws: bool, stored: int = 0
) -> list[int]:
    """Kill an apply, and its providers, while one request is under way and all others are stored; say who survives."""
    between.hold(operation, reaches_aws=reaches_aws)
    # With providers of its own, to die with it.
    environment = {key: value for key, value in deployment.terraform.environment.items() if key != ATTACHED}
    folder = folder_of(deployment, kind)
    with patient(deployment, kind), (folder / "killed.txt").open("w+b") as output:
        process = subprocess.Popen(
            [deployment.terraform.binary, "apply", "-auto-approve", *QUIET],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            held = awaited(between, process)
            output.seek(0)
            assert held, f"nobody asked for {operation}: {output.read()[-3000:].decode()}"
            settle(state_of(deployment, kind), stored)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
            between.release()
    assert code == -signal.SIGKILL
    return alive(process.pid)


def awaited(between: Proxy, process: subprocess.Popen[bytes]) -> bool:
    """Whether the request that is held came, before the process ended by itself."""
    deadline = time.monotonic() + 300
    while not between.holding.wait(0.5):
        if process.poll() is not None or time.monotonic() > deadline:
            return False
    return True


def settle(state: Path, stored: int) -> None:
    """Wait until the state holds enough and has not changed for a while: all but the held request is stored."""
    deadline = time.monotonic() + 240
    while count(state) < stored or time.time() - state.stat().st_mtime < SETTLED:
        assert time.monotonic() < deadline, f"{count(state)} resources of {stored} are stored"
        time.sleep(0.2)


def count(state: Path) -> int:
    """The resources in a state; none while it is being written."""
    try:
        held = json.loads(state.read_text(encoding="utf-8"))["resources"]
    except (FileNotFoundError, json.JSONDecodeError):
        return 0
    return sum(len(one["instances"]) for one in held if one["mode"] == "managed")


def alive(group: int) -> list[int]:
    """The processes of a group that are still there, after a moment to die in."""
    for _ in range(50):
        left = [int(path.name) for path in Path("/proc").glob("[0-9]*") if group_of_process(path) == group]
        if not left:
            break
        time.sleep(0.1)
    return left


def group_of_process(path: Path) -> int | None:
    try:
        state, _, group = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state == "Z" else int(group)


def stored_nodegroups(deployment: Deployment) -> set[str]:
    """The node groups that terraform knows."""
    state = json.loads(state_of(deployment, "cluster").read_text(encoding="utf-8"))
    groups = [resource for resource in state["resources"] if resource["type"] == "aws_eks_node_group"]
    return {instance["attributes"]["node_group_name"] for group in groups for instance in group["instances"]}
