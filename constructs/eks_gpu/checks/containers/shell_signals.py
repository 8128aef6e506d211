"""The shell that starts a server does not forward the termination signal.

**Why.** Kubernetes sends SIGTERM to the first process of a container, here the shell. A shell that runs several
commands waits for the last one and does not forward the signal. The pod is killed at the end of its grace period, which
cuts off its requests, and every update and every drained node takes that long. A shell that runs a single command is
replaced by it, and needs no change.

**Fix.** Write `exec` before the last command, and no pipe after it: `[bash, -c, "pip install lmcache && exec vllm serve
…"]`. Or write a `trap` that stops the server.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from eks_gpu.checks._commands import SHELLS, split
from eks_gpu.checks._report import warning
from eks_gpu.design.serving import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SERVES = frozenset({"deployment", "stateful_set"})
_ENDS = frozenset({";", "&&", "||", "&"})
# `2>&1` and `&>` do not end a command.
_REDIRECTED = re.compile(r"\d?>&\d?|&>>?")

BAD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    command: [bash, -c, "pip install lmcache && vllm serve /model"]
"""
GOOD = """\
workloads:
  - name: serve
    kind: deployment
    image: registry.example/serve:1
    ports: [8000]
    command: [bash, -c, "pip install lmcache && exec vllm serve /model"]
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check the command lines that shells run."""
    for workload in design.workloads:
        items = [(f"command[{index}]", word) for index, word in enumerate(workload.spec.command)]
        items += [(f"args[{index}]", word) for index, word in enumerate(workload.spec.args)]
        field, line = _line(items)
        if workload.spec.kind not in _SERVES or not workload.spec.ports or not _keeps_signals(line):
            continue
        grace = workload.serving.grace_seconds or GRACE_SECONDS
        message = (
            f"SIGTERM reaches the shell of {workload.name} but not its server, which is killed after {grace}s "
            "with all its open requests"
        )
        fix = "write 'exec' before the last command of the line, and no pipe after it"
        yield warning(__name__, f"{workload.where}.{field}", message, fix)


def _line(items: list[tuple[str, str]]) -> tuple[str, str]:
    """The field and the text of a shell's command line, which follows `-c` or `-lc`; both empty without one."""
    if not items or items[0][1].rpartition("/")[2] not in SHELLS:
        return "", ""
    return next((line for (_, flag), line in pairwise(items) if re.fullmatch(r"-[A-Za-z]*c", flag)), ("", ""))


def _keeps_signals(line: str) -> bool:
    """Whether the line has several commands, keeps the shell running, and handles no signals."""
    text = _REDIRECTED.sub(" ", line.strip().replace("\\\n", " ")).replace("\n", " ; ")
    commands = [list(words) for end, words in groupby(split(text), _ENDS.__contains__) if not end]
    last = commands[-1] if commands else []
    piped = "|" in last
    several = len(commands) > 1 or piped
    return several and (piped or last[0] != "exec") and not any("trap" in command for command in commands)
