"""The local AWS as a process of its own, and the environment in which nothing else can be reached."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from tests.synthesized import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
REGION = "us-west-2"
# Nobody listens on port 9 of the loopback interface: a request for any other host fails at once.
NOWHERE = f"http://{LOOPBACK}:9"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
MOTO = {
    # Roles attach policies of AWS.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # Nobody asks for an AMI.
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
}
_PATIENCE_SECONDS = 300
_MAKING = Lock()


@dataclass(frozen=True)
class LocalAws:
    """A running server."""

    endpoint: str

    def __post_init__(self) -> None:
        """Refuse an endpoint that is not here: what is done to it is not meant for any real account."""
        if urlsplit(self.endpoint).hostname != LOOPBACK:
            raise ValueError(f"{self.endpoint} is not on {LOOPBACK}")

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that make terraform talk only to this server."""
        return {
            **CREDENTIALS,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            **{key: NOWHERE for name in ("HTTP_PROXY", "HTTPS_PROXY") for key in (name, name.lower())},
            **dict.fromkeys(("NO_PROXY", "no_proxy"), LOOPBACK),
        }

    def client(self, service: str) -> Any:
        """A client of boto3."""
        # Clients are made for threads, the session that makes them is not.
        with _MAKING:
            return _client(self.endpoint, service)


@cache
def _client(endpoint: str, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        # Some refusals are of a value that boto3 would not even send.
        # The server shares the cores with everything else that runs, so an answer may take minutes on a busy machine.
        config=Config(
            retries={"total_max_attempts": 1}, parameter_validation=False, proxies={}, read_timeout=_PATIENCE_SECONDS
        ),
    )


@contextmanager
def local_aws() -> Iterator[LocalAws]:
    """An account of its own, with a server for as long as the block runs."""
    with socket.create_connection((LOOPBACK, _started()), timeout=_PATIENCE_SECONDS) as connection:
        with connection.makefile() as lines:
            port = lines.readline().strip()
        assert port, "the server did not start"
        yield LocalAws(f"http://{LOOPBACK}:{port}")


@cache
def _started() -> int:
    """The port of the process that starts servers, one for all accounts; it ends with this process."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "MOTO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.localaws"],
        cwd=ROOT,
        env=kept | MOTO | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    # Closes its input, and waits.
    atexit.register(process.communicate)
    assert process.stdout
    port = process.stdout.readline().strip()
    assert port, "the local AWS did not start"
    return int(port)
