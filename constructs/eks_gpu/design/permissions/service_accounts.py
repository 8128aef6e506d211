"""Service accounts of workloads, and the roles behind them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from eks_gpu.design.cluster.names import partition, role_name
from eks_gpu.design.permissions import load_balancer_controller
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.spec import ClusterSpec, ServiceAccountSpec, StatementSpec

# IAM's limit for a role's name.
_ROLE_NAME_LENGTH = 64


@dataclass(frozen=True)
class ServiceAccountDesign:
    """A service account that one or more workloads of a namespace share.

    Attributes:
        where: Path of what says most of it.
        namespace: Namespace of the account and its pods.
        name: Name of the account in Kubernetes.
        role_name: Name of its role in IAM; None for an account that may do nothing in AWS.
        policy_arns: Managed policies of the role.
        statements: Statements of the role's own policy.
        by_chart: Whether a chart creates the account in Kubernetes.
    """

    where: str
    namespace: str
    name: str
    role_name: str | None
    policy_arns: tuple[str, ...]
    statements: tuple[dict[str, object], ...]
    by_chart: bool = False

    @property
    def id(self) -> str:
        """Part of the construct id, and of the address; names have no '_'."""
        return f"{self.namespace}_{self.name}"


def design_service_accounts(spec: ClusterSpec) -> tuple[ServiceAccountDesign, ...]:
    """Every account once, as the first workload says that says what it may do; in the order of the declaration."""
    found: dict[tuple[str, str], tuple[str, ServiceAccountSpec]] = {}
    for where, namespace, account in service_accounts(spec):
        key = (namespace, account.name)
        if key not in found or (grants(account) and not grants(found[key][1])):
            found[key] = (where, account)
    accounts = tuple(_designed(spec, namespace, *one) for (namespace, _), one in found.items())
    return (*accounts, *_of_controller(spec))


def _of_controller(spec: ClusterSpec) -> Iterator[ServiceAccountDesign]:
    """The account of the load balancer controller, which its chart creates."""
    if spec.load_balancer_controller is None or spec.load_balancer_controller.kind != "install":
        return
    name, namespace = load_balancer_controller.NAME, load_balancer_controller.NAMESPACE
    yield ServiceAccountDesign(
        where="load_balancer_controller",
        namespace=namespace,
        name=name,
        role_name=_role_name(spec, namespace, name),
        policy_arns=(),
        statements=load_balancer_controller.statements(partition(spec.region), spec.region, spec.cluster_name),
        by_chart=True,
    )


def service_accounts(spec: ClusterSpec) -> Iterator[tuple[str, str, ServiceAccountSpec]]:
    """Path, namespace and account of every workload and chart that has one."""
    for index, workload in enumerate(spec.workloads):
        if workload.service_account:
            yield f"workloads[{index}].service_account", workload.namespace, workload.service_account
    for index, chart in enumerate(spec.charts):
        if chart.service_account:
            yield f"charts[{index}].service_account", chart.namespace, chart.service_account


def grants(account: ServiceAccountSpec) -> bool:
    """Whether it says what its pods may do in AWS."""
    return bool(account.policy_arns or account.statements)


def _designed(spec: ClusterSpec, namespace: str, where: str, account: ServiceAccountSpec) -> ServiceAccountDesign:
    return ServiceAccountDesign(
        where=where,
        namespace=namespace,
        name=account.name,
        role_name=_role_name(spec, namespace, account.name) if grants(account) else None,
        policy_arns=tuple(dict.fromkeys(account.policy_arns)),
        statements=tuple(_statement(statement) for statement in account.statements),
        by_chart=any(
            chart.namespace == namespace and chart.service_account and chart.service_account.name == account.name
            for chart in spec.charts
        ),
    )


def _role_name(spec: ClusterSpec, namespace: str, name: str) -> str:
    """Readable as far as there is room, and never that of another account."""
    known = sha256(f"{namespace}/{name}".encode()).hexdigest()[:8]
    room = _ROLE_NAME_LENGTH - len(role_name(spec.name, spec.region, f"sa--{known}"))
    return role_name(spec.name, spec.region, f"sa-{f'{namespace}-{name}'[:room].rstrip('-')}-{known}")


def _statement(spec: StatementSpec) -> dict[str, object]:
    conditions = {
        operator: {key: value if isinstance(value, str) else list(value) for key, value in keys.items()}
        for operator, keys in spec.conditions.items()
    }
    statement: dict[str, object] = {
        "Effect": spec.effect,
        "Action": list(spec.actions),
        "Resource": list(spec.resources),
    }
    return statement | ({"Condition": conditions} if conditions else {})
