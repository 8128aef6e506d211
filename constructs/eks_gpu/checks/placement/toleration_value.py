"""A toleration's operator does not match its key and value.

**Why.** Kubernetes refuses `Exists` with a value and `Equal` without a key; `Equal` without a value tolerates only the
empty value, which no taint here has.

**Fix.** Write `Equal` with key and value, or `Exists` without a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import workloads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import TolerationSpec

BAD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    tolerations:
      - {key: example.com/team, operator: Exists, value: research}
"""
GOOD = """\
workloads:
  - name: train
    kind: job
    image: registry.example/train:1
    tolerations:
      - {key: example.com/team, operator: Equal, value: research}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check every toleration."""
    for where, workload in workloads(design.spec):
        for index, toleration in enumerate(workload.tolerations):
            wrong = _wrong(toleration)
            if wrong:
                yield error(__name__, f"{where}.tolerations[{index}]", *wrong)


def _wrong(toleration: TolerationSpec) -> tuple[str, str] | None:
    if toleration.operator == "Exists":
        given = toleration.value
        fix = "write 'operator: Equal', or remove the value"
        return (
            (f"Exists tolerates any value, so the value {given!r} is not allowed", fix) if given is not None else None
        )
    if toleration.key is None:
        return "Equal needs a key", "add the key of the taint, or write 'operator: Exists'"
    if not toleration.value:
        return "Equal needs the value of the taint", "add the value, or write 'operator: Exists'"
    return None
