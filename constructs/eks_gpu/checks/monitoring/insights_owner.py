"""Others install CloudWatch's add-on, or nobody does, and the file asks for what only its metrics give.

**Why.** With `addons: {amazon-cloudwatch-observability: existing}` eks-gpu neither installs the add-on nor changes its
settings. The alarms on GPUs use metrics that it collects only if its settings ask for them; without, they stay in
INSUFFICIENT_DATA. `none` contradicts `monitoring.cloudwatch`, which installs it.

**Fix.** Add `accelerated_compute_metrics` to the settings of others' add-on and accept the finding with `ignore`, or
remove the entry to let eks-gpu install its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error, warning
from eks_gpu.design.cluster.owners import addon_entries
from eks_gpu.design.platform.addons import INSIGHTS
from eks_gpu.spec.components import NOBODYS, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
addons: {amazon-cloudwatch-observability: none}
monitoring: {cloudwatch: true}
"""
GOOD = """\
monitoring: {cloudwatch: true}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Compare the entry with what the file asks for."""
    entry, monitoring = addon_entries(design.spec).get(INSIGHTS), design.spec.monitoring
    where = f"addons.{INSIGHTS}"
    if entry == NOBODYS and monitoring.cloudwatch:
        message = "'none' says that nobody installs the add-on, and 'monitoring.cloudwatch' installs it"
        yield error(__name__, where, message, "remove one of the two", "monitoring.cloudwatch")
    elif entry == THEIRS and design.alarms:
        message = "the alarms need GPU metrics, which the add-on of others collects only if its settings ask for them"
        fix = "add 'accelerated_compute_metrics: true' there and accept this with 'ignore', or remove the entry"
        yield warning(__name__, where, message, fix, "monitoring.alarm_topics")
