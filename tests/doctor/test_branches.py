"""Branches of rows: the step follows what stands near the line, the platform, and the program that called."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import Finding, examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.signatures.words.causes import NAMED, OFTEN

BRANCHES = [(row, branch) for row in signatures.signatures() for branch in row.branches if not branch.is_near]
NEAR = [branch for row in signatures.signatures() for branch in row.branches if branch.is_near]
DENIED = "api error UnauthorizedOperation: You are not authorized to do it. Encoded authorization failure message: 4a1c"
THROTTLED = "api error RequestLimitExceeded: Request limit exceeded."


def first(text: str) -> Finding:
    return examine_unfiled(observe([(PASTED, text)]), [text])[1][0]


@pytest.mark.parametrize(("row", "branch"), BRANCHES, ids=lambda one: getattr(one, "id", ""))
def test_the_evidence_beside_the_line_gives_the_branch(row: signatures.Signature, branch: signatures.Branch) -> None:
    # In the parts of an issue, which are texts of their own.
    text = f"## What happened\n\n```\n{row.said}\n```\n\n## Environment\n\n```\n{branch.said}\n```\n"

    said = [one for one in examine_unfiled(observe([(PASTED, text)]), [text])[1] if one.id == row.id]

    assert [one.fix for one in said] == [branch.next]
    assert all(_words(one.message).startswith(_words(branch.means or row.means)) for one in said)


@pytest.mark.parametrize("row", [row for row in signatures.signatures() if row.branches], ids=lambda row: row.id)
def test_a_line_alone_keeps_the_words_of_its_row(row: signatures.Signature) -> None:
    match = row.place_in("\n".join(line for line in row.said.splitlines()))
    fitting = [one.next for one in row.branches if one.beside.search(row.said)]

    assert match
    assert match.branched(signatures.evidence([row.said])).next == (fitting or [match.next])[0]


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (
            '{"controller":"nodeclaim.lifecycle","error":"creating fleet, operation error EC2: CreateFleet, %s"}',
            "BATCH",
        ),
        ("E1120 10:00:00.1 1 static_autoscaler.go:300] Failed to regenerate ASG cache: %s", "--scan-interval"),
        ('AttachVolume.Attach failed for volume "pvc-1": rpc error: operation error EC2: AttachVolume, %s', "EBS CSI"),
        ("Error: reading EC2 Subnet (subnet-0a): operation error EC2: DescribeSubnets, %s", "-parallelism"),
        ("2026-11-20 10:00:00 [✖]  operation error CloudFormation: DescribeStacks, %s", "eksctl"),
        ('{"level":"error","caller":"ipamd","msg":"AssignPrivateIpAddresses: %s"}', "PREFIX"),
    ],
)
def test_the_step_for_a_throttled_call_is_for_its_caller(line: str, step: str) -> None:
    found = first(line % THROTTLED)

    assert found.id == "aws-throttled"
    assert step in found.fix


def test_the_caller_of_the_line_counts_before_other_programs_of_the_paste() -> None:
    line = f"E1120 10:00:00.1 1 auto_scaling_groups.go:453] Failed to describe: {THROTTLED}"

    found = first(f"We came here from Karpenter, the controller version was 1.0.\n\n```\n{line}\n```\n")

    assert "--scan-interval" in found.fix


def test_a_paste_without_a_caller_keeps_the_general_step() -> None:
    assert "CloudTrail" in first(f"operation error EC2: DescribeInstances, {THROTTLED}").fix


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Error: creating IAM Role (karpenter-controller): operation error IAM: CreateRole, %s", "runs Terraform"),
        ("[✖]  getting credentials: %s", "runs eksctl"),
    ],
)
def test_the_step_for_a_denied_call_is_for_its_caller(line: str, step: str) -> None:
    assert step in first(line % DENIED).fix


@pytest.mark.parametrize("branch", NEAR, ids=lambda one: one.said[:20])
def test_a_branch_of_the_line_fits_its_text(branch: signatures.Branch) -> None:
    assert branch.beside.search(branch.said)


@pytest.mark.parametrize(
    ("image", "step"),
    [
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/a", "nodes' role"),
        ("nvcr.io/a/b", "oauthtoken"),
        ("ghcr.io/a", "REG"),
    ],
)
def test_the_registry_of_the_line_gives_the_step_of_a_refused_pull(image: str, step: str) -> None:
    others = "image: 602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/pause:3.5"

    found = first(f'{others}\nFailed to pull image "{image}:1": failed to authorize: 401 Unauthorized\n')

    assert step in found.fix


def test_two_claims_of_one_pod_in_one_zone_keep_the_step_of_the_row() -> None:
    zones = "Term 0: topology.kubernetes.io/zone in [eu-west-1a]\n" * 2

    found = first(f"0/3 nodes are available: 3 node(s) had volume node affinity conflict.\n\n```\n{zones}```\n")

    assert found.message.startswith("its volume is in a zone")


def _words(message: str) -> str:
    """A message without the order of its causes: a short text may put another one first."""
    before, _, causes = message.replace(NAMED, OFTEN).partition(OFTEN)
    return f"{before}{sorted(causes.replace('. ', '; ').split('; '))}" if causes else message
