"""The way of data through the rooms of the library: which room takes what from which."""

from __future__ import annotations

from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

# Columns: facts, the way itself, answers. Rows are as high as a box and the room for an arrow.
_LEFT, _SPINE, _RIGHT = (MARGIN, 180), (236, 232), (504, 180)
_TOP, _ROW, _TALL = 56, 92, 58
# Arrows that pass a row go along here, right of the right column.
_OUTER = 702.0
# The ends of the way, which are not rooms.
OUTSIDE = ("cluster file", "Terraform JSON")
# Drawn without a box: rooms that most others use, and rooms for one command.
ALSO = ("monitoring", "review", "doctor", "effects", "templates", "triggers", "lazy", "hcl", "problem", "printable")


def picture() -> Picture:
    """The picture."""
    made = Picture(
        "The way of data through eks-gpu",
        "A cluster file is read by spec. design completes it with facts from catalog and with the arithmetic of "
        "scheduling. checks and changes judge the design, and declaration collects their findings. aws and kubernetes "
        "turn the design into resources, and stacks sorts these into Terraform states, written as JSON. report and cli "
        "print the answer. No arrow goes back.",
        652,
    )
    _boxes(made)
    _ways(made)
    made.paragraph(
        "An arrow leads from a part of constructs/eks_gpu to one that imports it. "
        f"Not drawn: {', '.join(ALSO)}, and a few small ones.",
        (MARGIN, 606),
        680,
        size=12,
        ink="muted",
    )
    return made


def _at(column: tuple[float, float], row: int, part: int | None = None) -> Rect:
    """The place of a box; `part` is the left or the right half of its column."""
    x, wide = column
    if part is None:
        return Rect(x, _TOP + row * _ROW, wide, _TALL)
    half = (wide - 12) / 2
    return Rect(x + part * (half + 12), _TOP + row * _ROW, half, _TALL)


def _boxes(made: Picture) -> None:
    made.labelled("cluster file", _at(_SPINE, 0), "grey", ["clusters/*.yaml", "what a user writes"])
    made.labelled("catalog", _at(_LEFT, 1), "amber", ["catalog", "facts, with their source"])
    made.labelled("spec", _at(_SPINE, 1), "blue", ["spec", "what a file may contain"])
    made.labelled("scheduling", _at(_LEFT, 2), "amber", ["scheduling", "scheduler arithmetic"])
    made.labelled("design", _at(_SPINE, 2), "blue", ["design", "every derived value, once"])
    made.labelled("simulation", _at(_RIGHT, 1), "green", ["simulation", "pods over time"])
    made.labelled("checks", _at(_RIGHT, 2, 0), "green", ["checks", "file rules"])
    made.labelled("changes", _at(_RIGHT, 2, 1), "green", ["changes", "edit rules"])
    made.labelled("bindings", _at(_LEFT, 3), "amber", ["bindings", "the only way to CDKTF"])
    made.labelled("aws", _at(_SPINE, 3, 0), "violet", ["aws", "constructs"])
    made.labelled("kubernetes", _at(_SPINE, 3, 1), "violet", ["kubernetes", "constructs"])
    made.labelled("declaration", _at(_RIGHT, 3), "green", ["declaration", "a file, judged"])
    made.labelled("stacks", _at(_SPINE, 4), "violet", ["main.py, stacks", "resources in four states"])
    made.labelled("report", _at(_RIGHT, 4), "green", ["report", "text, JSON, SARIF"])
    made.labelled("Terraform JSON", _at(_SPINE, 5), "grey", ["Terraform JSON", "cdktf.out/, to review"])
    made.labelled("cli", _at(_RIGHT, 5), "green", ["cli", "eks-gpu check, …"])


def _ways(made: Picture) -> None:
    for source, target in (
        ("cluster file", "spec"),
        ("spec", "design"),
        ("catalog", "scheduling"),
        ("checks", "declaration"),
        ("changes", "declaration"),
        ("design", "aws"),
        ("design", "kubernetes"),
        ("aws", "stacks"),
        ("kubernetes", "stacks"),
        ("declaration", "report"),
        ("stacks", "Terraform JSON"),
        ("report", "cli"),
    ):
        _down(made, source, target)
    for source, target in (("scheduling", "design"), ("design", "checks"), ("bindings", "aws")):
        _across(made, source, target)
    _elbows(made)


def _down(made: Picture, source: str, target: str) -> None:
    """Straight down, in the middle of the narrower one."""
    above, below = made.boxed(source).rect, made.boxed(target).rect
    x = min(above, below, key=lambda rect: rect.width).middle[0]
    made.arrow(source, target, (x, above.bottom), (x, below.y))


def _across(made: Picture, source: str, target: str) -> None:
    left, right = made.boxed(source).rect, made.boxed(target).rect
    made.arrow(source, target, (left.right, left.middle[1]), (right.x, right.middle[1]))


def _elbows(made: Picture) -> None:
    """Ways that turn: through the gap between two columns, or around the right one."""
    catalog, design, simulation = (made.boxed(key).rect for key in ("catalog", "design", "simulation"))
    into = design.y + 14
    made.arrow("catalog", "design", (200, catalog.middle[1]), (218, catalog.middle[1]), (218, into), (design.x, into))
    level = simulation.middle[1]
    made.arrow("design", "simulation", (468, into), (486, into), (486, level), (simulation.x, level))
    report, declaration, stacks = (made.boxed(key).rect for key in ("report", "declaration", "stacks"))
    made.arrow(
        *("simulation", "report"),
        *((simulation.right, level), (_OUTER, level), (_OUTER, report.middle[1]), (report.right, report.middle[1])),
    )
    y, to = declaration.middle[1] + 14, stacks.middle[1]
    made.arrow("declaration", "stacks", (declaration.x, y), (486, y), (486, to), (stacks.right, to))
    changes = made.boxed("changes").rect
    x, above = changes.middle[0], changes.y - 17
    made.arrow("design", "changes", (468, into), (486, into), (486, above), (x, above), (x, changes.y))
