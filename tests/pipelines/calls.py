"""What terraform asks AWS, as IAM sees it: service and action of every request that passes the proxy."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import botocore.session

if TYPE_CHECKING:
    from tests.localaws.proxy import Proxy, Request

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")


def recorded(made: Proxy) -> set[str]:
    """The actions that are asked through a proxy from now on, such as `ec2:CreateVpc`; it grows while others ask."""
    asked: set[str] = set()
    answer = made.answer

    def noted(request: Request) -> tuple[int, dict[str, str], bytes] | None:
        asked.add(action(request))
        return answer(request)

    made.answer = noted  # type: ignore[method-assign]
    return asked


def action(request: Request) -> str:
    """The action that a policy would have to allow; services are signed for by the names that policies use."""
    signed = _SIGNED_FOR.search(request.headers.get("Authorization", ""))
    assert signed, f"unsigned: {request.method} {request.path}"
    service, operation = signed[1], request.operation
    if operation.startswith("/"):
        path = urlsplit(request.path).path
        operation = next(name for name, method, at in _rest(service) if method == request.method and at.fullmatch(path))
    return f"{service}:{operation}"


@cache
def _rest(service: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Operations of a service that speaks REST, with method and path, out of botocore's description of it."""
    model = botocore.session.get_session().get_service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(http["requestUri"].partition("?")[0]))
        path = path.replace(r"\{", "{").replace(r"\}", "}")
        found.append((name, http["method"], re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))))
    # A fixed path comes before one with a name in it.
    return sorted(found, key=lambda one: one[2].pattern.count("[^/]+"))
