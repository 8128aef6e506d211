"""A scale-up from zero over time, and the way back: a simulation of the quickstart."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eks_gpu.simulation import Arrival, Settings, prepared, simulate
from tools.pictures import quickstart
from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from eks_gpu.simulation import Result
    from tools.pictures.palette import Tone

# Where the time axis begins and ends, on both charts.
_LEFT, _RIGHT = 152.0, 684.0
_UP_TOP, _LANE, _BAR = 60.0, 46.0, 34.0
_DOWN_TOP = 384.0


@cache
def result() -> Result:
    """The simulation: the one pod of the quickstart arrives, with the defaults of `eks-gpu simulate`."""
    return simulate(prepared(quickstart.design(), [Arrival(quickstart.workload())], Settings()))


def moment(kind: str) -> int:
    """The second of the first event of a kind."""
    return next(event.at for event in result().events if event.kind == kind)


def ready() -> int:
    """The second in which the node is Ready, still without its GPU."""
    return moment("ready") - result().plan.settings.device_delay


def clock(seconds: int) -> str:
    """A time as `eks-gpu simulate` prints it, without hours: ``4:30``."""
    return f"{seconds // 60}:{seconds % 60:02}"


def picture() -> Picture:
    """The picture."""
    asked, start = moment("scale-up"), moment("start")
    finish, gone = moment("finish"), moment("scale-down")
    made = Picture(
        "From zero to a running GPU pod, and back",
        f"The pod is Pending. After {asked} seconds the autoscaler raises the Auto Scaling group, and EC2 starts an "
        f"instance. The node is Ready at {clock(ready())}, offers its GPU at {clock(moment('ready'))}, and the pod "
        f"starts at {clock(start)}. The job ends at {clock(finish)}, and the node is removed at {clock(gone)}.",
        528,
    )
    _up(made)
    _down(made)
    made.paragraph(
        "The times are those of eks-gpu simulate clusters/quickstart.yaml. The half minute is the autoscaler's; boot "
        f"time ({clock(result().plan.settings.boot)}) and run time are defaults that you replace by what you measure.",
        (MARGIN, 484),
        680,
        size=12,
        ink="muted",
    )
    return made


def _up(made: Picture) -> None:
    asked, joined, offered = moment("scale-up"), ready(), moment("ready")
    start, until = moment("start"), moment("start") + 60
    lanes: tuple[tuple[str, tuple[tuple[int, int, Tone, str], ...]], ...] = (
        ("pod", ((0, start, "amber", "Pending"), (start, until, "green", "Running"))),
        ("autoscaler", ((0, asked, "blue", "waits"),)),
        ("Auto Scaling, EC2", ((asked, joined, "violet", "starts an instance: boots, joins the cluster"),)),
        ("node", ((joined, until, "green", "Ready"),)),
        ("device plugin", ((joined, offered, "amber", "starts"), (offered, until, "green", "GPU offered"))),
    )
    for number, (name, spans) in enumerate(lanes):
        y = _UP_TOP + number * _LANE
        made.text(name, (MARGIN, y + 21))
        for begin, end, tone, words in spans:
            left, right = _x(begin, until), _x(end, until)
            box = made.box(f"{name}: {words}", Rect(left, y, right - left, _BAR), tone)
            made.text(words, (left + 7, y + 21), size=12, owner=box)
    y = _UP_TOP + 1 * _LANE
    made.text(f"asks for 1 node at {clock(asked)}", (_x(asked, until) + 8, y + 21), size=12, ink="muted")
    _axis(made, _UP_TOP + len(lanes) * _LANE + 2, until, tuple(sorted({0, asked, joined, start})))


def _down(made: Picture) -> None:
    start, finish, gone = moment("start"), moment("finish"), moment("scale-down")
    until = gone + 240
    made.text("… and back to zero", (MARGIN, _DOWN_TOP - 24), size=14, bold=True)
    made.text("the node", (MARGIN, _DOWN_TOP + 21))
    spans: tuple[tuple[int, int, Tone, str], ...] = (
        (moment("scale-up"), start, "violet", "boots"),
        (start, finish, "green", f"the job runs for {(finish - start) // 60} minutes"),
        (finish, gone, "grey", "unneeded, kept"),
    )
    for begin, end, tone, words in spans:
        left, right = _x(begin, until), _x(end, until)
        box = made.box(f"down: {words}", Rect(left, _DOWN_TOP, right - left, _BAR), tone)
        made.text(words, (left + 5, _DOWN_TOP + 21), size=12, owner=box)
    made.text("gone", (_x(gone, until) + 8, _DOWN_TOP + 21), size=12, ink="muted")
    _axis(made, _DOWN_TOP + _BAR + 6, until, (0, start, finish, gone))


def _x(second: int, until: int) -> float:
    """The place of a second, rounded as it is written, so that spans touch and do not overlap."""
    return round(_LEFT + second / until * (_RIGHT - _LEFT), 1)


def _axis(made: Picture, y: float, until: int, marks: tuple[int, ...]) -> None:
    made.bar(f"axis {y}", Rect(_LEFT, y, _RIGHT - _LEFT, 1), "grey")
    for second in marks:
        made.text(clock(second), (_x(second, until), y + 18), size=12, mono=True, ink="muted", anchor="middle")
