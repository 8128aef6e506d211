"""The constructs for a cluster that others made, in a stack of a team's own app."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eks_gpu import ClusterSpec, ExistingCluster, GpuNodeGroup, design_checked

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
SUBNETS = {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-1a2b3c4d"}


def test_a_group_joins_the_cluster_that_was_looked_up(tmp_path: Path) -> None:
    from eks_gpu.bindings import App, TerraformStack, aws_provider  # noqa: PLC0415 - starts the engine

    group = {"name": "own", "instance_types": ["g6e.xlarge"], "max": 2, "ami": {"id": "ami-0a1b2c3d"}}
    spec = ClusterSpec.model_validate(
        {
            "name": "shared",
            "region": "us-west-2",
            "kubernetes_version": "1.35",
            "existing_cluster": True,
            "network": {"private_subnets": SUBNETS},
            "node_security_group_ids": ["sg-0a1b2c3d"],
            "gpu_node_groups": [group],
        }
    )
    design = design_checked(spec)
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "gpu")
    aws_provider.AwsProvider(stack, "aws", region="us-west-2")
    cluster = ExistingCluster(stack, "cluster", design)
    GpuNodeGroup(
        stack,
        "own",
        design.gpu_groups[0],
        cluster_name=cluster.name,
        kubernetes_version="1.35",
        node_role_arn="arn:aws:iam::111122223333:role/nodes",
        subnet_ids=SUBNETS,
        cluster=cluster.references,
    )
    app.synth()

    made = json.loads((tmp_path / "stacks" / "gpu" / "cdk.tf.json").read_text(encoding="utf-8"))
    (address,) = made["data"]["aws_eks_cluster"]
    (template,) = made["resource"]["aws_launch_template"].values()
    (tagged,) = made["data"]["aws_security_group"]
    assert f"data.aws_eks_cluster.{address}.endpoint" in template["user_data"]
    first, second = template["vpc_security_group_ids"]
    assert second == "sg-0a1b2c3d"
    assert first == (
        f'${{anytrue([contains(keys(data.aws_security_group.{tagged}.tags), "kubernetes.io/cluster/shared")]) ? '
        f'"sg-0a1b2c3d" : data.aws_eks_cluster.{address}.vpc_config[0].cluster_security_group_id}}'
    )
    assert set(made["resource"]) & {"aws_eks_cluster", "aws_vpc", "aws_eks_addon"} == set()
