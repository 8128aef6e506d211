"""The numbers behind one verdict, in a dialog that opens without a script and is printed at the end of its section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.page.markup import Child, Markup, element, joined
from eks_gpu.page.parts import listing, table, value
from eks_gpu.page.words import badge, judged
from eks_gpu.problem import plural
from eks_gpu.report.arithmetic import figures
from eks_gpu.report.costs import amount
from eks_gpu.scheduling.amounts import shown
from eks_gpu.scheduling.verdict import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import DemandFit, GroupFit
    from eks_gpu.page.subject import Subject

_HEADS = ("resource", "a pod asks", "node has", "kubelet keeps", "daemons take", "left")
_MODELS = {"template": "the autoscaler's template of {type}, at zero nodes", "node": "{type}, as kubelet reports it"}


def numbers(subject: Subject, fit: DemandFit, one: GroupFit, key: str) -> Markup:
    """The dialog."""
    found = figures(fit.demand, one, subject.models[one.group], subject.prices)
    title = f"{fit.demand.name} on {one.group}"
    close = element("button", "Close", type="button", class_="close", popovertarget=key, popovertargetaction="hide")
    reasons = listing(one.reasons, "reasons") if one.reasons else None
    # A dialog, so that opening it moves the keyboard into it.
    return element(
        "dialog",
        element("div", element("h3", title, id=f"{key}-title"), close, class_="bar"),
        element("p", badge(*judged(one)), f": {MEANINGS[one.fit.verdict]}"),
        reasons,
        joined(_places(found)),
        *(_model(fit, title, model) for model in found["models"]),
        id=key,
        popover="auto",
        aria_labelledby=f"{key}-title",
    )


def _places(found: dict[str, Any]) -> Iterator[Child]:
    if found["verdict"] != "runs":
        return
    nodes = plural(found["max_nodes"], "node")
    yield element("p", f"{found['per_node']} per node, {found['places']} on {nodes} at the maximum.")
    cost = found["cost"]
    if cost is None:
        return
    node = value(cost["node_per_hour"], amount(cost["node_per_hour"]), "node-hour")
    all_pods = value(cost["per_hour"], amount(cost["per_hour"]), "pods-hour")
    more = [f", and {plural(cost['nodes'], 'node')} for all pods ", all_pods] if cost["nodes"] > 1 else []
    unused = cost["unused_gpus_per_node"]
    stranded = f"; {plural(unused, 'GPU')} of a node cannot be used by it" if unused else ""
    yield element("p", "A node costs ", node, f" {cost['currency']} an hour", *more, f"{stranded}.")


def _model(fit: DemandFit, title: str, model: dict[str, Any]) -> Markup:
    caption = _MODELS[model["model"]].format(type=model["instance_type"])
    parts = ("capacity", "kubelet", "daemons", "free")
    rows = [[name, shown(name, asks), *(model[part][name] for part in parts)] for name, asks in fit.demand.asks.items()]
    return table(f"{title}: {caption}", _HEADS, rows, range(1, 6))
