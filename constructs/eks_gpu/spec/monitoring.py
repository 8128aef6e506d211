"""What is watched, and who is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from eks_gpu.spec.model import Many, Matches, SpecModel
from eks_gpu.spec.times import Duration

TopicArn = Annotated[
    str,
    Matches(
        r"arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}",
        "the ARN of an SNS topic, such as arn:aws:sns:us-west-2:111122223333:gpu-alarms",
        "arn:aws:sns:us-west-2:111122223333:gpu-alarms",
    ),
]


class AlertsSpec(SpecModel):
    """When an alert is worth somebody's attention."""

    idle_percent: Annotated[
        float,
        Field(ge=0, lt=100, strict=False, description="A GPU that is busy for no more of its time than this is idle."),
    ] = 5
    idle_for: Annotated[
        Duration,
        Field(description="How long a GPU must have been idle. 30 minutes by default: a quiet endpoint is no mistake."),
    ] = "30m"
    pending_for: Annotated[
        Duration,
        Field(
            description="How long a GPU pod may wait. 15 minutes by default, as long as the autoscaler gives a node to come."
        ),
    ] = "15m"


class MonitoringSpec(SpecModel):
    """What is watched."""

    dcgm_exporter: Annotated[
        bool,
        Field(
            description="NVIDIA's exporter of GPU metrics on every GPU node, for Prometheus to scrape at port 9400. It takes a part of every node, which the checks count."
        ),
    ] = False
    profiling: Annotated[
        bool,
        Field(
            description="Let the exporter read the GPUs' profiling counters (how busy tensor cores and memory are; all there is for a MIG slice). "
            "Takes the capability SYS_ADMIN; false drops it, and these metrics."
        ),
    ] = True
    cloudwatch: Annotated[
        bool,
        Field(
            description="EKS's add-on amazon-cloudwatch-observability: Container Insights with GPU metrics, from an exporter of its own. Billed by observation; no logs are collected."
        ),
    ] = False
    alarm_topics: Annotated[
        Many[TopicArn],
        Field(
            max_length=5,
            description="SNS topics for CloudWatch alarms; naming one makes the alarms. Needs `cloudwatch: true`.",
        ),
    ] = ()
    alerts: Annotated[AlertsSpec, Field(description="Thresholds of alerts and alarms.")] = AlertsSpec()
