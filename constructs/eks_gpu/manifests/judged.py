"""Manifests on a cluster: all their pods, what was made of them, and the nodes with the DaemonSets that they bring."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eks_gpu.manifests.objects import Object
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Problem
from eks_gpu.rules import rule_id

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, DemandFit, GroupModels
    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.demands import Pods
    from eks_gpu.manifests.reading.located import Fields
    from eks_gpu.problem import Severity


@dataclass(frozen=True)
class PodsFit:
    """Pods of a template on all groups.

    Attributes:
        pods: Which.
        fit: Their verdict.
    """

    pods: Pods
    fit: DemandFit


@dataclass(frozen=True)
class JudgedManifests:
    """Manifests on a cluster.

    Attributes:
        design: The cluster.
        context: Facts about pods from manifests and cluster.
        objects: All objects, in the order of the files.
        fits: Pods that the scheduler places, and what comes of them.
        daemons: Pods that run on every node that they tolerate.
        groups: The nodes, with these daemons on them; the system nodes come last.
        workloads: Verdicts on the cluster file's own workloads next to them, in their order.
        elsewhere: Kinds whose pods are not among the manifests, with the reason.
        unknown: Kinds that nobody knows and that have no shape of a pod template, with their number.
        problems: Findings of reading and of the rules.
    """

    design: ClusterDesign
    context: Context
    objects: tuple[Object, ...]
    fits: tuple[PodsFit, ...]
    daemons: tuple[Pods, ...]
    groups: tuple[GroupModels, ...]
    workloads: tuple[DemandFit, ...]
    elsewhere: dict[str, str]
    unknown: dict[str, int]
    problems: tuple[Problem, ...] = ()

    @property
    def pods(self) -> tuple[Pods, ...]:
        """All pods, those of DaemonSets last."""
        return (*(one.pods for one in self.fits), *self.daemons)

    @property
    def sized_groups(self) -> tuple[GroupModels, ...]:
        """The groups that the autoscaler sizes, with the DaemonSets on their nodes."""
        return self.groups[: len(self.design.nodes)]

    @property
    def kinds(self) -> dict[str, int]:
        """How many objects there are of each kind."""
        return dict(sorted(Counter(one.kind for one in self.objects).items()))


@dataclass(frozen=True)
class Spot:
    """A part of a pod's spec.

    Attributes:
        path: Keys below the spec.
        inner: The mapping that holds the part.
        key: Its key there.
    """

    path: str
    inner: Fields
    key: str = ""


def error(rule: str, subject: Pods | Object, message: str, fix: str, spot: Spot | None = None) -> Problem:
    """A finding that stops synthesis, at the manifest's own file and line.

    Args:
        rule: The rule's ``__name__``, or the id of a rule about workloads that means the same.
        subject: The pods, or an object.
        message: The given value, the allowed values, and the reason.
        fix: The edit to make.
        spot: The part of the pods' spec; default: all of it.
    """
    return _finding(rule, "error", subject, message, fix, spot)


def warning(rule: str, subject: Pods | Object, message: str, fix: str, spot: Spot | None = None) -> Problem:
    """A finding that does not stop synthesis; the arguments are those of `error`."""
    return _finding(rule, "warning", subject, message, fix, spot)


def _finding(  # noqa: PLR0917 - the arguments of `error`, and which of the two
    rule: str, severity: Severity, subject: Pods | Object, message: str, fix: str, spot: Spot | None
) -> Problem:
    name = rule_id(rule) if "." in rule else rule
    if isinstance(subject, Object):
        return Problem(name, severity, subject.title, message, fix, subject.file, subject.position())
    template = subject.template
    position = template.stands_in.position(spot.inner if spot else template.spec, spot.key if spot else "")
    where = template.where(spot.path) if spot else template.where()
    return Problem(name, severity, where, message, fix, template.stands_in.file, position)
