"""The cause of a message by its structure: where no row knows a line, its form still says who fails, and why.

Each derivation turns a place where a row of the table fits into a meaning and a next step; None leaves those of the
row. A row names its derivation (`derive`), and the tables that derivations read are data (`../codes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived import (
    amazon,
    answers,
    chain,
    destinations,
    devices,
    exits,
    fields,
    pools,
    reasons,
    taints,
    tracebacks,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from eks_gpu.doctor.signatures.derived.told import Told

DERIVATIONS: Mapping[str, Callable[[re.Match[str]], Told | None]] = {
    "amazon": amazon.told,
    "answer": answers.told,
    "chain": chain.told,
    "destination": destinations.told,
    "device": devices.told,
    "exception": tracebacks.told_of_line,
    "exit": exits.told,
    "field": fields.told,
    "inner": chain.inner,
    "pools": pools.told,
    "reasons": reasons.told,
    "taints": taints.told,
    "traceback": tracebacks.told,
}
