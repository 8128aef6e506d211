"""The system nodes have a taint that some of the components on them do not tolerate.

**Why.** DNS, the controllers of volumes, metrics and the autoscaler run on the system nodes. eks-gpu gives the
autoscaler and most add-ons tolerations for the taints that the file declares. It cannot do so for every add-on, nor for
charts and for what other tools install: those pods stay Pending if no other node takes them.

**Fix.** Write `effect: PreferNoSchedule`, which keeps other pods away as long as there is room elsewhere. Or use the
taint `CriticalAddonsOnly`, which EKS's add-ons tolerate by default, and add tolerations to the values of your charts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.design.platform.addons import NOT_TOLERATING
from eks_gpu.problem import listed
from eks_gpu.scheduling.taints import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
monitoring: {cloudwatch: true}
system_nodes:
  taints:
    - {key: example.com/team, value: platform, effect: NoSchedule}
"""
GOOD = """\
system_nodes:
  taints:
    - {key: example.com/team, value: platform, effect: PreferNoSchedule}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look for taints that repel, and for components whose tolerations are not eks-gpu's."""
    addons = [addon.name for addon in design.addons if addon.name in NOT_TOLERATING]
    others = [*addons, *(f"the chart {chart.name}" for chart in design.spec.charts)]
    for index, taint in enumerate(design.system.taints):
        if taint.effect is Effect.PREFER_NO_SCHEDULE or not others:
            continue
        message = f"{listed(others)} may not tolerate {taint}, and would stay Pending if no other nodes take their pods"
        fix = "write 'effect: PreferNoSchedule', or make sure that they tolerate it"
        where = f"system_nodes.taints[{index}]"
        yield warning(__name__, where, message, fix, "charts", "monitoring.cloudwatch", "storage")
