"""A variable of `env_from` has no source, several, or a value of its own in `env`.

**Why.** A variable takes its value from one place: one key of a Secret or ConfigMap, or a field of the pod. With two,
nobody could say which one counts.

**Fix.** Write `{secret: NAME, key: KEY}`, `{config_map: NAME, key: KEY}` or `{field: status.podIP}`, and remove the
variable from `env`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import containers, workloads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import EnvSourceSpec

BAD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    env_from:
      HF_TOKEN: {secret: model-hub}
"""
GOOD = """\
workloads:
  - name: chat
    kind: deployment
    image: registry.example/chat:1
    env_from:
      HF_TOKEN: {secret: model-hub, key: token}
"""


_FORMS = "{secret: NAME, key: KEY}, {config_map: NAME, key: KEY} or {field: status.podIP}"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the sources of every variable of every container."""
    for where, workload in workloads(design.spec):
        yield from _of(where, workload.env_from, workload.env)
        for here, container in containers(where, workload):
            yield from _of(here, container.env_from, container.env)


def _of(where: str, variables: Mapping[str, EnvSourceSpec], written: Mapping[str, str]) -> Iterator[Problem]:
    for name, source in variables.items():
        here = f"{where}.env_from.{name}"
        given = [field for field in ("secret", "config_map", "field") if getattr(source, field) is not None]
        if len(given) != 1:
            has = f"has {' and '.join(given)}" if given else "has no source"
            yield error(__name__, here, f"{name} {has}; a variable has exactly one", f"write {_FORMS}")
        elif given == ["field"] and source.key is not None:
            message = f"{name} takes a field of the pod, and a field has no key"
            yield error(__name__, f"{here}.key", message, "remove it", f"{here}.field")
        elif given != ["field"] and source.key is None:
            message = f"{name} does not say which key of {getattr(source, given[0])!r} is its value"
            yield error(__name__, here, message, "add 'key: KEY'", f"{here}.key")
        if name in written:
            message = f"{name} has a value in 'env', too"
            yield error(__name__, here, message, "remove one of the two", f"{where}.env.{name}")
