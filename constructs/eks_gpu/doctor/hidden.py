"""Secrets in text of others: values that look like one are hidden before a line is quoted."""

from __future__ import annotations

import re

HIDDEN = "…"
# A value behind a name such as `db_password:`; except numbers and switches.
_NAMED = (
    r"((?:passw(?:or)?d|passwd|pwd|secret(?!smanager:)|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|"
    r"client[_-]?secret)[\w-]{0,20}[\"']?\s{0,2}[:=]\s{0,2}[\"']?)(?!\d{1,6}\b|true\b|false\b|null\b|none\b)[^\s\"',;&)\]}]{6,}"
)
# Each keeps what names the secret, so that a reader knows which one to look for.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END [A-Z ]*-----|\Z)",
        r"(://[^/\s:@]{1,80}:)[^/\s@]{1,200}(?=@)",
        r"(https?://[^\s?\"']{1,300}\?)[^\s\"']{1,2000}",
        r"(\bauthorization[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:bearer|basic|token)?\s{0,4})[^\s\"',;]{4,}",
        r"(\bbearer\s{1,4})[\w.~+/=-]{12,}",
        _NAMED,
        r"(--[\w-]{0,20}(?:password|secret|token|key)\s{1,2})[^\s-]\S{5,}",
        r"\b((?:AKIA|ASIA))[0-9A-Z]{12,}\b",
        r"\b(hf_(?![a-z]+_[a-z])|gh[pousr]_|github_pat_|glpat-|sk-|nvapi-|xox[abprs]-|npm_|pypi-|dckr_pat_|AIza|ya29\.)[\w-]{10,}",
        r"\b(eyJ)[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?",
    )
)
# Addresses of pages, which carry such a word and hide nothing.
_LINK = re.compile(r"https?://(?:\w+\.)*(?:amazon\.com|github\.com)/\S*")


def hidden(text: str) -> str:
    """The text without values that look like secrets.

    Args:
        text: A line of a log, a message, or a name that others wrote.
    """
    if not text:
        return text
    links = {match[0] for match in _LINK.finditer(text) if "?" not in match[0]}
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: found[0] if found[0] in links else f"{found[1]}{HIDDEN}", text)
    return text
