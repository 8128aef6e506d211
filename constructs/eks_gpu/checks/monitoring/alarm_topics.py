"""CloudWatch alarms are requested that could not work.

**Why.** The alarms use the metrics of Container Insights, which only `cloudwatch: true` installs; without them the
alarms always stay in INSUFFICIENT_DATA. CloudWatch notifies only topics in its own region and refuses any other topic
at apply. An alarm cannot look back further than one day.

**Fix.** Write `cloudwatch: true`, use topics in the cluster's region, and write times of 24h or less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.monitoring.alarms import LONGEST_SECONDS
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
monitoring:
  alarm_topics: [arn:aws:sns:us-west-2:111122223333:gpu]
"""
GOOD = """\
monitoring:
  cloudwatch: true
  alarm_topics: [arn:aws:sns:us-west-2:111122223333:gpu]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the topics with the metrics that exist, their region and their period."""
    spec, here = design.spec, "monitoring.alarm_topics"
    topics = spec.monitoring.alarm_topics
    if topics and not spec.monitoring.cloudwatch:
        message = "without 'cloudwatch: true' nothing collects the metrics that the alarms use"
        yield error(__name__, here, message, "write 'cloudwatch: true', or remove the topics", "monitoring.cloudwatch")
    for index, topic in enumerate(topics):
        region = topic.split(":")[3]
        if region != spec.region:
            message = f"the topic is in {region}, the alarms are in {spec.region}"
            fix = f"use a topic in {spec.region}"
            yield error(__name__, f"{here}[{index}]", message, fix, "region")
    for name, lasting in (
        ("idle_for", spec.monitoring.alerts.idle_for),
        ("pending_for", spec.monitoring.alerts.pending_for),
    ):
        if topics and seconds(lasting) > LONGEST_SECONDS:
            message = f"a CloudWatch alarm can look back at most one day, and this is {lasting}"
            yield error(__name__, f"monitoring.alerts.{name}", message, "write 24h or less", here)
