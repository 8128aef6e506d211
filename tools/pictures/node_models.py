"""The two models of a node, side by side: what the autoscaler plans with, and what a pod finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eks_gpu.page.drawing.glyphs import EN_DASH, MINUS
from eks_gpu.scheduling import reserved
from eks_gpu.scheduling.amounts import CPU, MEMORY, less, shown
from tools.pictures import quickstart
from tools.pictures.parts import Rect
from tools.pictures.picture import MARGIN, Picture

if TYPE_CHECKING:
    from eks_gpu.design import NodeModel
    from tools.pictures.palette import Tone

_BAR_X, _BAR_WIDE, _BAR_TALL = 150.0, 550.0, 30.0
_COLUMNS = {(MEMORY, "template"): 400.0, (MEMORY, "node"): 500.0, (CPU, "template"): 600.0, (CPU, "node"): 700.0}
_TABLE, _LINE = 262.0, 25.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a node: its name, its colour, and how much of each resource it is on both models."""

    name: str
    tone: Tone
    amounts: dict[tuple[str, str], int]


def models() -> tuple[NodeModel, NodeModel]:
    """The template of the quickstart's group, and its node."""
    pool = quickstart.design().nodes[0].pools[0]
    return pool.template, pool.nodes[0]


def parts() -> tuple[Part, ...]:
    """The parts of both models, which together are what EC2 advertises."""
    template, node = models()
    # The template has every DaemonSet's pod too, and one more pod, which the autoscaler adds by itself.
    daemons = less(node.allocatable, node.free)
    added = {name: less(template.allocatable, template.free)[name] - daemons[name] for name in (CPU, MEMORY)}
    eviction = reserved.EVICTION_MIB
    return (
        Part("firmware and kernel, at most", "grey", {(MEMORY, "node"): node.spare_memory_mib}),
        Part(
            "kubelet's reserve",
            "blue",
            {(MEMORY, "node"): node.kept[MEMORY] - eviction, (CPU, "node"): node.kept[CPU]},
        ),
        Part("kubelet's eviction threshold", "violet", {(MEMORY, "node"): eviction}),
        Part(
            "pods of DaemonSets",
            "amber",
            {(name, kind): daemons[name] for name in (MEMORY, CPU) for kind in ("template", "node")},
        ),
        Part(
            "a second kube-proxy, only planned",
            "red",
            {(CPU, "template"): added[CPU], (MEMORY, "template"): added[MEMORY]},
        ),
        Part(
            "free for a workload",
            "green",
            {(name, model.kind): model.free[name] for name in (MEMORY, CPU) for model in (template, node)},
        ),
    )


def picture() -> Picture:
    """The picture."""
    template, node = models()
    free = {model.kind: shown(MEMORY, model.free[MEMORY]) for model in (template, node)}
    made = Picture(
        f"One {node.instance_type}, seen twice",
        f"For an empty group the Cluster Autoscaler believes that a {node.instance_type} has {free['template']} of "
        f"memory and {shown(CPU, template.free[CPU])} of CPU free. On the real node at least {free['node']} and "
        f"{shown(CPU, node.free[CPU])} are free. A pod that requests memory between both figures buys a node and stays "
        "Pending.",
        520,
    )
    _bar(made, template, ("the autoscaler's", "template"), 82)
    _bar(made, node, ("the real node,", "at the least"), 138)
    _gap(made, template, node)
    _table(made, template, node)
    return made


def _bar(made: Picture, model: NodeModel, words: tuple[str, str], y: float) -> None:
    """The memory of a node, from left: what is free, and the parts that are not."""
    for number, line in enumerate(words):
        made.text(line, (MARGIN, y + 12 + number * 16))
    amounts = [(part, part.amounts.get((MEMORY, model.kind), 0)) for part in reversed(parts())]
    whole, so_far = sum(amount for _, amount in amounts), 0
    for part, amount in amounts:
        if not amount:
            continue
        left, right = (_at(so_far, whole), _at(so_far + amount, whole))
        made.bar(f"{model.kind}: {part.name}", Rect(left, y, right - left, _BAR_TALL), part.tone)
        so_far += amount
    free = made.boxed(f"{model.kind}: {parts()[-1].name}").rect
    made.text(f"memory: {shown(MEMORY, model.free[MEMORY])} free", (free.x, y - 6), size=12, ink="green", bold=True)


def _at(amount: int, whole: int) -> float:
    """The place of an amount on a bar, rounded as it is written, so that the parts touch and do not overlap."""
    return round(_BAR_X + amount / whole * _BAR_WIDE, 1)


def _gap(made: Picture, template: NodeModel, node: NodeModel) -> None:
    """The requests that the template holds and the node does not."""
    whole = template.capacity[MEMORY]
    left, right = _at(node.free[MEMORY], whole), _at(template.free[MEMORY], whole)
    made.box("gap", Rect(left, 176, right - left, 12), "red", dashed=True)
    low, high = shown(MEMORY, node.free[MEMORY]), shown(MEMORY, template.free[MEMORY])
    words = f"a request between {low} and {high} buys a node and stays Pending"
    made.text(words, (right, 208), size=13, ink="red", bold=True, anchor="end")


def _table(made: Picture, template: NodeModel, node: NodeModel) -> None:
    for (name, kind), x in _COLUMNS.items():
        made.text(name if name == MEMORY else "CPU", (x, _TABLE - 17), size=12, ink="muted", anchor="end")
        made.text(kind, (x, _TABLE), bold=True, anchor="end")
    rows = [
        ("advertised by EC2", None, _advertised(template, node)),
        *((part.name, part.tone, part.amounts) for part in parts()),
    ]
    for number, (name, tone, amounts) in enumerate(rows):
        y = _TABLE + 28 + number * _LINE
        last = number == len(rows) - 1
        if tone:
            made.bar(f"key: {name}", Rect(MARGIN, y - 11, 12, 12), tone)
        made.text(name, (MARGIN + 22, y), bold=last)
        for (resource, kind), x in _COLUMNS.items():
            amount = amounts.get((resource, kind), 0)
            sign = MINUS if number and not last else ""
            cell = f"{sign}{shown(resource, amount)}" if amount else EN_DASH
            made.text(cell, (x, y), size=12, mono=True, anchor="end", bold=last, ink="ink" if amount else "muted")
    best = shown(MEMORY, node.free[MEMORY] + node.spare_memory_mib)
    made.paragraph(
        f"The memory that firmware and kernel take is not published: measured values are lower, and {best} is the most "
        "that can be free. Verdicts use the least. The template counts only while a group is empty.",
        (MARGIN, _TABLE + 48 + len(rows) * _LINE),
        680,
        size=12,
        ink="muted",
    )


def _advertised(template: NodeModel, node: NodeModel) -> dict[tuple[str, str], int]:
    return {
        **{(name, "template"): template.capacity[name] for name in (MEMORY, CPU)},
        (MEMORY, "node"): node.capacity[MEMORY] + node.spare_memory_mib,
        (CPU, "node"): node.capacity[CPU],
    }
