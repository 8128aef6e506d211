"""CloudWatch alarms are asked for that could not work.

**Why.** They are made of the metrics of Container Insights, which only `cloudwatch: true` brings: without it they are
never anything but INSUFFICIENT_DATA. CloudWatch tells topics of its own region only, and refuses others at the apply;
and it looks back no further than a day.

**Fix.** Write `cloudwatch: true`, name topics of the cluster's region, and times of 24h or less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.alarms import LONGEST_SECONDS
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the topics with what is measured, and where."""
    spec, here = design.spec, "monitoring.alarm_topics"
    topics = spec.monitoring.alarm_topics
    if topics and not spec.monitoring.cloudwatch:
        message = "nothing measures what the alarms look at"
        yield error(__name__, here, message, "write 'cloudwatch: true', or remove the topics", "monitoring.cloudwatch")
    for index, topic in enumerate(topics):
        region = topic.split(":")[3]
        if region != spec.region:
            message = f"the topic is in {region}, the alarms are in {spec.region}"
            fix = f"name a topic of {spec.region}"
            yield error(__name__, f"{here}[{index}]", message, fix, "region")
    for name, lasting in (
        ("idle_for", spec.monitoring.alerts.idle_for),
        ("pending_for", spec.monitoring.alerts.pending_for),
    ):
        if topics and seconds(lasting) > LONGEST_SECONDS:
            message = f"a CloudWatch alarm looks back one day, and this is {lasting}"
            yield error(__name__, f"monitoring.alerts.{name}", message, "write 24h or less", here)
