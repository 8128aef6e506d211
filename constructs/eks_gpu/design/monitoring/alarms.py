"""CloudWatch alarms on the metrics of Container Insights.

They see the cluster as a whole: of these metrics only those by `ClusterName` outlive a node
(aws/amazon-cloudwatch-agent, `translator/translate/otel/exporter/awsemf/kubernetes.go`). Which GPU it is, the
Prometheus rules say. There are none for XIDs, clocks and temperatures: Container Insights has no XIDs and no reasons
for lower clocks, and the temperature that is too high is known to the device alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.monitoring.thresholds import full_percent, models_of
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.quantity import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.design.nodes.gpu_groups import GpuGroupDesign
    from eks_gpu.spec import ClusterSpec

PERIOD_SECONDS = 300
NAMESPACE = "ContainerInsights"
# CloudWatch looks back no further with periods of less than an hour (PutMetricAlarm, EvaluationPeriods).
LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class AlarmDesign:
    """An alarm on one metric of the whole cluster.

    Attributes:
        name: Its subject; the name in CloudWatch begins with the cluster's name.
        description: Meaning of the alarm, and the action to take.
        metric: Name of the metric.
        statistic: Over all that is measured in a period.
        above: Whether it goes off at or above the threshold, or at or below it.
        threshold: In the unit of the metric.
        periods: Number of periods of five minutes, all of which must exceed the threshold.
    """

    name: str
    description: str
    metric: str
    statistic: Literal["Average", "Maximum", "Sum"]
    above: bool
    threshold: float
    periods: int


def design_alarms(spec: ClusterSpec, groups: Sequence[GpuGroupDesign]) -> tuple[AlarmDesign, ...]:
    """The alarms; none if nobody would hear them, or nothing is measured."""
    wanted, models = spec.monitoring, models_of(groups)
    if not wanted.cloudwatch or not wanted.alarm_topics or not models:
        return ()
    idle, pending = wanted.alerts.idle_for, wanted.alerts.pending_for
    full = min(full_percent(model) for model in models)
    return (
        AlarmDesign(
            "gpus-idle",
            f"GPUs were busy for no more than {wanted.alerts.idle_percent:g} % of the last {idle}, all taken together. "
            "`kubectl get pods -A -o wide` says what runs on the GPU nodes: scale it down.",
            "node_gpu_utilization",
            "Average",
            above=False,
            threshold=wanted.alerts.idle_percent,
            periods=_periods(idle),
        ),
        AlarmDesign(
            "gpu-memory-full",
            f"Some GPU had {full:g} % of its memory in use for 15 minutes: the next allocation fails. The metric "
            "node_gpu_memory_utilization by NodeName says where.",
            "node_gpu_memory_utilization",
            "Maximum",
            above=True,
            threshold=full,
            periods=3,
        ),
        AlarmDesign(
            "pods-pending",
            f"At least one pod at a time has been Pending for {pending}: without a node, or with one and not started. "
            "`kubectl get pods -A --field-selector status.phase=Pending`, then `kubectl describe` of the oldest; "
            "`eks-gpu explain` says whether any group can hold it.",
            "pod_status_pending",
            # A sample a minute of each pod. The highest would be 1 wherever pods come and go, though none waits long.
            "Sum",
            above=True,
            threshold=PERIOD_SECONDS / 60,
            periods=_periods(pending),
        ),
        AlarmDesign(
            "nodes-failed",
            "Some node has been out of memory, disk or processes, or its kubelet has been silent, for 15 minutes. "
            "`kubectl get nodes`, then `kubectl describe node`. Node auto repair replaces a node whose kubelet is "
            "silent, after 30 minutes, and no other of these. Broken GPUs this does not see.",
            "cluster_failed_node_count",
            "Maximum",
            above=True,
            threshold=1,
            periods=3,
        ),
    )


def _periods(duration: str) -> int:
    return max(1, math.ceil(min(seconds(duration), LONGEST_SECONDS) / PERIOD_SECONDS))
