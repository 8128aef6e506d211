"""Words of a page that several of its parts use; each verdict has a mark, a word and a tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.design import NodesDesign
from eks_gpu.page.markup import DASH, Markup, element
from eks_gpu.problem import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.catalog import Gpu
    from eks_gpu.design import ClusterDesign, GroupFit, MachinesDesign
    from eks_gpu.scheduling.verdict import Verdict

# Mark, word and tone. A tone is a colour; the mark and the word say the same without it.
VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "runs": ("✓", "runs", "good"),
    "capacity": ("!", "no room together", "warn"),
    "stays-pending": ("✗", "stays Pending", "bad"),
    "never-scales": ("✗", "never scales", "bad"),
    "excluded": (DASH, "kept off", "mute"),
}
# On all groups together a pod that no group takes is a failure.
TOGETHER: dict[Verdict, tuple[str, str, str]] = {**VERDICTS, "excluded": ("✗", "runs nowhere", "bad")}
NOT_CHOSEN = (DASH, "not chosen", "mute")
_NVIDIA = "nvidia.com/"
# More types than these are counted.
_TYPES = 2


def nodes_of(design: ClusterDesign) -> tuple[MachinesDesign, ...]:
    """All kinds of nodes that a page shows, in its order: groups, then node pools."""
    return design.all_machines


def judged(one: GroupFit) -> tuple[str, str, str]:
    """Mark, word and tone of a group for a workload; a group that the file leaves out is not a failure."""
    left_out = any(obstacle.kind == "group" for obstacle in one.fit.obstacles)
    return NOT_CHOSEN if left_out else VERDICTS[one.fit.verdict]


def badge(mark: str, word: str, tone: str) -> Markup:
    """A mark with its word; the mark is decoration for those who hear the page."""
    return element("span", element("span", mark, aria_hidden="true"), " ", word, class_=f"badge {tone}")


def market(group: MachinesDesign) -> str:
    """How its capacity is bought."""
    if group.prepaid:
        return "Capacity Block"
    bought = " or ".join("Spot" if spot else "On-Demand" for spot in group.markets)
    reserved = isinstance(group, NodesDesign) and group.launch_template.reservation is not None
    return f"{bought}, reserved" if reserved else bought


def types_of(group: MachinesDesign) -> str:
    """Its instance types, the first ones by name."""
    names = group.instance_types
    rest = len(names) - _TYPES
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:_TYPES])} and {rest} more"


def sizes_of(group: MachinesDesign) -> str:
    """Its least and most nodes."""
    least, most = group.min_nodes, group.max_nodes
    return plural(most, "node") if least == most else f"{least} to {plural(most, 'node')}"


def gpus_of(group: MachinesDesign) -> str:
    """The GPUs of one node and how pods share them; empty without any."""
    models = dict.fromkeys(_model(kind.gpu) for kind in group.types if kind.gpu)
    if not models:
        return ""
    count = group.gpus_per_node
    shared = {name: amount for name, amount in group.offers.items() if (name, amount) != (f"{_NVIDIA}gpu", count)}
    split = f" as {', '.join(f'{amount_of(name, amount)}' for name, amount in shared.items())}" if shared else ""
    return f"{count} {' or '.join(models)} each{split}"


def _model(gpu: Gpu) -> str:
    """The model, with the part of a GPU that it is."""
    return gpu.model if gpu.fraction >= 1 else f"1/{round(1 / gpu.fraction)} {gpu.model}"


def resource(name: str) -> str:
    """A resource as people call it: without its vendor, and whole GPUs by that word."""
    return "GPU" if name == f"{_NVIDIA}gpu" else name.removeprefix(_NVIDIA)


def amount_of(name: str, amount: int) -> str:
    """An amount of a resource."""
    return plural(amount, "GPU") if resource(name) == "GPU" else f"{amount:,} {resource(name)}"


def support_of(minor: str) -> str:
    """The end of a minor's standard support, seen from the catalogue's date; empty if that is not known."""
    found = catalog.kubernetes_version(minor)
    if found is None or found.standard_until is None:
        return ""
    ended = found.standard_until < catalog.versions_as_of()
    return f"standard support {'ended on' if ended else 'until'} {found.standard_until}"


def several(words: Iterable[str], none: str = "none") -> str:
    """Words as a list, or a word for none."""
    return ", ".join(words) or none


def thousands(amount: float) -> str:
    """A whole number with commas."""
    return f"{amount:,.0f}"
