"""Simulations of small clusters, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.design import design_cluster
from eks_gpu.simulation import Arrival, Settings, prepared, simulate
from eks_gpu.spec import ClusterSpec
from tests.specs import changed

if TYPE_CHECKING:
    from eks_gpu.simulation import Result
    from eks_gpu.simulation.inputs import Plan

# Three zones that all offer a g5.
ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]


def planned(arrivals: list[tuple[str, int | None, int]], settings: Settings | None = None, **changes: Any) -> Plan:
    """The base declaration with other values at some paths; `arrivals` are workload, pods and second."""
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    design = design_cluster(ClusterSpec.model_validate(changed(dotted)))
    fits = {one.workload.name: one for one in design.schedulability}
    return prepared(design, [Arrival(fits[name], pods, at) for name, pods, at in arrivals], settings or Settings())


def simulated(arrivals: list[tuple[str, int | None, int]], settings: Settings | None = None, **changes: Any) -> Result:
    return simulate(planned(arrivals, settings, **changes))


def lines(result: Result, *kinds: str) -> list[tuple[int, str, str, int]]:
    """The timeline, cut down to what a case is about."""
    return [(one.at, one.kind, one.subject, one.count) for one in result.events if not kinds or one.kind in kinds]


def group(name: str, kind: str = "g5.xlarge", **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": [kind], **({} if "max" in more else {"max_per_zone": 2}), **more}


def work(name: str = "train", kind: str = "job", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "image": "registry.example/train:1", **more}
