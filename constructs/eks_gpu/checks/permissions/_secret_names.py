"""Names of settings that indicate a secret, and values that are not one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.checks._commands import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME = re.compile(r"(^|_)(TOKEN|PASSWORD|PASSWD|SECRET|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|CREDENTIALS)$")
# Special tokens of a model's vocabulary.
_VOCABULARY = re.compile(r"(BOS|EOS|PAD|STOP|IMAGE|UNK|SEP|MASK)_TOKEN")
# Shorter values are settings.
_LEAST_LENGTH = 8
# Placeholders for servers and libraries that insist on a key where none exists; shorter ones need no line here.
_SWITCHES = frozenset(
    {
        "anonymous",
        "automatic",
        "disabled",
        "no-key-required",
        "not-needed",
        "not-required",
        "not-used",
        "optional",
        "required",
        "undefined",
    }
)
_ELSEWHERE = ("/", "./", "../", "~/", "arn:", "file:", "http:", "https:", "$", "`")
_OPTION = re.compile(r"--?([A-Za-z][\w.-]*)")
_OPTION_SET = re.compile(rf"{_OPTION.pattern}=(.*)", re.DOTALL)
# Only variables in upper case: in a line of Python `token=…` is an argument.
_VARIABLE_SET = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)", re.DOTALL)


def names_a_secret(name: str, value: str) -> bool:
    """Whether the name of a setting indicates a secret and its value could be one."""
    known = re.sub(r"[.-]", "_", name).upper()
    return bool(_NAME.search(known)) and not _VOCABULARY.match(known) and _secret_like(value.strip("\"'"))


def secrets_in(words: Sequence[str]) -> Iterator[int]:
    """Indices of the command's words that contain a secret, as the value of an option or of a variable."""
    before = ""
    for index, word in enumerate(words):
        parts = split(word)
        settings = [*zip([before, *parts], parts, strict=False)]
        if any(_set_in(part) or _given_to(option, part) for option, part in settings):
            yield index
        before = parts[-1] if parts else ""


def _set_in(part: str) -> bool:
    found = _OPTION_SET.fullmatch(part) or _VARIABLE_SET.fullmatch(part)
    return found is not None and names_a_secret(found[1], found[2])


def _given_to(option: str, part: str) -> bool:
    found = _OPTION.fullmatch(option)
    return found is not None and not part.startswith("-") and names_a_secret(found[1], part)


def _secret_like(value: str) -> bool:
    """Whether a value is not a number, a switch, a path, the address of a secret, or a token such as ``<|im_end|>``."""
    named = value.startswith(_ELSEWHERE) or (value.startswith("<") and value.endswith(">"))
    switch = value.lower().replace("_", "-").removeprefix("sk-") in _SWITCHES
    return len(value) >= _LEAST_LENGTH and not value.isdigit() and not named and not switch
