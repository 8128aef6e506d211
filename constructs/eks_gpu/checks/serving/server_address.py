"""A server listens on a port that is not in `ports`, or only on its pod's loopback address.

**Why.** Probes and the Service connect to `ports`, from outside the pod. By default vLLM listens on port 8000, SGLang
on 30000 and uvicorn on 8000; SGLang and uvicorn listen only on 127.0.0.1 unless `--host` says otherwise. The pod never
becomes ready, on a GPU node that is paid for, and its log shows no error.

**Fix.** Write the server's port under `ports`, and pass `--host=0.0.0.0`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eks_gpu.checks._commands import is_vllm, options, programs
from eks_gpu.checks._report import warning
from eks_gpu.checks._where import workloads
from eks_gpu.problem import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem
    from eks_gpu.spec import WorkloadSpec

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    args: [--port=8080]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: vllm/vllm-openai:v0.10.0
    ports: [8000]
    args: [--port=8000]
"""


class _Server(NamedTuple):
    """A server's default address and port."""

    name: str
    port: int
    local: bool


_VLLM = _Server("vLLM", 8000, local=False)
# By program or module (documentation of SGLang's and uvicorn's server settings).
_SERVERS = {
    "sglang": _Server("SGLang", 30000, local=True),
    "sglang.launch_server": _Server("SGLang", 30000, local=True),
    "uvicorn": _Server("uvicorn", 8000, local=True),
}
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check servers whose options are known, in workloads with ports."""
    for where, workload in workloads(design.spec):
        server, said = _server(workload), options(workload)
        # A configuration file or variables of the server may set more.
        elsewhere = "config" in said or any(name.startswith("UVICORN_") for name in workload.env)
        if not workload.ports or server is None or elsewhere:
            continue
        rests_on = (f"{where}.command", f"{where}.args", f"{where}.image")
        port = said["port"].value if "port" in said else str(server.port)
        if port.isdigit() and int(port) not in workload.ports:
            message = f"{server.name} in {workload.name} listens on {port}, but 'ports' is {listed(workload.ports)}"
            fix = f"write 'ports: [{port}]', or add '--port={workload.ports[0]}' to its arguments"
            yield warning(__name__, f"{where}.ports", message, fix, *rests_on)
        host = said["host"].value if "host" in said else "127.0.0.1" if server.local else ""
        if host in _LOCAL:
            message = (
                f"{server.name} in {workload.name} listens on {host}, which neither probes nor the Service can reach"
            )
            field = said["host"].where if "host" in said else "args" if workload.args else "command"
            fix = "add '--host=0.0.0.0' to its arguments"
            yield warning(__name__, f"{where}.{field}", message, fix, *rests_on)


def _server(workload: WorkloadSpec) -> _Server | None:
    known = [_SERVERS[name] for name in sorted(programs(workload)) if name in _SERVERS]
    return _VLLM if is_vllm(workload) else next(iter(known), None)
