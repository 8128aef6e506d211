"""The process of the server: `python -m tests.localaws` prints its port and runs until its input ends."""

from __future__ import annotations

import logging
import sys
from io import BytesIO
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from tests.localaws.extensions import install
from tests.localaws.server import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterable


class OneAtATime:
    """Moto's stores are plain dictionaries, and terraform asks ten things at once."""

    def __init__(self) -> None:
        self._application = DomainDispatcherApplication(create_backend_app)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request after the other."""
        with self._lock:
            answered: Iterable[bytes] = self._application(environ, start_response)
            return answered


class KeepAlive(MotoRequestHandler):
    """One connection for many requests, and an answer in one piece.

    Werkzeug closes a connection after each answer, and now and then terraform then takes an answer for broken.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def run_wsgi(self) -> None:
        """Read all of a request, and write all of its answer."""
        environ = self.make_environ()
        environ["wsgi.input"] = BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        answered, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        body = b"".join(answered)
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for key, value in headers:
            if key.lower() not in {"content-length", "connection"}:
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def main() -> None:
    """Serve on a free port of the loopback interface, and of no other."""
    install()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(LOOPBACK, 0, OneAtATime(), threaded=True, request_handler=KeepAlive)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    # The input ends with whoever started this, however that ends; nothing is left running.
    sys.stdin.read()
    server.shutdown()


main()
