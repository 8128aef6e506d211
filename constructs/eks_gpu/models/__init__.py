"""How the models of `eks_gpu.spec` are made: by pydantic, or from what pydantic made of the same sources before.

pydantic builds 87 models in a third of the time of `eks-gpu check`, the same ones each time. `kept.json` holds its
result for its own core, which does the validation; the classes then need only the few methods of `plain`. Commands that
describe the models, such as `eks-gpu schema`, and users of the library get pydantic's. `EKS_GPU_KEPT_MODELS=0` turns
this off; see docs/decisions/0036-kept-models.md.
"""

from __future__ import annotations

import os

_SWITCH = "EKS_GPU_KEPT_MODELS"
_preferred = False
_declared = False


def prefer_kept() -> None:
    """Let models that are imported from now on be the kept ones, if `kept.json` is of their sources."""
    global _preferred  # noqa: PLW0603 - a choice for the whole process, like an import
    _preferred = True


def is_preferred() -> bool:
    """Whether the models may be the kept ones."""
    return _preferred and os.environ.get(_SWITCH) != "0"


def are_kept() -> bool:
    """Whether the models are the kept ones."""
    if not is_preferred():
        return False
    from eks_gpu.models.current import is_current  # noqa: PLC0415 - imports pydantic's core, which few commands need

    return is_current()


def declared() -> None:
    """Say that all models are declared."""
    global _declared  # noqa: PLW0603 - the end of an import
    _declared = True


def are_declared() -> bool:
    """Whether all models are declared.

    Before, a kept schema would name classes that do not exist yet. Objects that are made meanwhile are the defaults of
    fields, which pydantic checked when it made the schemas, so nothing checks them again.
    """
    return _declared
