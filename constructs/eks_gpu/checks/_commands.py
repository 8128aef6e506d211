"""Words and options of a command, including those inside a shell's command line."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from eks_gpu.checks._images import image_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
# Options of vLLM, SGLang, torchrun and similar programs that run on several nodes.
_SEVERAL_NODES = (
    *("nnodes", "node-rank", "dist-init-addr", "master-addr", "rdzv-endpoint"),
    *("data-parallel-address", "data-parallel-start-rank", "headless", "distributed-init-method"),
)
# Variables that only programs on several nodes read: the network of NCCL and libfabric, and torch's rendezvous.
_SEVERAL_NODES_ENV = ("MASTER_ADDR", "NNODES", "NODE_RANK", "NCCL_SOCKET_IFNAME", "NCCL_NET")
_OPTION = re.compile(r"--?([A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)


class Command(Protocol):
    """The program of a container: a workload of the cluster file, or a container of a manifest."""

    @property
    def command(self) -> Sequence[str]:
        """The entry point; empty for the image's own."""

    @property
    def args(self) -> Sequence[str]:
        """Arguments of the entry point."""

    @property
    def image(self) -> str:
        """The image."""

    @property
    def env(self) -> Mapping[str, str]:
        """Variables."""


class Option(NamedTuple):
    """An option with its value, and the path of the item that contains it."""

    where: str
    said: str
    value: str

    @property
    def number(self) -> float | None:
        """The value as a number; None for any other text, such as a variable."""
        try:
            return float(self.value)
        except ValueError:
            return None


# Several rules ask for the words of each container.
@lru_cache(maxsize=1024)
def split(word: str) -> tuple[str, ...]:
    """Split a word with blanks as a shell would; `;`, `&&` and similar become separate words."""
    if not re.search(r"\s", word):
        return (word,)
    lexer = shlex.shlex(word, posix=True, punctuation_chars=";&|")
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        return tuple(lexer)
    except ValueError:  # a quote that is never closed
        return tuple(word.split())


def words(spec: Command) -> Iterator[tuple[str, str]]:
    """All words of a container's command, each with the path of its item."""
    for field, items in (("command", spec.command), ("args", spec.args)):
        for index, item in enumerate(items):
            yield from ((f"{field}[{index}]", part) for part in split(item))


def options(spec: Command) -> Mapping[str, Option]:
    """Options by name, without dashes and with '-' for '_', as Python's servers take both; the last one counts."""
    found = {}
    for (where, word), (_, after) in pairwise([*words(spec), ("", "")]):
        match = _OPTION.fullmatch(word)
        if match:
            value = match[2] if match[2] is not None else "" if after.startswith("-") else after
            found[match[1].replace("_", "-")] = Option(where, word.partition("=")[0], value)
    return found


def programs(spec: Command) -> frozenset[str]:
    """Every word that may be a program or a module, without its folder."""
    return frozenset(word.rpartition("/")[2] for _, word in words(spec))


def is_vllm(spec: Command) -> bool:
    """Whether a workload runs vLLM: by program name, by module, or by vLLM's own image, whose command starts it.

    Other images with vLLM in their name, such as AWS's, start it in their own way.
    """
    by_name = any(word == "vllm" or word.startswith("vllm.entrypoints") for word in programs(spec))
    image = image_name(spec.image)
    return by_name or (not spec.command and image == "vllm-openai")


def says_several_nodes(spec: Command) -> str | None:
    """The option or variable that shows that a program spans several nodes; None without one."""
    said = options(spec)
    if "nnodes" in said and said["nnodes"].number == 1:
        return None
    option = next((said[name].said for name in _SEVERAL_NODES if name in said), None)
    fabric = (name for name in spec.env if name in _SEVERAL_NODES_ENV or name.startswith("FI_"))
    return option or next(fabric, None)
