"""Permissions of a workload's pods in AWS, and the pods that get them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.aws.permissions import Policy, allowed
from tests.specs import changed

if TYPE_CHECKING:
    from tests.synthesized import Synthesized

STACK, ROLE = "llm-serving-cluster", "service-account-llm_vllm_role_role"
MODELS = "arn:aws:s3:::acme-models"
CLUSTER = "arn:aws:eks:us-west-2:111122223333:cluster/llm-serving"
TAGS = {
    "aws:RequestTag/eks-cluster-arn": CLUSTER,
    "aws:RequestTag/kubernetes-namespace": "llm",
    "aws:RequestTag/kubernetes-service-account": "vllm",
}


@pytest.fixture(scope="module")
def resources(synthesized: Synthesized) -> dict[str, Any]:
    found: dict[str, Any] = synthesized.stack(STACK)["resource"]
    return found


@pytest.fixture(scope="module")
def rights(resources: dict[str, Any]) -> list[Policy]:
    role = f"${{aws_iam_role.{ROLE}.name}}"
    assert not any(resource["role"] == role for resource in resources["aws_iam_role_policy_attachment"].values())
    return [json.loads(one["policy"]) for one in resources["aws_iam_role_policy"].values() if one["role"] == role]


@pytest.fixture(scope="module")
def trust(resources: dict[str, Any]) -> list[Policy]:
    """The role's trust policy, as a policy on the role itself, with the cluster's future ARN."""
    text = resources["aws_iam_role"][ROLE]["assume_role_policy"].replace("${aws_eks_cluster.eks_cluster.arn}", CLUSTER)
    document = json.loads(text)
    assert all(
        statement.pop("Principal") == {"Service": "pods.eks.amazonaws.com"} for statement in document["Statement"]
    )
    return [{"Statement": [{**statement, "Resource": "*"} for statement in document["Statement"]]}]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("s3:GetObject", f"{MODELS}/qwen3-14b/config.json", {}),
        # Prefix by which the streamer lists (run-ai/runai-model-streamer, `files.py`): the prefix with its '/'.
        ("s3:ListBucket", MODELS, {"s3:prefix": "qwen3-14b/"}),
    ],
)
def test_may(rights: list[Policy], action: str, resource: str, context: dict[str, str]) -> None:
    assert allowed(rights, action, resource, context)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("s3:GetObject", f"{MODELS}/other/config.json", {}),
        ("s3:GetObject", "arn:aws:s3:::acme-other/qwen3-14b/config.json", {}),
        ("s3:ListBucket", MODELS, {"s3:prefix": "other/"}),
        ("s3:ListBucket", MODELS, {}),
        ("s3:PutObject", f"{MODELS}/qwen3-14b/config.json", {}),
        ("s3:DeleteObject", f"{MODELS}/qwen3-14b/config.json", {}),
        ("s3:PutBucketPolicy", MODELS, {}),
        ("iam:PassRole", "arn:aws:iam::111122223333:role/admin", {}),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/admin", {}),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-west-2:111122223333:secret:x", {}),
    ],
)
def test_may_not(rights: list[Policy], action: str, resource: str, context: dict[str, str]) -> None:
    assert not allowed(rights, action, resource, context)


@pytest.mark.engine
@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:TagSession"])
@pytest.mark.parametrize("other", [None, *TAGS])
def test_the_role_is_for_the_pods_of_one_account(trust: list[Policy], action: str, other: str | None) -> None:
    tags = TAGS if other is None else {**TAGS, other: "another"}

    assert allowed(trust, action, "*", tags) is (other is None)
    assert not allowed(trust, action, "*", {})


@pytest.mark.engine
def test_the_association_names_the_account_and_waits_for_its_permissions(resources: dict[str, Any]) -> None:
    association = resources["aws_eks_pod_identity_association"]["service-account-llm_vllm_association"]

    assert (association["namespace"], association["service_account"]) == ("llm", "vllm")
    assert association["role_arn"] == f"${{aws_iam_role.{ROLE}.arn}}"
    assert association["depends_on"] == ["aws_iam_role_policy.service-account-llm_vllm_role_workload"]
    # Without tags in its sessions the trust would admit nobody.
    assert "disable_session_tags" not in association


NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


@given(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=4, unique=True))
def test_names_of_roles_fit_and_differ(accounts: list[tuple[str, str]]) -> None:
    grant = {"statements": [{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::models/*"]}]}
    workloads = [
        {
            "name": f"w{index}",
            "kind": "job",
            "image": "a:1",
            "namespace": home,
            "service_account": {"name": name, **grant},
        }
        for index, (home, name) in enumerate(accounts)
    ]
    spec = changed({"workloads": workloads, "name": "a" * 31, "region": "ap-southeast-7"})
    names = [
        service_account.role_name or ""
        for service_account in design_cluster(ClusterSpec.model_validate(spec)).service_accounts
    ]

    assert len(set(names)) == len(accounts)
    assert all(0 < len(name) <= 64 for name in names)


def test_accounts_are_shared_by_name_and_namespace() -> None:
    grant = {"policy_arns": ["arn:aws:iam::111122223333:policy/read"]}
    job = {"kind": "job", "image": "a:1"}
    spec = changed(
        {
            "workloads": [
                {**job, "name": "a", "service_account": {"name": "reader"}},
                {**job, "name": "b", "service_account": {"name": "reader", **grant}},
                {**job, "name": "c", "namespace": "team", "service_account": {"name": "reader"}},
            ]
        }
    )
    accounts = design_cluster(ClusterSpec.model_validate(spec)).service_accounts

    assert [(account.namespace, account.name, bool(account.role_name)) for account in accounts] == [
        ("default", "reader", True),
        ("team", "reader", False),
    ]
