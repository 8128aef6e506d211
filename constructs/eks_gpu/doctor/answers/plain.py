"""Answers of which only the words are left: refusals, and what `--query` and `--output text` leave of AWS's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = re.compile(
    r"^(?:Error from server|error: |Unable to connect|The connection to the server|An error occurred \(|"
    r"Unable to locate credentials|You must be logged in|No resources found|usage: aws|aws: error|(?:\S*sh: "
    r"|'\w+' is not ).*(?:not found|recognized).*|"
    r"E\d{4} .*memcache\.go.*couldn't get current server API group list).*$",
    re.MULTILINE,
)
_ACTIVITY_ENDED = re.compile(r"Launching EC2 instance failed|Client error on launch")
_STATUS = re.compile(r"\b(Successful|Failed|Cancelled|InProgress)\b")
_GROUP = re.compile(r"\b(eks-[\w.-]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|eksctl-[\w.-]+-NodeGroup-\w+)\b")
_GROUP_OF_EKS = re.compile(r"eks-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def refusals(text: str) -> tuple[list[str], str]:
    """Error messages that commands printed instead of an answer, and the text without them."""
    found = [line.strip() for line in _REFUSED.findall(text)]
    return found, _REFUSED.sub("", text) if found else text


def activities(text: str) -> Iterator[dict[str, object]]:
    """Scaling activities in the shape of the API, one for each line with the result of a launch."""
    for line in text.splitlines():
        if not _ACTIVITY_ENDED.search(line):
            continue
        result = next(cell for cell in re.split(r"[\t|]", line) if _ACTIVITY_ENDED.search(cell))
        group, status = _GROUP.search(text), _STATUS.search(line)
        yield {
            "AutoScalingGroupName": group[1] if group else "",
            "Description": "Launching a new EC2 instance",
            "StatusCode": status[1] if status else "Failed",
            "StatusMessage": result.rpartition("Status Reason: ")[2].strip(),
        }


def node_group_of(value: dict[str, object]) -> dict[str, object] | None:
    """The health of a node group that was asked for alone, under the name that its issues give away."""
    health = value if "issues" in value else value.get("health")
    issues = health.get("issues") if isinstance(health, dict) else None
    if isinstance(value.get("code"), str) and isinstance(value.get("resourceIds"), list):
        issues = [value]
    if not isinstance(issues, list) or not issues:
        return None
    names = [
        found[1]
        for issue in issues
        if isinstance(issue, dict) and isinstance(issue.get("resourceIds"), list)
        for resourceId in issue["resourceIds"]
        if (found := _GROUP_OF_EKS.fullmatch(str(resourceId)))
    ]
    return {**value, "nodegroupName": names[0] if names else "", "health": {"issues": issues}}
