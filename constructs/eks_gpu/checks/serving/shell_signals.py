"""A server is started by a shell that does not pass on the signal to stop.

**Why.** Kubernetes tells the first process of a container to stop, and that is the shell. Of several commands it waits
for the last one and tells it nothing: requests are cut off when the pod is killed at the end of its grace, and every
update and every drained node takes that long. A single command needs no care: the shell becomes it.

**Fix.** Write `exec` before the last command: `[bash, -c, "pip install lmcache && exec vllm serve …"]`; with no pipe
behind it. Or a `trap` that stops what is to be stopped.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._words import SHELLS, split
from eks_gpu.design.serving import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_SERVES = frozenset({"deployment", "stateful_set"})
_ENDS = frozenset({";", "&&", "||", "&"})
# `2>&1` and `&>` are no ends.
_REDIRECTED = re.compile(r"\d?>&\d?|&>>?")


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at the lines that shells are given."""
    for workload in design.workloads:
        items = [(f"command[{index}]", word) for index, word in enumerate(workload.spec.command)]
        items += [(f"args[{index}]", word) for index, word in enumerate(workload.spec.args)]
        field, line = _line(items)
        if workload.spec.kind not in _SERVES or not workload.spec.ports or not _keeps_signals(line):
            continue
        grace = workload.serving.grace_seconds or GRACE_SECONDS
        message = (
            f"the signal to stop reaches the shell of {workload.name} and not its server, which is killed after "
            f"{grace}s with all its requests"
        )
        fix = "write 'exec' before the last command of the line, with no pipe behind it"
        yield warning(__name__, f"{workload.where}.{field}", message, fix)


def _line(items: list[tuple[str, str]]) -> tuple[str, str]:
    """A shell's line with its field: what follows `-c`, or `-lc` and the like; both empty without one."""
    if not items or items[0][1].rpartition("/")[2] not in SHELLS:
        return "", ""
    return next((line for (_, flag), line in pairwise(items) if re.fullmatch(r"-[A-Za-z]*c", flag)), ("", ""))


def _keeps_signals(line: str) -> bool:
    """Whether there are several commands, the shell stays, and nothing of it deals with signals."""
    text = _REDIRECTED.sub(" ", line.strip().replace("\\\n", " ")).replace("\n", " ; ")
    commands = [list(words) for end, words in groupby(split(text), _ENDS.__contains__) if not end]
    last = commands[-1] if commands else []
    piped = "|" in last
    several = len(commands) > 1 or piped
    return several and (piped or last[0] != "exec") and not any("trap" in command for command in commands)
