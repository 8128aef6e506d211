"""Names for paths."""

from __future__ import annotations

import re
from hashlib import sha256

# The rest of a Kubernetes name is for the workload, and for the number of a stateful set's pod.
_LENGTH = 40


def path_slug(path: str) -> str:
    """A name for a path: readable, the same wherever in a list it stands, and never that of another path."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:_LENGTH].rstrip("-")
    told = "/" + slug.replace("-", "/") == path
    return slug if told else "-".join(filter(None, (slug, sha256(path.encode()).hexdigest()[:6])))
