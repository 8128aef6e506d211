"""Every example's Kubernetes stacks: applied, planned again, destroyed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tools.verification.cluster import existing
from tools.verification.tour import Failure, Result, lines

if TYPE_CHECKING:
    from tools.verification.applying import Place
    from tools.verification.cluster import Kubectl, Object
    from tools.verification.copies import Document

GONE_SECONDS, _POLL_SECONDS = 60.0, 2.0


def live(place: Place, kubectl: Kubectl, name: str, documents: dict[str, Document], wanted: set[Object]) -> Result:
    """Apply the stacks of an example in their order, and destroy them; nothing may be left.

    Args:
        place: The folders and the cluster of the run.
        kubectl: For a look at what is left.
        name: Name of the example.
        documents: Its stacks, by kind.
        wanted: The objects that they create.
    """
    result = Result()
    for kind, document in documents.items():
        stack = f"{name}-{kind}"
        outcome = place.step(stack, document)
        result.steps += 1
        result.failures += [Failure(stack, str(trouble)) for trouble in outcome.troubles]
        if outcome.restless:
            result.failures.append(Failure(stack, "a second plan is not empty", lines(outcome.restless)))
        if outcome.troubles:
            break
    else:
        if missing := wanted - set(existing(kubectl, wanted)):
            text = f"objects are missing after the apply: {', '.join(map(str, sorted(missing)))}"
            result.failures.append(Failure(name, text))
    result.failures += [Failure("destroy", text) for text in place.destroy()]
    if left := _left(kubectl, wanted):
        result.failures.append(Failure(name, f"objects are left after the destroy: {', '.join(map(str, left))}"))
    return result


def _left(kubectl: Kubectl, wanted: set[Object]) -> list[Object]:
    """Objects that still exist; controllers get a minute for deletions that Terraform did not wait for."""
    end = time.monotonic() + GONE_SECONDS
    while (left := existing(kubectl, wanted)) and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return left
