"""A variable in an add-on's configuration is not text.

**Why.** The schemas of EKS add-ons have text for every value under `env`. YAML reads `true` and `1` without quotes as a
switch and a number, and EKS refuses the add-on: "Json schema validation failed … boolean found, string expected".

**Fix.** Put the value in quotes: `ENABLE_PREFIX_DELEGATION: "true"`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.cluster.owners import addon_entries, addon_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

BAD = """\
addons:
  vpc-cni:
    configuration:
      env: {WARM_ENI_TARGET: 0}
"""
GOOD = """\
addons:
  vpc-cni:
    configuration:
      env: {WARM_ENI_TARGET: "0"}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the values of every `env` that is a mapping."""
    for name in addon_entries(design.spec):
        yield from _variables(addon_settings(design.spec, name).configuration, f"addons.{name}.configuration")


def _variables(values: object, where: str) -> Iterator[Problem]:
    if not isinstance(values, dict):
        return
    for key, value in values.items():
        if key == "env" and isinstance(value, dict):
            for variable, text in value.items():
                if isinstance(text, bool | int | float):
                    message = f"{json.dumps(text)} is not text, and EKS accepts only text for a variable"
                    yield error(__name__, f"{where}.env.{variable}", message, f'write "{json.dumps(text)}", in quotes')
        else:
            yield from _variables(value, f"{where}.{key}")
