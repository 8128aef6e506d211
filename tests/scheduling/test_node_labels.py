"""Requirements about nodes' labels, of which some values are known only once a node runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.scheduling.demand import HOSTNAME, ZONE, NodeTerm, Operator, PodDemand, Requirement
from eks_gpu.scheduling.labels import ANY, Labels, Meets, Unresolved, admits, meets, unmet
from tests.scheduling.demands import even, near

LABELS: Labels = {
    "type": frozenset({"g5.xlarge"}),
    "gpus": frozenset({"4"}),
    ZONE: frozenset({"a", "b"}),
    "rack": ANY,
    "named": Unresolved(["a", "b", "c"]),
    HOSTNAME: frozenset({"a name of its own"}),
}


@pytest.mark.parametrize(
    ("key", "operator", "values", "found"),
    [
        ("type", "In", ["g5.xlarge", "g6.xlarge"], "yes"),
        ("type", "In", ["g6.xlarge"], "no"),
        ("type", "NotIn", ["g6.xlarge"], "yes"),
        ("type", "NotIn", ["g6.xlarge", "g5.xlarge"], "no"),
        ("type", "Exists", [], "yes"),
        ("type", "DoesNotExist", [], "no"),
        # A node without the label meets what asks it to be without.
        ("other", "In", ["x"], "no"),
        ("other", "NotIn", ["x"], "yes"),
        ("other", "Exists", [], "no"),
        ("other", "DoesNotExist", [], "yes"),
        ("other", "Gt", ["1"], "no"),
        # Whole numbers, and no texts.
        ("gpus", "Gt", ["3"], "yes"),
        ("gpus", "Gt", ["4"], "no"),
        ("gpus", "Lt", ["10"], "yes"),
        ("type", "Gt", ["1"], "no"),
        ("gpus", "Lt", ["many"], "no"),
        # One zone or the other.
        (ZONE, "In", ["a", "b"], "yes"),
        (ZONE, "In", ["a"], "some"),
        (ZONE, "NotIn", ["a"], "some"),
        (ZONE, "In", ["c"], "no"),
        # There, and nobody knows with which value.
        ("rack", "In", ["r1"], "yes"),
        ("rack", "Exists", [], "yes"),
        ("rack", "DoesNotExist", [], "no"),
        ("named", "In", ["c"], "yes"),
        ("named", "In", ["d"], "no"),
        ("named", "NotIn", ["a", "b", "c"], "no"),
        # A node that is still to come has no name that a file could say.
        (HOSTNAME, "In", ["ip-10-0-0-1"], "no"),
        (HOSTNAME, "NotIn", ["ip-10-0-0-1"], "yes"),
        ("metadata.name", "In", ["ip-10-0-0-1"], "no"),
        ("metadata.name", "NotIn", ["ip-10-0-0-1"], "yes"),
    ],
)
def test_requirements(key: str, operator: Operator, values: list[str], found: Meets) -> None:
    assert meets(Requirement(key, operator, tuple(values)), LABELS) == found


def term(*wanted: Requirement) -> NodeTerm:
    return NodeTerm(wanted)


IN_A, IN_B, IN_C = (Requirement(ZONE, "In", (zone,)) for zone in "abc")
G6 = Requirement("type", "In", ("g6.xlarge",))


def pod(*terms: NodeTerm, **selector: str) -> PodDemand:
    return PodDemand("pod", {}, selector, terms)


def test_one_term_is_enough_and_all_of_it_and_the_selector_must_hold() -> None:
    assert unmet(pod(), LABELS) == ()
    assert unmet(pod(term(G6), term(Requirement("gpus", "Gt", ("2",)))), LABELS) == ()
    assert unmet(pod(term(G6, IN_C), term(G6)), LABELS) == (G6,)
    assert [one.key for one in unmet(pod(term(G6), type="g6.xlarge", gpus="8"), LABELS)] == ["type", "gpus"]


def test_terms_that_cover_every_zone_together() -> None:
    """A node may start in a or b: with both allowed it is admitted wherever it starts; with one it depends."""
    assert unmet(pod(term(IN_A), term(IN_B)), LABELS) == ()
    assert unmet(pod(term(IN_A), term(IN_C)), LABELS) == (IN_A,)
    assert unmet(pod(term(IN_A), term(IN_C)), LABELS, surely=False) == ()
    assert unmet(pod(term(IN_C)), LABELS, surely=False) == (IN_C,)


def test_a_term_without_requirements_admits_no_node() -> None:
    """By itself; next to another one it is nothing (nodeaffinity.go, isEmptyNodeSelectorTerm)."""
    assert not admits(pod(NodeTerm()), LABELS)
    assert unmet(pod(NodeTerm()), LABELS) != ()
    assert admits(pod(NodeTerm(), term(IN_A)), LABELS)
    assert unmet(pod(NodeTerm(), term(IN_A), term(IN_B)), LABELS) == ()


def test_fields_are_part_of_a_term() -> None:
    named = NodeTerm(fields=(Requirement("metadata.name", "In", ("ip-10-0-0-1",)),))

    assert unmet(pod(named), LABELS) == named.fields
    assert unmet(pod(named, term(IN_A), term(IN_B)), LABELS) == ()


def test_nodes_without_a_topology_key() -> None:
    """They take no pod that is spread by it or must be near others by it; one that keeps away from others may come."""
    rack, shelf = Requirement("rack", "Exists"), Requirement("shelf", "Exists")

    assert unmet(PodDemand("pod", {}, spread=(even("x", "shelf"), even("x"))), LABELS) == (shelf,)
    assert unmet(PodDemand("pod", {}, affinity=(near("x", "shelf"), near("x", "rack"))), LABELS) == (shelf,)
    assert unmet(PodDemand("pod", {}, anti_affinity=(near("x", "shelf"),)), LABELS) == ()
    assert unmet(PodDemand("pod", {}, spread=(even("x", "rack"),)), {}) == (rack,)


VALUES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(tuple)
LABELLED = st.dictionaries(st.sampled_from("xyz"), st.frozensets(st.sampled_from("abc"), min_size=1, max_size=2))


@given(st.sampled_from("xyz"), VALUES, LABELLED)
def test_opposites_are_opposites(key: str, values: tuple[str, ...], labels: Labels) -> None:
    opposite: dict[Meets, Meets] = {"yes": "no", "no": "yes", "some": "some"}
    assert meets(Requirement(key, "NotIn", values), labels) == opposite[meets(Requirement(key, "In", values), labels)]
    assert meets(Requirement(key, "Exists"), labels) == opposite[meets(Requirement(key, "DoesNotExist"), labels)]


@given(st.lists(st.tuples(st.sampled_from("xyz"), VALUES), max_size=3), LABELLED)
def test_one_more_term_never_keeps_a_node_away(wanted: list[tuple[str, tuple[str, ...]]], labels: Labels) -> None:
    terms = [term(Requirement(key, "In", values)) for key, values in wanted]

    for count in range(1, len(terms)):
        assert len(unmet(pod(*terms[: count + 1]), labels)) <= len(unmet(pod(*terms[:count]), labels))
