"""Refusals of the API server, by the field that they are about."""

from __future__ import annotations

import re

from eks_gpu.doctor.signatures.derived import chain
from eks_gpu.doctor.signatures.derived.told import Told, quoted

# A field's path, the kind of the error, and its words (kubernetes/apimachinery, util/validation/field).
_FIELD = re.compile(
    r"(?P<field>[a-z][\w.\[\]/\"-]{1,160}): (?P<why>(?:Invalid value|Unsupported value|Required value|Duplicate value|"
    r"Forbidden|Too long|Too many|Not found|Internal error)\b[^\n]{0,400})"
)
# The next field of a list of errors, and the columns of a table behind the message.
_NEXT = re.compile(
    r", (?:[a-z][\w.\[\]/\"-]{1,160}: (?:Invalid|Unsupported|Required|Duplicate|Forbidden|Too|Not)|<nil>)| {3,}"
)


# Characters behind a message in which YAML may have folded it.
_FOLDED = 400


def told(found: re.Match[str]) -> Told | None:
    """The field, with what is wrong with it; without one, the innermost error of the line."""
    text = found.string
    begin, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    end = end if end >= 0 else len(text)
    places = (text[begin:end], " ".join(text[begin : end + _FOLDED].split()))
    field = next(filter(None, map(_FIELD.search, places)), None)
    if field is None:
        return chain.inner(found)
    why = _NEXT.split(field["why"])[0]
    return Told(adds=f": '{quoted(field['field'])}: {quoted(why)}'")
