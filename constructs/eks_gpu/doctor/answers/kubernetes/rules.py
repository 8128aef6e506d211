"""Rules of a pod about other pods and about ports of its node; preferred ones are not read."""

from __future__ import annotations

from pydantic import Field

from eks_gpu.doctor.answers.lenient import Answer


class Expression(Answer):
    """One thing that is wanted of labels, of a node or of a pod."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class Selector(Answer):
    """Pods or namespaces by their labels."""

    labels: dict[str, str] = Field(default_factory=dict, alias="matchLabels")
    expressions: tuple[Expression, ...] = Field((), alias="matchExpressions")


class PodTerm(Answer):
    """A term of pod affinity or anti-affinity."""

    topology_key: str = Field("", alias="topologyKey")
    selector: Selector | None = Field(None, alias="labelSelector")
    namespaces: tuple[str, ...] = ()
    namespace_selector: Selector | None = Field(None, alias="namespaceSelector")
    match_label_keys: tuple[str, ...] = Field((), alias="matchLabelKeys")
    mismatch_label_keys: tuple[str, ...] = Field((), alias="mismatchLabelKeys")


class PodTerms(Answer):
    """Required terms, all of which hold."""

    required: tuple[PodTerm, ...] = Field((), alias="requiredDuringSchedulingIgnoredDuringExecution")


class Spread(Answer):
    """A topology spread constraint."""

    topology_key: str = Field("", alias="topologyKey")
    max_skew: int = Field(1, alias="maxSkew")
    when: str = Field("DoNotSchedule", alias="whenUnsatisfiable")
    selector: Selector | None = Field(None, alias="labelSelector")
    min_domains: int | None = Field(None, alias="minDomains")
    match_label_keys: tuple[str, ...] = Field((), alias="matchLabelKeys")
    node_affinity_policy: str = Field("Honor", alias="nodeAffinityPolicy")
    node_taints_policy: str = Field("Ignore", alias="nodeTaintsPolicy")


class Port(Answer):
    """A port of a container, and of the node if it takes one there."""

    container: int = Field(0, alias="containerPort")
    host: int = Field(0, alias="hostPort")
    protocol: str = "TCP"
    address: str = Field("", alias="hostIP")
