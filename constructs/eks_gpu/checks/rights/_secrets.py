"""Which text looks like a secret: keys of known makers, and what no person writes."""

from __future__ import annotations

import math
import re
from collections import Counter

# Prefixes that their makers chose so that keys are found: AWS, Hugging Face, GitHub, GitLab, OpenAI and Anthropic,
# NVIDIA, Slack, Google, npm, PyPI, Stripe; PEM blocks, JSON web tokens, and a password in a URL.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9])("
    r"(AKIA|ASIA)[0-9A-Z]{16}|hf_[A-Za-z0-9]{20,}|gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{16,}"
    r"|sk-[\w-]{20,}|nvapi-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}"
    r"|[rs]k_live_[A-Za-z0-9]{16,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r")|-----BEGIN [A-Z ]*PRIVATE KEY-----|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,15}://[^/\s:@]{1,64}:[^/\s:@]{3,256}@"
)
_RUN = re.compile(r"[A-Za-z0-9+]{24,}")
# Of a run of random letters and digits: digits stand in so many places of it, and each letter tells so much.
_LEAST_PLACES, _LEAST_BITS = 3, 3.8


def has_known_form(text: str) -> bool:
    """Whether a key in a form that its maker made to be found is in the text."""
    return _KNOWN.search(text) is not None


def has_random_run(text: str) -> bool:
    """Whether there is a long run in it that only a generator writes: upper, lower and digits without any order.

    Hashes and UUIDs are of one case, and in long names digits stand at an end; neither is meant.
    """
    return any(_is_random(run) for run in _RUN.findall(text))


def _is_random(run: str) -> bool:
    bits = -sum(count / len(run) * math.log2(count / len(run)) for count in Counter(run).values())
    # Of one case are hashes; a letter between digits, as in 3p1x70b, is a version.
    mixed = run != run.lower() and run != run.upper()
    return mixed and len(re.findall(r"\d+", run)) >= _LEAST_PLACES and bits >= _LEAST_BITS
