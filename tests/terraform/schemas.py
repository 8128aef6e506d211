"""The AWS provider with no more kinds of resources than there are in this project.

Each command of terraform asks the provider for the schemas of all of its 1,900 kinds, which are 5 MB, four fifths of
them dashboards and firewalls. To make, send and read them takes 2 CPU seconds, ten times what the rest of a plan takes.
Here somebody between the two asks once, and leaves out the kinds of services that nothing here uses. Everything else is
passed on as it is. A stack with a kind that is left out fails, for terraform then says that there is no such kind.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
# The method of protocol 5, which AWS's provider speaks: `docs/plugin-protocol/tfplugin5.proto` in terraform's source.
SCHEMAS = "GetSchema"
# Methods of go-plugin that stream; it does without them, where a provider does not have them.
STREAMS = ("StreamStdio", "StartStream")
OPTIONS = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
# Terraform sends ten requests at once, unless it validates.
AT_ONCE = 64
# Wire types of protocol buffers: https://protobuf.dev/programming-guides/encoding
_VARINT, _LENGTH = 0, 2

Answer = bytes


@contextmanager
def fewer_kinds(address: str) -> Iterator[str]:
    """The address at which a provider can be reattached, as terraform takes it, for one that shows fewer kinds."""
    told: dict[str, Any] = json.loads(address)
    (provider,) = told.values()
    with grpc.insecure_channel(f"unix:{provider['Addr']['String']}", OPTIONS) as channel:
        server = grpc.server(ThreadPoolExecutor(AT_ONCE), (_Between(channel),), options=OPTIONS)
        port = server.add_insecure_port(f"{LOOPBACK}:0")
        server.start()
        try:
            provider["Addr"] = {"Network": "tcp", "String": f"{LOOPBACK}:{port}"}
            yield json.dumps(told)
        finally:
            server.stop(None).wait()


class _Between:
    """Passes requests and answers on without a look into them, but for the schemas."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._schemas: Answer | None = None
        self._asking = Lock()

    def service(self, call: Any) -> Any:
        """The handler of a method, whatever it is called."""
        name = call.method.rpartition("/")[2]
        if name in STREAMS:
            return None
        behind = self._channel.unary_unary(call.method)

        def answer(request: bytes, context: Any) -> Answer:
            try:
                return self._once(behind, request) if name == SCHEMAS else behind(request)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
                raise

        return grpc.unary_unary_rpc_method_handler(answer)

    def _once(self, ask: Callable[[bytes], Answer], request: bytes) -> Answer:
        with self._asking:
            if self._schemas is None:
                self._schemas = without_foreign(ask(request), services())
        return self._schemas


@cache
def services() -> frozenset[str]:
    """The first words of all kinds that the bindings give to our constructs, and of those that the bootstraps use."""
    bindings = (ROOT / "constructs" / "eks_gpu" / "bindings.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r"cdktf_cdktf_provider_aws import (?:data_aws_)?(\w+)", bindings))
    for path in sorted((ROOT / "examples").rglob("*.tf")):
        kinds |= set(re.findall(r'^(?:resource|data) "aws_(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE))
    return frozenset(kind.partition("_")[0] for kind in kinds)


def without_foreign(schemas: Answer, kept: frozenset[str]) -> Answer:
    """An answer with schemas without those of other services; they are maps by kind, so each is an entry with a key."""
    return b"".join(whole for _, entry, whole in _fields(schemas) if not _is_foreign(entry, kept))


def _is_foreign(entry: bytes, kept: frozenset[str]) -> bool:
    key = next((value for number, value, _ in _fields(entry) if number == 1), b"") if entry[:1] == b"\n" else b""
    provider, _, kind = key.partition(b"_")
    return provider == b"aws" and kind.partition(b"_")[0].decode() not in kept


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The fields of a message: number, content, and the whole as it is written."""
    at = 0
    while at < len(message):
        start = at
        tag, at = _varint(message, at)
        content = b""
        if tag & 7 == _LENGTH:
            length, at = _varint(message, at)
            content, at = message[at : at + length], at + length
        else:
            assert tag & 7 == _VARINT, f"wire type {tag & 7}"
            _, at = _varint(message, at)
        yield tag >> 3, content, message[start:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
