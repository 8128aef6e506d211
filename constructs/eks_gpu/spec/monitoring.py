"""Metrics, and the alerts and alarms that follow from them."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import Many, SpecModel
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
    """Thresholds at which an alert is worth somebody's attention."""

    idle_percent: Annotated[
        float,
        Field(
            ge=0,
            lt=100,
            strict=False,
            description="Utilization, in percent of the time, up to which a GPU counts as idle.",
        ),
    ] = 5
    idle_for: Annotated[
        Duration,
        Field(
            description="Time that a GPU must have been idle. Default 30 minutes, because a quiet endpoint is not a fault."
        ),
    ] = "30m"
    pending_for: Annotated[
        Duration,
        Field(
            description="Time that a GPU pod may wait. Default 15 minutes, the time that the autoscaler gives a node to "
            "become ready."
        ),
    ] = "15m"


class MonitoringSpec(SpecModel):
    """Metrics, alerts and alarms of the cluster."""

    dcgm_exporter: Annotated[
        bool,
        Field(
            description="NVIDIA's exporter of GPU metrics on every GPU node, for Prometheus to scrape at port 9400. Its "
            "requests take room on every node, which the checks count."
        ),
    ] = False
    profiling: Annotated[
        bool,
        Field(
            description="Let the exporter read the GPUs' profiling counters: how busy tensor cores and memory are, and "
            "the only metrics of a MIG slice. Needs the capability SYS_ADMIN; `false` drops the capability "
            "and these metrics."
        ),
    ] = True
    cloudwatch: Annotated[
        bool,
        Field(
            description="EKS's add-on amazon-cloudwatch-observability: Container Insights with GPU metrics, from its own "
            "exporter. Billed by observation; no logs are collected."
        ),
    ] = False
    alarm_topics: Annotated[
        Many[TopicArn],
        Field(
            max_length=5,
            description="ARNs of SNS topics for CloudWatch alarms; the alarms are created when there is at least one "
            "topic. Needs `cloudwatch: true`.",
        ),
    ] = ()
    alerts: Annotated[AlertsSpec, Field(description="Thresholds of alerts and alarms.")] = AlertsSpec()
