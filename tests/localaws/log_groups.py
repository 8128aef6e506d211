"""The class of log groups, which moto does not know."""

from __future__ import annotations

from typing import Any

from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse

from tests.localaws.patching import replace

STANDARD = "STANDARD"
_create_log_group = LogsResponse.create_log_group
_to_describe_dict = LogGroup.to_describe_dict


def create_log_group(self: LogsResponse) -> str:
    """Make a log group, and note its class."""
    answer = _create_log_group(self)
    group: Any = self.logs_backend.groups[self._get_param("logGroupName")]
    group.log_group_class = self._get_param("logGroupClass") or STANDARD
    return answer


def to_describe_dict(self: LogGroup) -> dict[str, Any]:
    """With the class, which CloudWatch always names."""
    return {**_to_describe_dict(self), "logGroupClass": getattr(self, "log_group_class", STANDARD)}


def install() -> None:
    """Extend moto."""
    replace(LogsResponse, create_log_group)
    replace(LogGroup, to_describe_dict)
