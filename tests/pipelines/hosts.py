"""Code hosts and HCP Terraform, as far as the tools ask them, on the loopback interface."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Status, content, and headers where there are any.
    Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]
    Answering = Callable[["Asked"], Answer]

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What it holds, where that is JSON."""
        return json.loads(self.body)


@contextmanager
def serving(answer: Answering) -> Iterator[str]:
    """A server that answers JSON; its address."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            code, content, *others = answer(Asked(self.command, self.path, dict(self.headers.items()), body))
            sent = json.dumps(content).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(sent)))
            headers: dict[str, str] = others[0] if others else {}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_PATCH = _handle  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    # The end is looked for that often; half a second, as it would be, is long for a test.
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Comments:
    """The comments of one request on GitHub or GitLab; those that are there at first are somebody else's.

    GitHub's documentation has the author in `user.login`, GitLab's in `author.username`; `GET /user` tells whose token
    it is on GitLab. GitHub refuses that question for the token of a workflow.
    """

    bodies: dict[int, str] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)
    account: str = "github-actions[bot]"
    tokens: set[str] = field(default_factory=set)
    refusing: int = 0

    def answer(self, asked: Asked) -> Answer:
        """List, write, or replace."""
        self.tokens.add(asked.headers.get("Authorization") or asked.headers["Private-Token"])
        if self.refusing:
            return self.refusing, {"message": "no"}
        if asked.path == "/user":
            return (200, {"id": 7, "username": self.account}) if "Private-Token" in asked.headers else (403, {})
        if asked.method == "GET":
            page = int(asked.path.rpartition("page=")[2])
            some = list(self.bodies.items())[100 * (page - 1) : 100 * page]
            return 200, [{"id": number, "body": body} | self._author(number) for number, body in some]
        if asked.method == "POST":
            number = 1 + max(self.bodies, default=0)
        else:
            number = int(asked.path.rpartition("/")[2])
            if number not in self.written:
                return 403, {"message": "not yours"}
        self.written.add(number)
        self.bodies[number] = asked.json["body"]
        return 200, {"id": number}

    def _author(self, number: int) -> dict[str, Any]:
        name = self.account if number in self.written else "mallory"
        # Both hosts keep comments of deleted accounts; GitHub has null there.
        return (
            {"user": None, "author": None}
            if not number % 50
            else {"user": {"login": name}, "author": {"username": name}}
        )
