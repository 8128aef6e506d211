"""The state of EKS: plain dictionaries in the shapes of its answers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.eks.models import EKSBackend, eks_backends

from tests.localaws.refused import not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = dict[str, Any]


@dataclass
class AccessEntry:
    """Access entries with their policies, by the principal's ARN."""

    described: Shape
    policies: dict[str, Shape] = field(default_factory=dict)


@dataclass
class Cluster:
    """A cluster and what belongs to it, by name, principal or id."""

    described: Shape
    nodegroups: dict[str, Shape] = field(default_factory=dict)
    addons: dict[str, Shape] = field(default_factory=dict)
    access: dict[str, AccessEntry] = field(default_factory=dict)
    associations: dict[str, Shape] = field(default_factory=dict)
    updates: dict[str, Shape] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The cluster's name."""
        return str(self.described["name"])

    @property
    def version(self) -> str:
        """The minor version of its control plane."""
        return str(self.described["version"])

    def updated(self, kind: str, params: Shape) -> Shape:
        """Note an update; it has succeeded at once."""
        values = [{"type": key, "value": str(value)} for key, value in params.items()]
        key = str(uuid.uuid4())
        self.updates[key] = {
            "id": key,
            "status": "Successful",
            "type": kind,
            "params": values,
            "createdAt": now(),
            "errors": [],
        }
        return self.updates[key]

    def tagged(self) -> Iterator[tuple[str, Shape]]:
        """Everything that has an ARN, with its tags."""
        yield self.described["arn"], self.described["tags"]
        yield from ((group["nodegroupArn"], group["tags"]) for group in self.nodegroups.values())
        yield from ((addon["addonArn"], addon["tags"]) for addon in self.addons.values())
        yield from ((entry.described["accessEntryArn"], entry.described["tags"]) for entry in self.access.values())
        yield from ((found["associationArn"], found["tags"]) for found in self.associations.values())


@dataclass(frozen=True)
class Region:
    """EKS of one account in one region; the clusters lie in moto's own store, so that moto's reset reaches them."""

    account: str
    name: str

    @property
    def backend(self) -> EKSBackend:
        """Moto's store."""
        return eks_backends[self.account][self.name]

    @property
    def clusters(self) -> dict[str, Cluster]:
        """All clusters by name."""
        found: Any = self.backend.clusters
        clusters: dict[str, Cluster] = found
        return clusters

    def cluster(self, name: str) -> Cluster:
        """One cluster, which must be there."""
        if name not in self.clusters:
            raise not_found(f"No cluster found for name: {name}.")
        return self.clusters[name]

    def arn(self, kind: str, *parts: str) -> str:
        """An ARN of EKS."""
        return f"arn:{self.backend.partition}:eks:{self.name}:{self.account}:{kind}/{'/'.join(parts)}"


def now() -> datetime:
    """The time, as the answers hold it."""
    return datetime.now(tz=UTC)


def short_id(length: int = 17) -> str:
    """Something like the ids of AWS."""
    return uuid.uuid4().hex[:length]
