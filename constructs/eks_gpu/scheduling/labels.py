"""Whether nodes meet requirements about their labels, where some values are known only once a node exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from eks_gpu.scheduling.demand import HOSTNAME, ZONE, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.scheduling.demand import PodDemand

Labels = dict[str, frozenset[str]]
# Keys that always carry the same value, the name of the node's zone.
ZONES = (ZONE, "topology.ebs.csi.aws.com/zone", "failure-domain.beta.kubernetes.io/zone")
# `some`: it depends on which node starts, such as in which of the group's zones.
Meets = Literal["yes", "some", "no"]
# The one field that matchFields can compare.
NODE_NAME = "metadata.name"


class Unresolved(frozenset[str]):
    """A value that all nodes of a node group share and that nothing in the file says: no known one, like `ANY`.

    Attributes:
        among: All values that it can have.
    """

    among: tuple[str, ...]

    def __new__(cls, among: Iterable[str]) -> Self:
        """No known value, and these possible ones."""
        made = super().__new__(cls)
        made.among = tuple(among)
        return made


# Carried, with a value that is known only once the node exists.
ANY: frozenset[str] = frozenset()


def meets(wanted: Requirement, labels: Mapping[str, frozenset[str]]) -> Meets:
    """Whether nodes with these labels meet a requirement; a value that nobody knows counts as a fitting one.

    As `labels.Requirement.Matches` in kubernetes/apimachinery: a node without the label meets NotIn and DoesNotExist,
    and Gt and Lt compare whole numbers.
    """
    if wanted.key == NODE_NAME:
        # Nodes get their names when they are made.
        return "no" if wanted.operator == "In" else "yes"
    values = labels.get(wanted.key)
    if values is None:
        return "yes" if wanted.operator in {"NotIn", "DoesNotExist"} else "no"
    if wanted.operator in {"Exists", "DoesNotExist"}:
        return "yes" if wanted.operator == "Exists" else "no"
    if isinstance(values, Unresolved):
        return "yes" if any(_compares(wanted, value) for value in values.among) else "no"
    if values == ANY:
        return "yes"
    fitting = sum(_compares(wanted, value) for value in values)
    return "no" if not fitting else "yes" if fitting == len(values) else "some"


def _compares(wanted: Requirement, value: str) -> bool:
    if wanted.operator in {"In", "NotIn"}:
        return (value in wanted.values) == (wanted.operator == "In")
    bound = wanted.values[0] if wanted.values else ""
    try:
        return int(value) > int(bound) if wanted.operator == "Gt" else int(value) < int(bound)
    except ValueError:
        return False


def unsatisfied(selector: Mapping[str, str], labels: Mapping[str, frozenset[str]]) -> list[str]:
    """Keys of a selector that the labels do not satisfy."""
    return [one.key for one in selected(selector) if meets(one, labels) == "no"]


def selected(selector: Mapping[str, str]) -> tuple[Requirement, ...]:
    """A `nodeSelector` as requirements."""
    return tuple(Requirement(key, "In", (value,)) for key, value in selector.items())


def alternatives(demand: PodDemand) -> tuple[tuple[Requirement, ...], ...]:
    """Sets of requirements of which a node must meet one: the selector, together with each term of the affinity."""
    common = selected(demand.selector)
    if not demand.node_terms:
        return (common,)
    # A term without requirements admits no node (nodeaffinity.go, isEmptyNodeSelectorTerm).
    terms = [term for term in demand.node_terms if term.expressions or term.fields]
    return tuple((*common, *term.expressions, *term.fields) for term in terms) or ((*common, *_NEVER),)


# Admits no node: no label has two values.
_NEVER = (Requirement(HOSTNAME, "In", ()),)


def unmet(demand: PodDemand, labels: Mapping[str, frozenset[str]], *, surely: bool = True) -> tuple[Requirement, ...]:
    """Requirements of a pod that nodes with these labels do not meet, of the alternative that comes nearest.

    Args:
        demand: The pod.
        labels: Labels of nodes, with several values where a node may start with any of them.
        surely: Whether every such node must meet them, or one is enough.
    """
    known = alternatives(demand)
    lacking = tuple(one for one in _topology(demand) if meets(one, labels) == "no")
    if len(known) > 1 and surely and all(_meets_one(known, one) for one in _settled(labels)):
        return lacking
    enough = {"yes"} if surely else {"yes", "some"}
    failing = [tuple(one for one in wanted if meets(one, labels) not in enough) for wanted in known]
    return tuple(dict.fromkeys((*min(failing, key=len), *lacking)))


def admits(demand: PodDemand, labels: Mapping[str, frozenset[str]]) -> bool:
    """Whether a pod's selector and node affinity admit some node with these labels."""
    return any(all(meets(one, labels) != "no" for one in wanted) for wanted in alternatives(demand))


def _topology(demand: PodDemand) -> tuple[Requirement, ...]:
    """Labels that a node must carry so that a pod can be placed by them.

    Without the label a node is in no place (podtopologyspread/filtering.go, Filter; interpodaffinity/filtering.go,
    satisfyPodAffinity). Anti-affinity is the other way round: such a node is in nobody's way.
    """
    keys = [one.topology_key for one in demand.spread if one.when == "DoNotSchedule"]
    keys += [one.topology_key for one in demand.affinity]
    return tuple(Requirement(key, "Exists") for key in dict.fromkeys(keys))


def _meets_one(known: Iterable[Iterable[Requirement]], labels: Mapping[str, frozenset[str]]) -> bool:
    return any(all(meets(one, labels) == "yes" for one in wanted) for wanted in known)


def _settled(labels: Mapping[str, frozenset[str]]) -> list[dict[str, frozenset[str]]]:
    """The labels that a node may start with: each zone is in all of its labels, and nothing else has several values."""
    zones = sorted(labels.get(ZONE, ANY))
    if len(zones) < 2:  # noqa: PLR2004 - with one zone the labels are settled
        return [dict(labels)]
    return [{**labels, **{key: frozenset({zone}) for key in ZONES if key in labels}} for zone in zones]
