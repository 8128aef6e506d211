"""The configuration of an add-on gives a key another value than eks-gpu sets.

**Why.** eks-gpu sets a few keys because the cluster needs them, such as the tolerations by which the node monitoring
agent reaches GPU nodes. An add-on has one value for each key, so one of the two would be lost without a message.

**Fix.** Remove the key from `configuration`. If the key follows from a field of the file, such as
`network.prefix_delegation`, change that field instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# No other finding may be silenced into an output that says neither.
IGNORABLE = False
_LONGEST = 120

BAD = """\
monitoring:
  cloudwatch: true
addons:
  amazon-cloudwatch-observability:
    configuration:
      containerLogs: {enabled: true}
"""
GOOD = """\
monitoring:
  cloudwatch: true
addons:
  amazon-cloudwatch-observability:
    configuration:
      agent: {priorityClassName: system-node-critical}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Report each key with two values."""
    for addon in design.addons:
        for conflict in addon.conflicts:
            where = ".".join(("addons", addon.name, "configuration", *conflict.path))
            message = f"the file says {_shown(conflict.theirs)}, but eks-gpu sets {_shown(conflict.ours)}"
            fix = "remove the key, or change the field that eks-gpu's value follows from"
            yield error(__name__, where, message, fix)


def _shown(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
