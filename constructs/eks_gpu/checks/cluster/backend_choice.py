"""More than one backend is given, or none.

**Why.** Terraform keeps a stack's state in one place.

**Fix.** Keep one of `local`, `s3` and `cloud`; without `backend`, the default is `local`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: a stack has one state.
IGNORABLE = False

BAD = """\
backend:
  local: {}
  s3: {bucket: acme-terraform, region: us-west-2}
"""
GOOD = """\
backend:
  s3: {bucket: acme-terraform, region: us-west-2}
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Count the backends."""
    backend = design.spec.backend
    given = [name for name in ("local", "s3", "cloud") if getattr(backend, name) is not None]
    if len(given) != 1:
        message = f"'backend' takes one of local, s3 and cloud; given: {listed(given) or 'none'}"
        yield error(__name__, "backend", message, "keep one, or remove 'backend': 'local' is the default")
