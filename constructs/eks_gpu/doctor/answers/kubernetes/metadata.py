"""Names, labels and conditions, which every object has."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.lenient import Answer

Amounts = dict[str, str]
# Annotations of the Cluster Autoscaler (its FAQ): on a node that it never removes, on a pod that it never moves. The
# doctor reads no other annotation, because many hold whole manifests, secrets included.
NEVER_REMOVED = "cluster-autoscaler.kubernetes.io/scale-down-disabled"
SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict"
ANNOTATIONS = (NEVER_REMOVED, SAFE_TO_EVICT)


class Owner(Answer):
    """The owner that created an object."""

    kind: str = ""
    name: str = ""


class Metadata(Answer):
    """Name and age of an object."""

    name: str = ""
    namespace: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    creation: str = Field("", alias="creationTimestamp")
    deletion: str = Field("", alias="deletionTimestamp")
    finalizers: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = Field((), alias="ownerReferences")


class KubernetesObject(Answer):
    """Anything with metadata."""

    metadata: Metadata = Metadata()

    @property
    def name(self) -> str:
        """Its name."""
        return self.metadata.name

    @property
    def full_name(self) -> str:
        """Its name, after its namespace where it has one."""
        return "/".join(filter(None, (self.metadata.namespace, self.metadata.name)))


class Condition(Answer):
    """One aspect of the state of a node or pod."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    since: str = Field("", alias="lastTransitionTime")
    heartbeat: str = Field("", alias="lastHeartbeatTime")
