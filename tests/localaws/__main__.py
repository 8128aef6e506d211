"""The process of the local AWS: `python -m tests.localaws` prints a port, and every connection to it gets an account.

To read moto and its descriptions of services takes two seconds. This process does that once, and then forks a process
for each account, which prints the port of its own server into the connection and runs until the connection ends.
"""

from __future__ import annotations

import gc
import logging
import os
import random
import select
import sys
from contextlib import suppress
from io import BytesIO
from socket import create_server, socket
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from tests.localaws.extensions import install
from tests.localaws.server import LOOPBACK
from tests.localaws.warming import warm

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
    """Fork an account for each connection, until the input ends; nothing is left running."""
    install()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = OneAtATime()
    warm(application)
    gc.freeze()
    children = set()
    with create_server((LOOPBACK, 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        # The input ends with whoever started this, however that ends. No thread reads it: a fork would not copy one.
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            child = os.fork()
            if not child:
                listener.close()
                serve(application, connection)
            children.add(child)
            connection.close()
            children -= {one for one in children if os.waitpid(one, os.WNOHANG)[0]}
    for one in children:
        os.waitpid(one, 0)


def serve(application: OneAtATime, connection: socket) -> None:
    """Serve on a free port of the loopback interface, and of no other, until the connection ends; never return."""
    code = 1
    try:
        # Otherwise all accounts would get the same ids.
        random.seed()
        mock_random.seed()
        server = make_server(LOOPBACK, 0, application, threaded=True, request_handler=KeepAlive)
        Thread(target=server.serve_forever, daemon=True).start()
        with suppress(ConnectionError):
            connection.sendall(f"{server.server_port}\n".encode())
            connection.recv(1)
        code = 0
    finally:
        os._exit(code)


main()
