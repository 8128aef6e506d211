"""Pods that selectors, affinity terms and spread constraints are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eks_gpu.scheduling.demand import LabelSelector, Operator, PodDemand, PodTerm, Requirement, TopologySpread
from eks_gpu.scheduling.selectors import counts, is_about, selects

WEB = PodDemand("web", {}, labels={"app": "web", "tier": "front"}, namespace="shop")
APP = LabelSelector({"app": "web"})


@pytest.mark.parametrize(
    ("operator", "key", "values", "found"),
    [
        ("In", "tier", ("front", "back"), True),
        ("In", "tier", ("back",), False),
        ("In", "zone", ("back",), False),
        ("NotIn", "tier", ("back",), True),
        ("NotIn", "zone", ("back",), True),
        ("Exists", "tier", (), True),
        ("DoesNotExist", "tier", (), False),
        ("DoesNotExist", "zone", (), True),
    ],
)
def test_expressions(operator: Operator, key: str, values: tuple[str, ...], found: bool) -> None:  # noqa: FBT001
    assert selects(LabelSelector({}, (Requirement(key, operator, values),)), WEB.labels) is found
    assert not selects(LabelSelector({"app": "other"}, (Requirement(key, operator, values),)), WEB.labels)


def test_an_empty_selector_selects_all_and_none_selects_nothing() -> None:
    assert selects(LabelSelector(), {})
    assert not selects(None, WEB.labels)


def test_a_spread_counts_pods_of_its_own_namespace() -> None:
    spread = TopologySpread("zone", 1, "DoNotSchedule", APP)

    assert counts(spread, WEB, WEB)
    assert not counts(spread, WEB, replace(WEB, namespace="default"))
    assert not counts(replace(spread, selector=None), WEB, WEB)


def test_match_label_keys_compare_with_the_pods_own_labels() -> None:
    """A key that the pod does not have is ignored (podtopologyspread/common.go, filterTopologySpreadConstraints)."""
    spread = TopologySpread("zone", 1, "DoNotSchedule", APP, match_label_keys=("tier", "absent"))

    assert counts(spread, WEB, WEB)
    assert counts(spread, WEB, replace(WEB, labels={"app": "web", "tier": "front", "absent": "x"}))
    assert not counts(spread, WEB, replace(WEB, labels={"app": "web", "tier": "back"}))
    assert not counts(spread, WEB, replace(WEB, labels={"app": "web"}))


def test_labels_that_a_controller_adds_are_shared_within_a_demand_alone() -> None:
    spread = TopologySpread("zone", 1, "DoNotSchedule", APP, match_label_keys=("pod-template-hash",))
    term = PodTerm("zone", APP, match_label_keys=("controller-revision-hash",))
    other = PodTerm("zone", APP, mismatch_label_keys=("pod-template-hash",))

    assert (counts(spread, WEB, WEB), counts(spread, WEB, replace(WEB, name="older"))) == (True, False)
    assert (is_about(term, WEB, WEB), is_about(term, WEB, replace(WEB, name="older"))) == (True, False)
    assert (is_about(other, WEB, WEB), is_about(other, WEB, replace(WEB, name="older"))) == (False, True)


def test_mismatch_label_keys_mean_others() -> None:
    """Pods with another tenant, or without one, and not the pod's own."""
    term = PodTerm("zone", LabelSelector(), mismatch_label_keys=("tier", "absent"))

    assert not is_about(term, WEB, WEB)
    assert is_about(term, WEB, replace(WEB, labels={"tier": "back"}))
    assert is_about(term, WEB, replace(WEB, labels={}))


def test_namespaces_of_a_term() -> None:
    elsewhere = replace(WEB, namespace="default")

    def found(*names: str, selector: LabelSelector | None = None) -> list[bool]:
        term = PodTerm("zone", APP, names, selector)
        return [is_about(term, WEB, one) for one in (WEB, elsewhere)]

    assert found() == [True, False]
    assert found("default") == [False, True]
    assert found("default", "shop") == [True, True]
    assert found(selector=LabelSelector()) == [True, True]
    assert found(selector=LabelSelector({"kubernetes.io/metadata.name": "default"})) == [False, True]
    # Labels that somebody put on a namespace are not known.
    assert found(selector=LabelSelector({"team": "a"})) == [False, False]
    assert found("shop", selector=LabelSelector({"team": "a"})) == [True, False]
