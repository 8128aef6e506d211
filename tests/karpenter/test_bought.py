"""Karpenter buys for a pod the types that the design says, or none where the design says none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eks_gpu.design.placement.bought import bought_for
from eks_gpu.design.placement.fit import fit
from eks_gpu.scheduling.demand import NodeTerm, PodDemand, Requirement
from eks_gpu.scheduling.taints import TolerationDesign
from tests.karpenter.pools import models_of, pool_of
from tests.karpenter.scheduling import Pod, types_for
from tests.karpenter.types import GIB, MIB

TYPES = (
    "g4dn.xlarge",
    "g4dn.12xlarge",
    "g5.xlarge",
    "g5.2xlarge",
    "g5.48xlarge",
    "g6.xlarge",
    "g6e.2xlarge",
    "g5g.xlarge",
)
GPU, SHARED = "nvidia.com/gpu", "nvidia.com/gpu.shared"
TEAM = "example.com/team"
# Labels and values that some types or pools have, and some that none has.
SELECTORS = (
    (),
    (("karpenter.sh/capacity-type", "spot"),),
    (("topology.kubernetes.io/zone", "us-west-2a"),),
    (("topology.kubernetes.io/zone", "us-west-2c"),),
    (("beta.kubernetes.io/arch", "amd64"),),
    (("karpenter.k8s.aws/instance-gpu-name", "l4"),),
    (("karpenter.k8s.aws/instance-gpu-count", "4"),),
    (("karpenter.k8s.aws/instance-family", "g5"), ("failure-domain.beta.kubernetes.io/zone", "us-west-2b")),
    ((TEAM, "vision"),),
    ((TEAM, "speech"),),
    (("karpenter.sh/nodepool", "pool"),),
    (("eks.amazonaws.com/nodegroup", "pool"),),
)
TERMS: tuple[tuple[tuple[tuple[str, str, tuple[str, ...]], ...], ...], ...] = (
    (),
    ((("node.kubernetes.io/instance-type", "In", ("g5.xlarge", "g6.xlarge")),),),
    ((("karpenter.k8s.aws/instance-cpu", "Gt", ("8",)),),),
    ((("karpenter.k8s.aws/instance-gpu-memory", "Lt", ("20000",)),), ((TEAM, "Exists", ()),)),
    ((("karpenter.sh/capacity-type", "NotIn", ("spot",)),),),
    ((("example.com/none", "DoesNotExist", ()),),),
)


@st.composite
def pools(draw: st.DrawFn) -> dict[str, Any]:
    arm = draw(st.booleans()) and draw(st.booleans())
    known = [name for name in TYPES if name.startswith("g5g") == arm]
    pool: dict[str, Any] = {
        "instance_types": draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)),
        "capacity": draw(st.sampled_from([["on-demand"], ["spot", "on-demand"], ["spot"]])),
        "zones": draw(st.sampled_from([["us-west-2a"], ["us-west-2a", "us-west-2b"]])),
        "disk_gib": draw(st.sampled_from([60, 200])),
    }
    if draw(st.booleans()):
        pool |= {
            "labels": {TEAM: "vision"},
            "taints": [
                {"key": TEAM, "value": "vision", "effect": draw(st.sampled_from(["NoSchedule", "PreferNoSchedule"]))}
            ],
        }
    if draw(st.booleans()):
        pool |= draw(st.sampled_from([{"os": "bottlerocket"}, {"nodes": {"kubelet": {"max_pods": 10}}}]))
    elif draw(st.booleans()):
        pool["sharing"] = {"time_slicing": {"replicas": 3, "rename": draw(st.booleans())}}
    return pool


@st.composite
def pods(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "resource": draw(st.sampled_from([GPU, GPU, SHARED])),
        "gpus": draw(st.sampled_from([0, 1, 2, 4, 8])),
        "cpu": draw(st.integers(100, 60_000)),
        # Around what the smallest types have.
        "memory": draw(st.one_of(st.integers(512, 16_000), st.integers(100_000, 200_000))),
        "storage": draw(st.sampled_from([0, 0, 40 * 1024, 170 * 1024])),
        "selector": dict(draw(st.sampled_from(SELECTORS))),
        "terms": draw(st.sampled_from(TERMS)),
        "tolerates": draw(st.sampled_from([(GPU,), (GPU, TEAM), ()])),
    }


def demanded(pod: dict[str, Any]) -> PodDemand:
    asks = {"pods": 1, pod["resource"]: pod["gpus"], "cpu": pod["cpu"], "memory": pod["memory"]}
    asks |= {"ephemeral-storage": pod["storage"]} if pod["storage"] else {}
    terms = tuple(NodeTerm(tuple(Requirement(*one) for one in term)) for term in pod["terms"])
    tolerations = tuple(TolerationDesign(key, "Exists") for key in pod["tolerates"])
    return PodDemand("pod", asks, selector=pod["selector"], node_terms=terms, tolerations=tolerations)


def asked(pod: dict[str, Any]) -> Pod:
    requests = {
        "pods": Fraction(1),
        pod["resource"]: Fraction(pod["gpus"]),
        "cpu": Fraction(pod["cpu"], 1000),
        "memory": Fraction(pod["memory"] * MIB),
        "ephemeral-storage": Fraction(pod["storage"] * MIB),
    }
    return Pod(requests, pod["selector"], frozenset(pod["tolerates"]), pod["terms"])


def bought(pool: dict[str, Any], pod: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Types by the design, and by Karpenter."""
    models, demand = models_of(pool), demanded(pod)
    (only,) = models.pools
    refused = fit(demand, models).verdict in {"never-scales", "excluded"}
    ours = [] if refused else [node.instance_type for node in bought_for(demand, only).nodes]
    return sorted(ours), sorted(types_for(asked(pod), pool_of(pool, models)))


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(pools(), pods())
def test_the_design_buys_what_karpenter_buys(pool: dict[str, Any], pod: dict[str, Any]) -> None:
    ours, karpenters = bought(pool, pod)

    assert ours == karpenters


POD: dict[str, Any] = {
    "resource": GPU,
    "gpus": 1,
    "cpu": 1000,
    "memory": 4096,
    "storage": 0,
    "selector": {},
    "terms": (),
    "tolerates": (GPU,),
}
KNOWN: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    # aws/karpenter-provider-aws#3376: Karpenter does not know shares without an overlay.
    "shares": (
        {"instance_types": ["g5.xlarge"], "sharing": {"time_slicing": {"replicas": 4, "rename": True}}},
        {"resource": SHARED},
        ["g5.xlarge"],
    ),
    "shares-without-sharing": ({"instance_types": ["g5.xlarge"]}, {"resource": SHARED}, []),
    # aws/karpenter-provider-aws#6611: 7.5 % of the memory is taken for lost.
    "memory-overhead": ({"instance_types": ["g5.xlarge"]}, {"memory": 15 * 1024}, []),
    "memory-of-the-next": ({"instance_types": ["g5.xlarge", "g5.2xlarge"]}, {"memory": 15 * 1024}, ["g5.2xlarge"]),
    # pytorch/ci-infra#910: nodes of this type have some 26 GiB more than Karpenter expects, and it buys none for them.
    "memory-of-a-whole-machine": (
        {"instance_types": ["g5.48xlarge"]},
        {"gpus": 8, "cpu": 189_000, "memory": 710 * 1024},
        [],
    ),
    # aws/karpenter-provider-aws#7535: "label does not have known values".
    "unknown-label": ({"instance_types": ["g5.xlarge"]}, {"selector": {TEAM: "vision"}}, []),
    # aws/karpenter-provider-aws#2289: the old names of labels count as the new ones.
    "old-label": ({"instance_types": ["g5.xlarge"]}, {"selector": {"beta.kubernetes.io/os": "linux"}}, ["g5.xlarge"]),
    "label-of-a-managed-group": (
        {"instance_types": ["g5.xlarge"]},
        {"selector": {"eks.amazonaws.com/nodegroup": "gpu"}},
        [],
    ),
    # The taint of GPU nodes, which pods must tolerate.
    "taint": ({"instance_types": ["g5.xlarge"]}, {"tolerates": ()}, []),
    # Only types with so many GPUs, although the others are cheaper.
    "four-gpus": (
        {"instance_types": ["g5.xlarge", "g5.48xlarge", "g4dn.12xlarge"]},
        {"gpus": 4},
        ["g4dn.12xlarge", "g5.48xlarge"],
    ),
    # EC2 answers no whole GPU for a part of one; the overlay tells Karpenter of it.
    "part-of-a-gpu": ({"instance_types": ["g6f.xlarge"]}, {}, ["g6f.xlarge"]),
    "spot-of-on-demand": (
        {"instance_types": ["g5.xlarge"]},
        {"selector": {"karpenter.sh/capacity-type": "spot"}},
        [],
    ),
}


@pytest.mark.parametrize("case", KNOWN)
def test_answers_that_are_known(case: str) -> None:
    pool, pod, wanted = KNOWN[case]

    assert bought(pool, POD | pod) == (wanted, wanted)


def test_a_pod_at_the_edge_of_a_type_is_judged_to_the_mebibyte() -> None:
    pool = {"instance_types": ["g5.xlarge"]}
    (only,) = models_of(pool).pools
    most = only.template.free["memory"]

    assert bought(pool, POD | {"memory": most}) == (["g5.xlarge"], ["g5.xlarge"])
    assert bought(pool, POD | {"memory": most + 1}) == ([], [])
    assert most * MIB < 16 * GIB
