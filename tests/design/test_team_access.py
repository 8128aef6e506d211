"""Access entries of teams: one for each principal, each policy once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.design.access import TeamAccess

A, B = "arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"


def entries(*teams: dict[str, Any]) -> tuple[TeamAccess, ...]:
    return design_cluster(ClusterSpec.model_validate(changed({"access.teams": list(teams)}))).teams


def test_namespaces_of_one_policy_are_merged() -> None:
    (entry,) = entries(
        {"principals": [A], "namespaces": ["two", "one"], "policy": "edit"},
        {"principals": [A], "namespaces": ["three", "one"], "policy": "edit"},
        {"principals": [A], "namespaces": ["*"], "policy": "view"},
    )

    assert entry.policies == (
        ("view", "AmazonEKSViewPolicy", ("*",)),
        ("edit", "AmazonEKSEditPolicy", ("one", "three", "two")),
    )


def test_each_principal_has_one_entry() -> None:
    shared = {"principals": [A, B], "namespaces": ["one"], "policy": "admin"}
    first, second = entries(shared, {"principals": [B], "kubernetes_groups": ["z", "ml"]})

    assert (first.principal, first.groups) == (A, ())
    assert (second.principal, second.groups) == (B, ("ml", "z"))
    assert first.policies == second.policies == (("admin", "AmazonEKSAdminPolicy", ("one",)),)
