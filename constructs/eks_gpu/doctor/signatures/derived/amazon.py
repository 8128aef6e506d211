"""Refusals of AWS's APIs, by their error code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.signatures.derived.codes import by_code
from eks_gpu.doctor.signatures.derived.told import Told, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

# The words that SDKs print around a code: boto, Go, Java, CloudFormation, Terraform, EC2.
_CODES = re.compile(
    r"An error occurred \((?P<boto>[\w.]+)\)(?: when calling the \w+ operation)?|api error (?P<go>[\w.]+)|"
    r"Error Code: (?P<java>[\w.]+)|HandlerErrorCode: (?P<handler>\w+)|"
    r"StatusCode: \d{3}[^\n]{0,300}?, (?P<sdk>(?!Request(?:ID|Id):|HostID:)[A-Z][\w.]+): |"
    r"\b(?!Client\.Timeout)(?:Client|Server)\.(?P<ec2>[A-Z][\w.]+)|"
    r"<Code>(?P<xml>\w+)</Code>|(?:^|[\s:])(?P<bare>[A-Z][a-z]\w{3,60}(?:\.\w+)?): [^\n]{0,400}\bstatus code: \d{3}",
)
_OPERATIONS = re.compile(
    r"when calling the (?P<boto>\w+) operation|operation error (?P<service>[\w ]+): (?P<go>\w+)|"
    r"(?:failed to|error|Error) (?P<verb>\w+ing?|\w+e) (?P<what>[A-Z][\w ]{2,40}?)(?: \(|:)",
)
# AWS's own words where they do not follow the code at once: before it (Java, CloudFormation), and in XML.
_BEFORE = re.compile(r"(?P<words>[^\n\"]{4,400}?) ?\(Service: [^\n]{2,60}$")
_RETURNED = re.compile(r'returned message: "(?P<words>[^\n]{4,400}?)(?: \(Service: |" \(|"$)')
_MESSAGE = re.compile(r"<Message>(?P<words>[^<\n]{2,400})</Message>")
# Characters of AWS's own words that are quoted.
_WORDS = 200
_SUFFIX = re.compile(r"(?:Exception|Fault)$")


def told(found: re.Match[str]) -> Told | None:
    """The meaning of the code, with the operation that AWS refused."""
    line = found[0]
    for code, words in _codes(line):
        known = by_code("amazon").get(code) or by_code("amazon").get(_SUFFIX.sub("", code))
        if known:
            said = f": '{quoted(words)}'" if words else ""
            return Told(f"{known.means} ({code}{_operation(line)}){said}", known.next)
    code, _ = next(_codes(line), ("", ""))
    return Told(f"AWS refuses the call with {code}{_operation(line)}: {quoted(line[-200:])}") if code else None


def _codes(line: str) -> Iterator[tuple[str, str]]:
    """Codes, each with the words of AWS that belong to it."""
    for match in _CODES.finditer(line):
        code = next(group for group in match.groups() if group).rstrip(".")
        yield code, _words(line, match)


def _words(line: str, match: re.Match[str]) -> str:
    elsewhere = None
    if match["java"] or match["handler"]:
        begun = line[: match.start()].rstrip(" ;,")
        elsewhere = _RETURNED.search(begun) or _BEFORE.search(begun)
    elif match["xml"]:
        elsewhere = _MESSAGE.search(line)
    if match["java"] or match["handler"] or match["xml"]:
        return elsewhere["words"][-_WORDS:].strip(" \"'") if elsewhere else ""
    words = match[0].partition(": ")[2] if match["bare"] else line[match.end() :]
    return re.split(r",? ?(?:status code: \d{3}|request id: )", words)[0][:_WORDS].strip(" :\"'")


def _operation(line: str) -> str:
    match = _OPERATIONS.search(line)
    if match is None:
        return ""
    if match["go"]:
        return f" from {match['service']} {match['go']}"
    return f" from {match['boto']}" if match["boto"] else ""
