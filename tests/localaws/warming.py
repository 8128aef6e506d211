"""Everything that moto does at its first request to a service, done before the first account exists.

Moto reads descriptions of services, builds routes and fills its stores with what every account has, such as a default
VPC and the policies of AWS. Each service is asked for a list, which changes nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from moto import backends
from moto.core import responses
from moto.kms import models as kms
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.localaws.server import CREDENTIALS, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator

# Lists of services with the query protocol: operation and version.
_QUERIES = {
    "autoscaling": ("DescribeAutoScalingGroups", "2011-01-01"),
    "ec2": ("DescribeVpcs", "2016-11-15"),
    "iam": ("ListRoles", "2010-05-08"),
    "sts": ("GetCallerIdentity", "2011-06-15"),
}
_TARGETS = {"kms": "TrentService.ListKeys", "logs": "Logs_20140328.DescribeLogGroups"}
_PATHS = {"eks": "/clusters"}
_LOOKED_UP = (
    (responses, "method_names_from_class"),
    (responses, "camelcase_to_underscores"),
    # Nothing here signs with a key of KMS.
    (kms, "generate_private_key"),
)


def warm(application: Any) -> None:
    """Ask each service for a list, and let moto remember what it looks up for each request."""
    _remember()
    for environ in _requests():
        answered, status, _ = run_wsgi_app(application, environ, buffered=True)
        assert status.startswith("200"), b"".join(answered)


def _requests() -> Iterator[dict[str, Any]]:
    for service, (action, version) in _QUERIES.items():
        form = "application/x-www-form-urlencoded"
        yield _request(service, "/", f"Action={action}&Version={version}", {"Content-Type": form})
    for service, target in _TARGETS.items():
        yield _request(service, "/", "{}", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
    for service, path in _PATHS.items():
        yield _request(service, path)


def _request(service: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> dict[str, Any]:
    scope = f"{CREDENTIALS['AWS_ACCESS_KEY_ID']}/20260101/{REGION}/{service}/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"}
    method = "POST" if body else "GET"
    return EnvironBuilder(
        path, method=method, data=body or None, headers=Headers(signed | (headers or {}))
    ).get_environ()


def _remember() -> None:
    """Let moto look up only once what is the same for each request: a third of a request's time."""
    modules = tuple(backends.list_of_moto_modules())
    setattr(backends, "list_of_moto_modules", lambda: modules)  # noqa: B010 - mypy refuses to assign it
    for owner, name in _LOOKED_UP:
        setattr(owner, name, cache(getattr(owner, name)))
