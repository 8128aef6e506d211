"""A proxy on the loopback interface between terraform and the local AWS, which may refuse, fail, or say nothing."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.localaws.server import LOOPBACK, LocalAws

if TYPE_CHECKING:
    from collections.abc import Iterator

# EKS's operation names for the requests in tests; the API identifies them only by method and path.
_REST = (
    ("CreateCluster", "POST", re.compile(r"/clusters")),
    ("CreateNodegroup", "POST", re.compile(r"/clusters/[^/]+/node-groups")),
    ("UpdateNodegroupVersion", "POST", re.compile(r"/clusters/[^/]+/node-groups/[^/]+/update-version")),
)
_HOPS = {"connection", "content-length", "date", "server", "transfer-encoding"}
# Nobody waits longer than this for an answer that does not come.
_HELD = 300


@dataclass(frozen=True)
class Request:
    """A request of terraform."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """The operation of AWS's API, as far as anyone asks."""
        if target := self.headers.get("X-Amz-Target"):
            return target.rpartition(".")[2]
        if self._is_query:
            return parse_qs(self.body.decode())["Action"][0]
        path = urlsplit(self.path).path
        return next((name for name, method, at in _REST if method == self.method and at.fullmatch(path)), path)

    @property
    def parameters(self) -> dict[str, str]:
        """The first value of each parameter of a query."""
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}

    @property
    def _is_query(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")

    def refusal(self, code: str) -> tuple[dict[str, str], bytes]:
        """An error in the protocol of the service that was asked."""
        if not self._is_query:
            return {"Content-Type": "application/json", "X-Amzn-ErrorType": code}, b'{"message": "by the proxy"}'
        error = f"<Error><Code>{code}</Code><Message>by the proxy</Message></Error>"
        is_ec2 = "/ec2/" in self.headers.get("Authorization", "")
        xml = f"<Response><Errors>{error}</Errors></Response>" if is_ec2 else f"<ErrorResponse>{error}</ErrorResponse>"
        return {"Content-Type": "text/xml"}, xml.encode()


@dataclass
class Proxy:
    """Rules for requests; tests may change them while the proxy runs."""

    behind: str
    endpoint: str = ""
    throttled: int = 0
    """Every so manieth request is throttled; 0 for none."""

    failing: str = ""
    """An operation that ends in an internal failure."""

    held: str = ""
    """An operation whose first request is never answered."""

    reaches_aws: bool = False
    """Whether the held request is done all the same."""

    holding: Event = field(default_factory=Event)
    released: Event = field(default_factory=Event)
    refused: dict[str, int] = field(default_factory=dict)
    passed: list[Request] = field(default_factory=list)
    """The requests that went through, in their order."""

    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def aws(self) -> LocalAws:
        """The AWS as it looks from in front of the proxy."""
        return LocalAws(self.endpoint)

    def hold(self, operation: str, *, reaches_aws: bool) -> None:
        """Leave the next request for an operation without an answer."""
        self.holding.clear()
        self.released.clear()
        self.reaches_aws, self.held = reaches_aws, operation

    def release(self) -> None:
        """Let go of the request that was held; nobody waits for it any more."""
        self.released.set()

    def answer(self, request: Request) -> tuple[int, dict[str, str], bytes] | None:
        """Answer as AWS does, or as it does on a bad day; None for not at all."""
        with self._lock:
            self._count += 1
            throttled = self.throttled and self._count % self.throttled == 0
            held = self.held == request.operation
            if held:
                self.held = ""
        if held:
            if self.reaches_aws:
                self._forward(request)
            self.holding.set()
            self.released.wait(_HELD)
            return None
        if throttled:
            return self._refuse(429, "ThrottlingException" if not request._is_query else "Throttling", request)
        if self.failing == request.operation:
            return self._refuse(500, "InternalFailure", request)
        return self._forward(request)

    def _refuse(self, status: int, code: str, request: Request) -> tuple[int, dict[str, str], bytes]:
        with self._lock:
            self.refused[code] = self.refused.get(code, 0) + 1
        return status, *request.refusal(code)

    def _forward(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        with self._lock:
            self.passed.append(request)
        connection = HTTPConnection(urlsplit(self.behind).netloc, timeout=_HELD)
        try:
            connection.request(request.method, request.path, request.body, request.headers)
            answered = connection.getresponse()
            return answered.status, dict(answered.getheaders()), answered.read()
        finally:
            connection.close()


@contextmanager
def proxy(aws: LocalAws) -> Iterator[Proxy]:
    """A proxy for as long as the block runs."""
    made = Proxy(aws.endpoint)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                # The client was killed.
                self.close_connection = True

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answered = made.answer(Request(self.command, self.path, dict(self.headers.items()), body))
            if answered is None:
                self.close_connection = True
                return
            status, headers, content = answered
            self.send_response(status)
            for key, value in headers.items():
                if key.lower() not in _HOPS:
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _handle  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Suppress the log of requests."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    made.endpoint = f"http://{LOOPBACK}:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield made
    finally:
        made.release()
        server.shutdown()
        server.server_close()
