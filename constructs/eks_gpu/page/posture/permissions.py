"""Permissions that pods have in AWS, by service account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.posture.row import Posture, chosen
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign, ServiceAccountDesign


def permissions(design: ClusterDesign) -> Iterator[Posture]:
    """Service accounts of workloads, and those of add-ons and components."""
    if not any(account.role_name for account in design.service_accounts):
        yield Posture("service accounts of workloads", "default", "no permissions")
    for account in design.service_accounts:
        name = f"service account {account.namespace}/{account.name}"
        yield chosen(name, _granted(account), opened=account.role_name is not None)
    for addon in design.addons:
        if addon.policy and not addon.existing:
            yield Posture(f"add-on {addon.name}", "default", addon.policy.rpartition("/")[2])
    if design.autoscaler:
        yield Posture("Cluster Autoscaler", "default", "sizes of this cluster's Auto Scaling groups")
    boundary = design.spec.iam.permissions_boundary
    yield chosen("permissions boundary of all roles", boundary or "none", given=bool(boundary))


def _granted(account: ServiceAccountDesign) -> str:
    policies = [arn.rpartition("/")[2] for arn in account.policy_arns]
    return several([*policies, *map(_statement, account.statements)], "no permissions")


def _statement(statement: dict[str, object]) -> str:
    """A statement in short: actions on resources."""
    found = {str(key).lower(): value for key, value in statement.items()}
    actions, resources = (_words(found.get(key, found.get(f"{key}s", ()))) for key in ("action", "resource"))
    limited = " under conditions" if found.get("condition") or found.get("conditions") else ""
    return f"{actions} on {resources}{limited}"


def _words(value: object) -> str:
    return several(map(str, value), "nothing") if isinstance(value, list | tuple) else str(value)
