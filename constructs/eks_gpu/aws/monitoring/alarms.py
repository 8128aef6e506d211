"""CloudWatch alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import Construct, cloudwatch_metric_alarm
from eks_gpu.design.monitoring.alarms import NAMESPACE, PERIOD_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.monitoring.alarms import AlarmDesign


class Alarms(Construct):
    """Alarms of a cluster, which tell the topics when they go off and when they are over.

    A cluster without GPU nodes measures nothing, which is not a reason for an alarm.
    """

    def __init__(
        self, scope: Construct, id: str, designs: Sequence[AlarmDesign], *, cluster_name: str, topics: Sequence[str]
    ) -> None:
        """Create the alarms."""
        super().__init__(scope, id)
        for design in designs:
            cloudwatch_metric_alarm.CloudwatchMetricAlarm(
                self,
                design.name,
                alarm_name=f"{cluster_name}-{design.name}",
                alarm_description=design.description,
                namespace=NAMESPACE,
                metric_name=design.metric,
                dimensions={"ClusterName": cluster_name},
                statistic=design.statistic,
                # GreaterThanOrEqualToThreshold and LessThanOrEqualToThreshold.
                comparison_operator=f"{'Greater' if design.above else 'Less'}ThanOrEqualToThreshold",
                threshold=design.threshold,
                period=PERIOD_SECONDS,
                evaluation_periods=design.periods,
                treat_missing_data="notBreaching",
                alarm_actions=list(topics),
                ok_actions=list(topics),
            )
