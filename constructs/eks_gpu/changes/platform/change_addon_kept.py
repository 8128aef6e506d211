"""The edit removes the configuration of an add-on, and EKS keeps it.

**Why.** Terraform leaves a configuration that the file no longer has as it is (`configuration_values` is optional and
computed in the provider). The add-on keeps the old values, though no file says them any more.

**Fix.** Write `configuration: {}` for the add-on, which resets it to its defaults; once that is applied, the entry can
go. For `network.prefix_delegation`, write `false`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# The monitoring agent's settings are for GPU groups; without any, no node has the pods that they are about.
_WITHOUT_EFFECT = "eks-node-monitoring-agent"
_LONGEST = 100

BEFORE = """\
addons:
  coredns:
    configuration: {replicaCount: 4}
"""
BAD = """\
addons:
  coredns: {}
"""
GOOD = """\
addons:
  coredns:
    configuration: {}
"""


def check(old: ClusterDesign, new: ClusterDesign) -> Iterator[Problem]:
    """Compare each add-on's settings with those of before."""
    before = {addon.name: addon.settings for addon in old.addons}
    for addon in new.addons:
        was = before.get(addon.name)
        if was and addon.settings is None and addon.name != _WITHOUT_EFFECT:
            shown = json.dumps(was, sort_keys=True)
            shown = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
            message = f"the add-on keeps {shown}, because Terraform leaves out what the file does not say"
            fix = f"write 'addons: {{{addon.name}: {{configuration: {{}}}}}}' to reset it"
            yield warning(__name__, f"addons.{addon.name}", message, fix)
