"""Resource claims (DRA): which provisioner starts a node for them, by version and minor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import declaration
from eks_gpu.manifests import rules
from eks_gpu.manifests.objects import read_objects
from eks_gpu.spec import load_text
from tests.specs import changed

if TYPE_CHECKING:
    from pathlib import Path

RULE = "manifest-resource-claim"
POOL = {"name": "pool", "instance_types": ["g6.xlarge"], "max": 2}
DRA = {"settings": {"enableDRA": True}}


def said(folder: Path, **changes: Any) -> str:
    """The message of the rule for a pod with a claim; empty for none."""
    file = folder / "pod.yaml"
    file.write_text(rules.by_id()[RULE].BAD, encoding="utf-8")
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    spec = load_text(json.dumps(changed(dotted)))
    found = declaration.check(spec, read_objects([str(file)])).problems
    return next((one.message for one in found if one.id == RULE), "")


def pools(kind: str, minor: str, **provisioner: Any) -> dict[str, Any]:
    return {
        "gpu_node_groups": [],
        "workloads": [],
        "kubernetes_version": minor,
        "provisioner": {"kind": kind, **provisioner},
        "gpu_node_pools": [POOL],
    }


def test_a_group_at_zero_is_never_started_for_a_claim(tmp_path: Path) -> None:
    assert "gpu: the Cluster Autoscaler's AWS provider knows no claims" in said(tmp_path)


def test_a_group_that_always_has_a_node_serves_claims(tmp_path: Path) -> None:
    groups = [{"name": "gpu", "instance_types": ["g5.xlarge"], "min_per_zone": 1, "max_per_zone": 2}]

    assert said(tmp_path, gpu_node_groups=groups) == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (pools("karpenter", "1.35"), "before 1.15 ignores"),
        (pools("karpenter", "1.35", version="1.14.1", values=DRA), "before 1.15 ignores"),
        (pools("karpenter", "1.35", version="1.15.0"), "enableDRA"),
        (pools("karpenter", "1.35", version="1.15.0", values=DRA), ""),
        (pools("karpenter", "1.33", version="1.15.0", values=DRA), "since 1.34"),
        (pools("auto-mode", "1.35"), "since 1.36"),
        (pools("auto-mode", "1.36"), ""),
    ],
)
def test_pools_serve_claims_by_version(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    found = said(tmp_path, **changes)

    assert says in found
    assert bool(found) == bool(says)


def test_a_static_pool_has_nodes_for_claims(tmp_path: Path) -> None:
    changes = pools("karpenter", "1.35") | {"gpu_node_pools": [{**POOL, "nodes_always": 1}]}

    assert said(tmp_path, **changes) == ""
