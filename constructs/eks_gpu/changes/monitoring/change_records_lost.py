"""The edit deletes logs, or stops the monitoring of the cluster.

**Why.** `flow_logs: false` deletes the log group with the last 30 days of the VPC's traffic, and `cloudwatch: false`
the one with the events of Container Insights; neither can be restored, and a later `true` starts with an empty one.
Without `alarm_topics` the alarms are deleted, and nobody is notified any more. Without the exporter, rules and
dashboards in Prometheus see no data, which most alerts do not report. These are warnings: no workload depends on them.

**Fix.** Export the log group first if anybody may need it (`aws logs create-export-task`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_EXPORT = "export it first if anybody may need it: aws logs create-export-task --log-group-name"

BEFORE = """\
network:
  zones: [us-west-2a, us-west-2b]
  flow_logs: true
"""
BAD = """\
network:
  zones: [us-west-2a, us-west-2b]
  flow_logs: false
"""
# The records are exported in AWS, which the file does not show, so this edit is always reported.
GOOD = None


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare flow logs, Container Insights, alarms and the exporter."""
    if old.network.flow_logs and not new.network.flow_logs and new.network.is_created:
        message = "the log group with 30 days of the VPC's traffic is deleted with everything in it"
        yield warning(__name__, "network.flow_logs", message, f"{_EXPORT} /aws/vpc/{old.name}/flow-logs")
    was, now = old.spec.monitoring, new.spec.monitoring
    if was.cloudwatch and not now.cloudwatch:
        message = "the add-on and the log group of Container Insights are deleted with 30 days of events"
        group = f"/aws/containerinsights/{old.name}/performance"
        yield warning(__name__, "monitoring.cloudwatch", message, f"{_EXPORT} {group}")
    if old.alarms and was.alarm_topics and not now.alarm_topics:
        message = f"{len(old.alarms)} CloudWatch alarms are deleted, so nobody is notified any more"
        yield warning(__name__, "monitoring.alarm_topics", message, "nothing, if something else monitors these GPUs")
    if was.dcgm_exporter and not now.dcgm_exporter:
        message = "the exporter stops on every GPU node: rules and dashboards in Prometheus see no GPU data"
        yield warning(
            __name__, "monitoring.dcgm_exporter", message, "remove the rules that use its metrics, or keep it"
        )
