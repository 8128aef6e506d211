"""Recognises text that looks like a secret: keys in vendors' formats, and strings that only a generator writes."""

from __future__ import annotations

import math
import re
from collections import Counter

# Prefixes that vendors chose so that leaked keys are found: AWS, Hugging Face, GitHub, GitLab, OpenAI and Anthropic,
# NVIDIA, Slack, Google, npm, PyPI, Stripe; PEM blocks, JSON web tokens, and a password in a URL.
_KNOWN = re.compile(
    r"(?<![A-Za-z0-9])("
    r"(AKIA|ASIA)[0-9A-Z]{16}|hf_[A-Za-z0-9]{20,}|gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{16,}"
    r"|sk-[\w-]{20,}|nvapi-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}"
    r"|[rs]k_live_[A-Za-z0-9]{16,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r")|-----BEGIN [A-Z ]*PRIVATE KEY-----|(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,15}://[^/\s:@]{1,64}:[^/\s:@]{3,256}@"
)
_RUN = re.compile(r"[A-Za-z0-9+]{24,}")
# A random run has at least this many separate groups of digits, and this much entropy per character, in bits.
_LEAST_PLACES, _LEAST_BITS = 3, 3.8


def has_known_form(text: str) -> bool:
    """Whether the text contains a key in a format that its vendor designed to be recognised."""
    return _KNOWN.search(text) is not None


def has_random_run(text: str) -> bool:
    """Whether the text contains a long run that only a generator writes: upper case, lower case and digits, mixed.

    Hashes and UUIDs use one case, and long names have their digits at one end; neither counts.
    """
    return any(_is_random(run) for run in _RUN.findall(text))


def _is_random(run: str) -> bool:
    bits = -sum(count / len(run) * math.log2(count / len(run)) for count in Counter(run).values())
    # Hashes use one case; a letter between digits, as in 3p1x70b, indicates a version.
    mixed = run != run.lower() and run != run.upper()
    return mixed and len(re.findall(r"\d+", run)) >= _LEAST_PLACES and bits >= _LEAST_BITS
