"""Connections that nobody answers, by their destination."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived.codes import fitting
from eks_gpu.doctor.signatures.derived.told import Told

# The address that a client names.
_ADDRESS = re.compile(
    r"https?://(?P<url>[^\s\"'/,)]+)|dial (?:tcp|udp) (?P<dial>[^\s/]+?)(?::? |$)|lookup (?P<lookup>\S+)|"
    r"host='(?P<host>[^']+)'|(?:connect|Connect) to (?:address |host )?"
    r"(?!(?:all|the|any|an?|its?|our|remote|server|peer|backend)\b)(?P<to>[\w.:\[\]-]+)|"
    r"(?P<plain>\d+(?:\.\d+){3}(?::\d+)?)"
)
# Characters before the words that may name the destination.
_BEFORE = 240


def told(found: re.Match[str]) -> Told | None:
    """The owner of the destination, and what kept the answer away."""
    # A search for the words, and a look back from there, costs a hundredth of a pattern that begins with the line.
    begin = max(found.string.rfind("\n", 0, found.start()) + 1, found.start() - _BEFORE)
    line = found.string[begin : found.end()]
    owner = fitting("destinations", "destination", "name", line)
    ending = fitting("endings", "ending", "means", line)
    address = _ADDRESS.search(line)
    name = next((text for text in address.groups() if text), "").rstrip(":,") if address else ""
    if owner is None and not name:
        return None
    where = f"{owner.means} ({name})" if owner and name else owner.means if owner else name
    why = ending.means if ending else "no answer"
    return Told(f"no connection to {where}: {why}", owner.next if owner else ending.next if ending else "")
