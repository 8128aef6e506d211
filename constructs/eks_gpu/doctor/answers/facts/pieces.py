"""Objects and blocks of the files in a paste, and their parts that several facts look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# Characters of a paste that are looked through, and its objects: each is compared with each.
_MOST, _MOST_PIECES = 200_000, 400
# Where a file ends, or a block of HCL begins.
_FENCE = re.compile(r"[ \t]*(?:---|```[\w-]*|~~~[\w-]*|items:)[ \t]*$")
_BLOCK = re.compile(r"(?:resource|module|data) \S")
# The head of an object; one that is indented further belongs to the object: an owner, a class, a target.
_HEAD = re.compile(r"(?P<by>[ \t]*(?:- )?)(?P<key>apiVersion|kind): ")
_CONTAINERS = re.compile(r"^[ \t]*(?:- )?containers:", re.MULTILINE)
_KIND = re.compile(r"\A\s*(?:- )?(?:apiVersion: [^\n]*\n\s*)?kind:[ \t]*[\"']?(\w+)")
# Parts of a pod, where a paste has no whole one, and objects whose parts have the same names.
_PART = re.compile(
    r"^[ \t]*(?:tolerations|nodeSelector):|^[ \t]*limits:[^\n]*(?:\n[^\n]*){0,3}?nvidia\.com/gpu[\"']?:", re.MULTILINE
)
_NO_POD = re.compile(r"\b(?:NodePool|Provisioner|NodeOverlay|ResourceQuota|ClusterQueue|Allocatable|Capacity)\b")
_PAIR = re.compile(r"[\"']?([\w./-]+)[\"']?:[ \t]*[\"']?([\w./-]+)")
# Lines of one mapping that are looked at.
_MOST_PAIRS = 20
_GPUS = re.compile(
    r"(?:nvidia\.com/(?:gpu|mig-)[\w.-]*|aws\.amazon\.com/neuron\w*|amd\.com/gpu)\"?\s*[:=]\s*[\"']?(\d+)"
)
# The name of any instance type.
_TYPE = re.compile(r"\b([a-z]{1,3}\d{1,2}[a-z-]*\.(?:\d*x?large|medium|metal))\b")
# Types that a file names by family or size, so that nobody knows the largest.
_OPEN = re.compile(r"instance-(?:category|family|size|cpu|memory|generation)|instanceSelector|instance_requirements")


@dataclass(frozen=True)
class Pieces:
    """The pieces of a paste.

    Attributes:
        text: All of it that is looked through.
        pods: Pieces with containers: manifests of pods, and of what makes them.
        others: The other pieces: node groups, services, prose.
    """

    text: str
    pods: tuple[str, ...]
    others: tuple[str, ...]

    @staticmethod
    def of(text: str) -> Pieces:
        """The pieces of a paste, whose objects may be cut off or indented."""
        text = text[:_MOST]
        every = [piece for piece in _split(text) if piece.strip()][:_MOST_PIECES]
        return Pieces(
            text,
            tuple(piece for piece in every if _CONTAINERS.search(piece)),
            tuple(piece for piece in every if not _CONTAINERS.search(piece)),
        )

    def of_kind(self, *kinds: str) -> list[str]:
        """The pieces that are objects of some kinds."""
        return [one for one in (*self.pods, *self.others) if kind_of(one) in kinds]

    @cached_property
    def demanding(self) -> tuple[str, ...]:
        """Pieces that say where a pod may run: those with containers, or else with a part of a pod."""
        parts = (piece for piece in self.others if _PART.search(piece) and not _NO_POD.search(piece))
        return self.pods or tuple(parts)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Names of the instance types that groups name; none if they may be others too."""
        if any(map(_OPEN.search, self.others)):
            return ()
        return tuple(sorted({name for piece in self.others for name in _TYPE.findall(piece)}))


def _split(text: str) -> list[str]:
    """The objects and blocks of a paste, with the prose between them."""
    pieces: list[list[str]] = [[]]
    heads: set[str] = set()
    indent = len(text)
    for line in text.splitlines(keepends=True):
        head = _HEAD.match(line)
        is_own = head is not None and len(head["by"]) <= indent
        if _FENCE.match(line) or _BLOCK.match(line):
            pieces.append([])
            heads, indent = set(), len(text)
        elif head and is_own:
            if not heads or head["key"] in heads or len(head["by"]) < indent:
                pieces.append([])
                heads = set()
            heads.add(head["key"])
            indent = len(head["by"])
        pieces[-1].append(line)
    return ["".join(lines) for lines in pieces]


def kind_of(piece: str) -> str:
    """The kind of an object; empty for anything else."""
    found = _KIND.search(piece)
    return found[1] if found else ""


def mappings(piece: str, key: str) -> list[dict[str, str]]:
    """The mappings that stand below a key, or behind it in braces, without what is nested in them.

    Args:
        piece: An object.
        key: Name of the mapping, such as `labels`.
    """
    by_lines = (
        rf"^(?P<by>[ \t]*){key}:[ \t]*\n(?P<pairs>(?:(?P=by)[ \t]+[\w./\"'-]+:[ \t]*[^\n]+\n?){{1,{_MOST_PAIRS}}})"
    )
    in_braces = rf"\b{key}\"?:[ \t]*\{{(?P<pairs>[^{{}}]{{1,600}})\}}"
    found = [one for form in (by_lines, in_braces) for one in re.finditer(form, piece, re.MULTILINE)]
    return [dict(_PAIR.findall(one["pairs"])) for one in found]


def gpus_of(piece: str) -> int:
    """The most GPUs that a container of a piece requests."""
    return max((int(number) for number in _GPUS.findall(piece)), default=0)


def types_in(text: str) -> list[str]:
    """Names of instance types in a text."""
    return _TYPE.findall(text)
