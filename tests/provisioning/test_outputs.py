"""Outputs of the cluster stack that only node pools bring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.templates import for_terraform
from tests.provisioning.declared import designed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
EFA = {"instance_types": ["p5.48xlarge"], "efa": True, "zones": ["us-west-2a"]}


@pytest.mark.parametrize(("minor", "has"), [("1.32", True), ("1.35", False)])
def test_only_pools_with_efa_of_older_clusters_have_a_group_for_it(tmp_path: Path, minor: str, *, has: bool) -> None:
    """Since 1.33 the cluster's own security group lets EFA pass."""
    # The engine starts with these.
    from eks_gpu.bindings import App  # noqa: PLC0415
    from eks_gpu.stacks.cluster import ClusterResourcesStack  # noqa: PLC0415

    app = App(outdir=str(tmp_path))
    ClusterResourcesStack(app, for_terraform(designed(EFA, kubernetes_version=minor)))
    app.synth()
    (path,) = tmp_path.glob("stacks/*/cdk.tf.json")
    outputs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["output"]

    assert ("efa-security-group-id" in outputs) is has
    assert "pool-security-group-ids" in outputs
