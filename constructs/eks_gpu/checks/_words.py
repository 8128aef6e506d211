"""The words of a command, those of a shell's line too, and the options among them."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.spec import WorkloadSpec

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
# Options of vLLM, SGLang, torchrun and their kin for programs that run on several nodes.
_SEVERAL_NODES = (
    *("nnodes", "node-rank", "dist-init-addr", "master-addr", "rdzv-endpoint"),
    *("data-parallel-address", "data-parallel-start-rank", "headless", "distributed-init-method"),
)
# Variables that only programs on several nodes read: the network of NCCL and libfabric, and torch's rendezvous.
_SEVERAL_NODES_ENV = ("MASTER_ADDR", "NNODES", "NODE_RANK", "NCCL_SOCKET_IFNAME", "NCCL_NET")
_OPTION = re.compile(r"--?([A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)


class Option(NamedTuple):
    """An option and what it is set to; the path is that of the item it stands in."""

    where: str
    said: str
    value: str

    @property
    def number(self) -> float | None:
        """Its value as a number; None for any other text, such as a variable."""
        try:
            return float(self.value)
        except ValueError:
            return None


def split(word: str) -> list[str]:
    """A word with blanks is a shell's line, or may be; `;`, `&&` and the like are words of their own."""
    if not re.search(r"\s", word):
        return [word]
    lexer = shlex.shlex(word, posix=True, punctuation_chars=";&|")
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        return list(lexer)
    except ValueError:  # a quote without its end
        return word.split()


def words(spec: WorkloadSpec) -> Iterator[tuple[str, str]]:
    """All words that a container is started with, each with the field and place of its item."""
    for field, items in (("command", spec.command), ("args", spec.args)):
        for index, item in enumerate(items):
            yield from ((f"{field}[{index}]", part) for part in split(item))


def options(spec: WorkloadSpec) -> Mapping[str, Option]:
    """Options by name, without dashes and with '-' for '_', as Python's servers take both; the last one counts."""
    found = {}
    for (where, word), (_, after) in pairwise([*words(spec), ("", "")]):
        match = _OPTION.fullmatch(word)
        if match:
            value = match[2] if match[2] is not None else "" if after.startswith("-") else after
            found[match[1].replace("_", "-")] = Option(where, word.partition("=")[0], value)
    return found


def programs(spec: WorkloadSpec) -> frozenset[str]:
    """Every word that may be a program or a module of one, without its folder."""
    return frozenset(word.rpartition("/")[2] for _, word in words(spec))


def is_vllm(spec: WorkloadSpec) -> bool:
    """Whether it runs vLLM: by its name, by its module, or by vLLM's own image, whose command starts it.

    Others that have it in their name, such as AWS's, have a start of their own.
    """
    by_name = any(word == "vllm" or word.startswith("vllm.entrypoints") for word in programs(spec))
    image = spec.image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return by_name or (not spec.command and image == "vllm-openai")


def says_several_nodes(spec: WorkloadSpec) -> str | None:
    """The option or variable by which a program says that it spans several nodes; None where nothing does."""
    said = options(spec)
    if "nnodes" in said and said["nnodes"].number == 1:
        return None
    option = next((said[name].said for name in _SEVERAL_NODES if name in said), None)
    fabric = (name for name in spec.env if name in _SEVERAL_NODES_ENV or name.startswith("FI_"))
    return option or next(fabric, None)
