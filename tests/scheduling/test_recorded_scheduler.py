"""Pods that kube-scheduler itself bound to one node, and what the product's arithmetic says of the same objects.

The nodes and pods are recorded objects, so the models of nodes play no part here: their labels, taints, allocatable
resources and daemons stand in `recorded/kube-scheduler.json`, with versions and method in its `about`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from eks_gpu.design import GroupModels, NodeModel, PoolModels
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.nodes.node_groups import NodeGroupDesign
from eks_gpu.design.placement.fit import Fit, fit
from eks_gpu.design.platform.daemons import DaemonDesign
from eks_gpu.scheduling.amounts import BYTES, CPU, PODS
from eks_gpu.scheduling.choice import chosen
from eks_gpu.scheduling.contender import Contender
from eks_gpu.scheduling.demand import LabelSelector, NodeTerm, PodDemand, Requirement, TopologySpread
from eks_gpu.scheduling.nodes import Bins
from eks_gpu.scheduling.packing import placed
from eks_gpu.scheduling.quantity import mebibytes, millicores
from eks_gpu.scheduling.taints import Effect, Taint, TolerationDesign, automatic

if TYPE_CHECKING:
    from eks_gpu.design import GpuGroupDesign

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "recorded" / "kube-scheduler.json").read_text(encoding="utf-8")
)
CASES: list[dict[str, Any]] = RECORDED["cases"]
# Cases in which the product says something else than kube-scheduler, each with the reason. The table is compared as a
# whole, so that neither a new difference nor one that is gone stays unseen.
DIFFERS: dict[str, str] = {}


def name(case: dict[str, Any]) -> str:
    return f"{case['pod']}-on-{case['node']}-{case['model']}"


def amounts(quantities: dict[str, str]) -> dict[str, int]:
    return {key: _number(key, text) for key, text in quantities.items()}


def _number(key: str, text: str) -> int:
    if key == CPU:
        return millicores(text)
    return mebibytes(text) if key in BYTES else int(text)


@cache
def node(key: str, model: str) -> NodeModel:
    recorded = RECORDED["nodes"][key]
    return NodeModel(
        kind="template" if model == "template" else "node",
        instance_type=recorded["labels"]["node.kubernetes.io/instance-type"],
        capacity=amounts(recorded["allocatable"]),
        kept={},
        daemons=tuple(
            DaemonDesign(
                one["name"],
                {**amounts(one["requests"]), PODS: 1},
                gives_way=one["priorityClassName"] is None,
            )
            for one in recorded["daemons"]
        ),
        labels={label: frozenset({value}) for label, value in recorded["labels"].items()},
        taints=tuple(Taint(one["key"], one.get("value", ""), Effect(one["effect"])) for one in recorded["taints"]),
    )


@cache
def pod(key: str) -> PodDemand:
    recorded = RECORDED["pods"][key]
    asks = {PODS: 1, **amounts(recorded["requests"])}
    tolerations = tuple(
        TolerationDesign(one.get("key"), one.get("operator", "Equal"), one.get("value"), one.get("effect"))
        for one in recorded.get("tolerations", ())
    )
    selector = recorded.get("nodeSelector", {})
    return PodDemand(key, asks, selector, tolerations=(*tolerations, *automatic(asks)))


def whole(key: str) -> PodDemand:
    """The pod with its node affinity, which `judged` decides by itself, and its spread."""
    groups = groups_of(key)
    terms = () if groups is None else (NodeTerm((Requirement(GROUP_LABEL, "In", tuple(groups)),)),)
    spread = tuple(
        TopologySpread(
            one["topologyKey"],
            one["maxSkew"],
            one["whenUnsatisfiable"],
            LabelSelector(one["labelSelector"]["matchLabels"]),
            one.get("minDomains"),
        )
        for one in RECORDED["pods"][key].get("topologySpreadConstraints", ())
    )
    labels = dict(spread[0].selector.labels) if spread and spread[0].selector else {}
    return replace(pod(key), node_terms=terms, spread=spread, labels=labels)


def groups_of(key: str) -> list[str] | None:
    """The groups that the pod's node affinity admits, the one form of it that eks-gpu writes; None for no affinity."""
    affinity = RECORDED["pods"][key].get("affinity")
    if affinity is None:
        return None
    (term,) = affinity["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    (expression,) = term["matchExpressions"]
    assert (expression["key"], expression["operator"]) == (GROUP_LABEL, "In")
    values: list[str] = expression["values"]
    return values


def judged(case: dict[str, Any]) -> Fit:
    """The product's verdict on one running node; a node that its group's pods are kept off holds none."""
    model, admitted = node(case["node"], case["model"]), groups_of(case["pod"])
    if admitted is not None and not model.labels[GROUP_LABEL] & set(admitted):
        return Fit("excluded")
    return fit(pod(case["pod"]), one_node(case))


def one_node(case: dict[str, Any]) -> GroupModels:
    model = node(case["node"], case["model"])
    pool = PoolModels(NodeGroupDesign("nodes", "nodes-", (case["zone"],), 1, 1), model, (model,))
    # A verdict reads the pools of a group and nothing else of it.
    return GroupModels(cast("GpuGroupDesign", None), (pool,))


def held(case: dict[str, Any]) -> int:
    """Pods that kube-scheduler gave the node; one that it evicts a daemon for has its place as soon as that is gone."""
    return int(case["bound"]) + bool(case.get("preempting"))


def differs(case: dict[str, Any]) -> bool:
    found = judged(case)
    return (found.verdict == "runs") != (held(case) > 0) or min(found.per_node, case["submitted"]) != held(case)


def test_the_product_says_what_kube_scheduler_did() -> None:
    assert len(CASES) == 291
    assert {name(case) for case in CASES if differs(case)} == set(DIFFERS)


def test_demands_with_all_that_the_pods_say_get_the_same_answers() -> None:
    """Node affinity as part of the demand, and all pods at once on the one node."""
    assert sum(groups_of(case["pod"]) is not None for case in CASES) > 10
    assert sum(bool(whole(case["pod"]).hard_spread) and held(case) > 0 for case in CASES) > 10
    for case in CASES:
        found = fit(whole(case["pod"]), one_node(case))
        assert (found.verdict, found.per_node) == (judged(case).verdict, judged(case).per_node), name(case)
        assert (found.verdict == "runs") == (held(case) > 0)
        if found.verdict == "runs":
            bins = [Bins("node", case["zone"], 1, node(case["node"], case["model"]).room)]
            contenders = [Contender(whole(case["pod"]), case["submitted"], frozenset({"node"}))]
            assert placed(contenders, bins) == chosen(contenders, bins) == [held(case)], name(case)


def test_both_answers_and_most_reasons_were_recorded() -> None:
    """Else the comparison would prove little."""
    assert sum(held(case) == 0 for case in CASES) > 50
    assert sum(0 < held(case) < case["submitted"] for case in CASES) > 50
    messages = " ".join(case["message"] or "" for case in CASES)
    resources = {"cpu", "memory", "ephemeral-storage", "nvidia.com/gpu", "hugepages-2Mi"}
    assert all(reason in messages for reason in (*resources, "affinity/selector", "taint"))
    assert any(case.get("preempting") for case in CASES)
    assert "Too many pods" in messages


@pytest.mark.parametrize("number", range(0, len(CASES), 7))
def test_packing_and_choice_fill_a_node_as_kube_scheduler_did(number: int) -> None:
    case = CASES[number]
    if judged(case).verdict != "runs":
        assert held(case) == 0
        return
    bins = [Bins("node", case["zone"], 1, node(case["node"], case["model"]).room)]
    demand = Contender(pod(case["pod"]), case["submitted"], frozenset({"node"}))

    assert placed([demand], bins) == chosen([demand], bins) == [held(case)]
