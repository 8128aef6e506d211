"""The whole at one glance: a cluster file becomes an answer, and Terraform."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.declaration import check
from eks_gpu.page.drawing.glyphs import width
from eks_gpu.spec import load_text
from tools.list_stacks import KINDS
from tools.pictures import quickstart
from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadFit
    from tools.pictures.palette import Tone

# Added to the file's one workload, which is its end.
EDIT = "memory: 15Gi"
_FILE, _LINE, _ROW = Rect(MARGIN, 56, 680, 226), 17.5, Rect(MARGIN, 338, 216, 132)
_GAP = 16.0


def excerpt() -> list[str]:
    """The end of the file: its group and its workload."""
    lines = (quickstart.ROOT / quickstart.FILE).read_text(encoding="utf-8").splitlines()
    return lines[lines.index("gpu_node_groups:") :]


@cache
def edited() -> WorkloadFit:
    """The workload of the same file with the edit."""
    text = (quickstart.ROOT / quickstart.FILE).read_text(encoding="utf-8")
    (only,) = check(load_text(f"{text}    {EDIT}\n", quickstart.FILE)).schedulability
    return only


def picture() -> Picture:
    """The picture."""
    runs, hangs = quickstart.workload(), edited()
    reason = "; ".join(reason for group in hangs.groups for reason in group.reasons)
    made = Picture(
        "One short file: an answer, and Terraform",
        f"{quickstart.FILE} declares a GPU group and a job. By eks-gpu check, {runs.workload.name} {runs.verdict}. "
        f"With {EDIT} it would be {hangs.verdict}: {reason}. make synth writes the Terraform JSON of four stacks.",
        490,
    )
    file = made.box("file", _FILE, "grey")
    made.text(quickstart.FILE, (_FILE.x + 14, _FILE.y + 24), size=14, bold=True, owner=file)
    for number, line in enumerate(excerpt()):
        words = line.lstrip()
        if words:
            # Blanks at the beginning of a text are not drawn by every browser.
            x = _FILE.x + 14 + width(" ", 13, mono=True) * (len(line) - len(words))
            made.text(words, (x, _FILE.y + 50 + number * _LINE), size=13, mono=True, owner=file)
    requests = f"requests {runs.workload.cpu} CPU and {runs.workload.memory}, a fair share of the node"
    _outcome(made, 0, "green", f"✓ {runs.verdict}", [f"{runs.workload.name} on {runs.groups[0].group}", requests])
    _outcome(made, 1, "red", f"✗ {hangs.verdict}", [reason])
    stacks = [f"{quickstart.design().name}-{kind}" for kind in KINDS]
    _outcome(made, 2, "violet", "Terraform JSON", [*stacks, "to review, plan and apply"])
    for place, words in enumerate(("eks-gpu check", f"with {EDIT}", "make synth")):
        made.text(words, (_middle(place) + 12, 316), size=12, mono=True, ink="muted")
    return made


def _middle(place: int) -> float:
    """Where the arrow to an outcome is: left of its label."""
    return _ROW.x + place * (_ROW.width + _GAP) + 24


def _outcome(made: Picture, place: int, tone: Tone, name: str, lines: list[str]) -> None:
    rect = Rect(_ROW.x + place * (_ROW.width + _GAP), _ROW.y, _ROW.width, _ROW.height)
    made.labelled(name, rect, tone, [name, *lines])
    made.arrow("file", name, (_middle(place), _FILE.bottom), (_middle(place), rect.y))
