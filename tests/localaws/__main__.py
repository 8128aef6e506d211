"""The process of the server: `python -m tests.localaws` prints its port and runs until its input ends."""

from __future__ import annotations

import logging
import sys
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

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


def main() -> None:
    """Serve on a free port of the loopback interface, and of no other."""
    install()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(LOOPBACK, 0, OneAtATime(), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    # The input ends with whoever started this, however that ends; nothing is left running.
    sys.stdin.read()
    server.shutdown()


main()
