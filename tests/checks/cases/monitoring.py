"""What is watched, and images that are pulled beforehand."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

TOPIC = "arn:aws:sns:us-west-2:111122223333:gpu"
INSIGHTS = "amazon-cloudwatch-observability"
TOPICS = "monitoring.alarm_topics"
BOTH = {"cloudwatch": True, "dcgm_exporter": True}
PREPULL = "gpu_node_groups[0].prepull"


def watched(**more: Any) -> dict[str, Any]:
    return {"cloudwatch": True, "alarm_topics": [TOPIC], **more}


CASES: tuple[Case, ...] = (
    fails("insights-owner", f"addons.{INSIGHTS}", "one of the two", addons={INSIGHTS: "none"}, monitoring=watched()),
    warns("insights-owner", f"addons.{INSIGHTS}", "accelerated", addons={INSIGHTS: "existing"}, monitoring=watched()),
    passes("insights-owner", addons={INSIGHTS: "existing"}, monitoring={"cloudwatch": True}),
    passes("insights-owner", addons={INSIGHTS: "none"}),
    passes("insights-owner", monitoring=watched()),
    fails("alarm-topics", TOPICS, "cloudwatch: true", monitoring={"alarm_topics": [TOPIC]}),
    fails(
        "alarm-topics",
        f"{TOPICS}[0]",
        "eu-west-1",
        monitoring=watched(alarm_topics=[TOPIC.replace("us-west-2", "eu-west-1")]),
    ),
    fails("alarm-topics", "monitoring.alerts.idle_for", "one day", monitoring=watched(alerts={"idle_for": "25h"})),
    fails("alarm-topics", "monitoring.alerts.pending_for", "48h", monitoring=watched(alerts={"pending_for": "48h"})),
    passes("alarm-topics", monitoring=watched()),
    passes("alarm-topics", monitoring={"alerts": {"idle_for": "48h"}}),
    passes("alarm-topics", monitoring=watched(alerts={"idle_for": "24h"})),
    fails("profiling-twice", "monitoring.cloudwatch", "on gpu", monitoring=BOTH),
    passes("profiling-twice", monitoring={**BOTH, "profiling": False}),
    passes("profiling-twice", monitoring={"dcgm_exporter": True}),
    passes("profiling-twice", monitoring={"cloudwatch": True}),
    passes("profiling-twice", monitoring=BOTH, group_os="bottlerocket"),
    passes("profiling-twice", monitoring=BOTH, group_instance_types=["p5.48xlarge"]),
    fails("prepull-architecture", f"{PREPULL}[1]", "amd64", group_prepull=["a/b:1", "a/b-arm64:1"]),
    fails(
        "prepull-architecture",
        f"{PREPULL}[0]",
        "arm64",
        group_instance_types=["g5g.xlarge"],
        group_prepull=["a/b:1-amd64"],
    ),
    passes("prepull-architecture", group_prepull=["a/b:1-amd64", "a/b:1", "a/b:1-amd64-arm64"]),
    warns("prepull-cold", PREPULL, "starts at zero", group_prepull=["registry.example/train:1"]),
    passes("prepull-cold", group_prepull=["registry.example/train:1"], group_min_per_zone=1),
    passes("prepull-cold", group_prepull=["registry.example/train:1"], group_warm_pool={"min": 1}),
    passes(
        "prepull-cold",
        group_prepull=["registry.example/train:1"],
        group_schedules=[{"cron": "0 7 * * 1-5", "min_per_zone": 1}],
    ),
    passes("prepull-cold", group_prepull=["registry.example/train:1", "registry.example/serve:1"]),
    passes("prepull-cold", group_prepull=["registry.example/serve:1"]),
    warns("image-tag", f"{PREPULL}[0]", "different image", group_prepull=["a/b"]),
    *[warns("image-tag", f"{PREPULL}[0]", "different", group_prepull=[f"a/b:{tag}"]) for tag in ("nightly", "main")],
    passes("image-tag", group_prepull=["a/b:nightly-8f3a2c1", "a/b:mainline"]),
    passes("image-tag", group_prepull=[f"a/b@sha256:{'0' * 64}"]),
    fails(
        "private-workload-image",
        f"{PREPULL}[0]",
        "quay.io",
        net_nat="none",
        net_endpoints="private",
        work_image="111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1",
        images={"registry": "111122223333.dkr.ecr.us-west-2.amazonaws.com/mirror"},
        group_prepull=["quay.io/a/b:1"],
    ),
)
