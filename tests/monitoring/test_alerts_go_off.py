"""Which alerts go off over series as they really look, and which do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from promql_parser import parse

from eks_gpu import catalog
from eks_gpu.monitoring.alert import NODE
from eks_gpu.monitoring.panels import panels_of
from eks_gpu.monitoring.rules import alert_rules
from tests.monitoring.fleet import ALWAYS, autoscaler, daemon, gpu, group, node, pod, well
from tests.monitoring.promql import Prometheus, Series, firing
from tests.monitoring.watched import GROUPS, watched

if TYPE_CHECKING:
    from collections.abc import Iterable

SLICES = {"name": "cut", "instance_types": ["p4d.24xlarge"], "max": 2, "sharing": {"mig": "1g.5gb"}}
PARTS = {"name": "part", "instance_types": ["g6f.xlarge"], "max": 2}
CLUSTERS: dict[str, Any] = {
    "usual": watched(),
    "no-profiling": watched(profiling=False),
    "no-exporter": watched(dcgm_exporter=False),
    "parts": watched(gpu_node_groups=[*GROUPS, SLICES, PARTS]),
}
XID, CLOCKS = "DCGM_EXP_XID_ERRORS_COUNT", "DCGM_EXP_CLOCK_EVENTS_COUNT"
IDLE = {"DCGM_FI_DEV_GPU_UTIL": "0", "DCGM_FI_PROF_GR_ENGINE_ACTIVE": "0"}
A100, MIG = "NVIDIA A100-SXM4-40GB", ("1g.5gb", "7")
# A slice has no figure of the driver.
OF_SLICE = {"DCGM_FI_DEV_GPU_UTIL": "", "DCGM_FI_DEV_FB_USED": "4000", "DCGM_FI_DEV_FB_FREE": "750"}


@dataclass(frozen=True)
class Case:
    """An event, and all alerts that fire: with some labels of each; others may be left out."""

    what: str
    known: Iterable[Series]
    fires: tuple[dict[str, str], ...] = ()
    minute: int = 90
    cluster: str = "usual"
    beside: bool = field(default=True)  # Whether the rest of the cluster is there, and well.

    def __str__(self) -> str:
        return self.what.replace(" ", "-")

    @property
    def series(self) -> tuple[Series, ...]:
        """The case overrides the healthy series: if both have a series, the case wins."""
        own = tuple(self.known)
        names = {frozenset(one.labels.items()) for one in own}
        rest = (one for one in well() if frozenset(one.labels.items()) not in names) if self.beside else ()
        return (*own, *rest)


def goes(alert: str, **labels: str) -> dict[str, str]:
    return {"alertname": alert, **labels}


def on_gpu(alert: str, **labels: str) -> dict[str, str]:
    return goes(alert, Hostname="n1", gpu="0", **labels)


def held(**more: str) -> tuple[Series, ...]:
    return tuple(gpu("n1", "web", more=more))


CASES = [
    Case("all is well", ()),
    Case("all is well without an exporter", (), cluster="no-exporter"),
    Case("no node at all", (*autoscaler(), *group(target="0"), *node("system", gpus="0")), beside=False),
    # Idle.
    Case("a pod leaves its GPU idle", held(**IDLE), (on_gpu("GpuHeldIdle", namespace="team", pod="web"),)),
    Case("it does not for half an hour yet", held(**IDLE), minute=29),
    Case("without profiling too", held(**IDLE), (on_gpu("GpuHeldIdle", pod="web"),), cluster="no-profiling"),
    Case("it works for a minute in five", held(DCGM_FI_PROF_GR_ENGINE_ACTIVE="0x3 0.9 " * 25)),
    Case("its compute engine works and the driver says nothing", gpu("n2", "a", more={"DCGM_FI_DEV_GPU_UTIL": ""})),
    Case(
        "a scrape fails now and then",
        held(**dict.fromkeys(IDLE, "0x1 _x3 " * 30)),
        (on_gpu("GpuHeldIdle", pod="web"),),
    ),
    Case("pods that share a busy GPU", gpu("n2", "a", "b", shared=True), cluster="no-profiling"),
    Case(
        "pods that share an idle GPU",
        gpu("n2", "a", "b", shared=True, more=IDLE),
        (goes("GpuHeldIdle", Hostname="n2", pod="a"), goes("GpuHeldIdle", Hostname="n2", pod="b")),
    ),
    Case(
        "an exporter that is started anew",
        (
            *gpu("n2", "a", exporter="aaaaa", more=dict.fromkeys(IDLE, "0x60")),
            *gpu("n2", "a", exporter="bbbbb", more=dict.fromkeys(IDLE, "_x61 0x60")),
        ),
        (goes("GpuHeldIdle", Hostname="n2", pod="a"),),
        minute=80,
    ),
    Case(
        "an idle slice beside a busy one",
        (
            *gpu("n2", "a", model=A100, part=MIG, more={**OF_SLICE, "DCGM_FI_PROF_GR_ENGINE_ACTIVE": "0"}),
            *gpu("n2", "b", model=A100, part=("1g.5gb", "8"), more=OF_SLICE),
        ),
        (goes("GpuHeldIdle", Hostname="n2", GPU_I_ID="7", pod="a"),),
        cluster="parts",
    ),
    # Nobody holds it: Prometheus then names the exporter's own pod.
    Case("a node that nobody uses", gpu("n2", more=IDLE), (goes("GpuNodeUnused", Hostname="n2"),)),
    Case("not for an hour yet", gpu("n2", more=IDLE), minute=59),
    Case(
        "a job that has ended and is not deleted",
        (*gpu("n2", "job", more=IDLE), *pod("job", phase="Succeeded", placed=True)),
        (goes("GpuNodeUnused", Hostname="n2"),),
    ),
    Case("a node of which one GPU is held", (*gpu("n2", "a"), *gpu("n2", index=1, more=IDLE))),
    Case(
        "a scrape that renames",
        (*gpu("n1", "web", honored=False), *node(), *autoscaler(), *group()),
        (goes("GpuPodLabelsRenamed"), goes("GpuNodeUnused", Hostname="n1")),
        beside=False,
    ),
    # Memory.
    Case("memory is full", held(DCGM_FI_DEV_FB_FREE="500"), (on_gpu("GpuMemoryFull", gpu_model="A10G 22 GiB"),)),
    Case("it was full for a moment", held(DCGM_FI_DEV_FB_FREE="2000x80 500x5 2000x30")),
    Case(
        "more is left on a larger GPU",
        gpu("n2", "a", model="NVIDIA H100 80GB HBM3", more={"DCGM_FI_DEV_FB_FREE": "700"}),
        (goes("GpuMemoryFull", Hostname="n2", gpu_model="H100 80 GiB"),),
    ),
    Case(
        "less is left on a slice",
        gpu("n2", "a", model=A100, part=MIG, more=OF_SLICE),
        cluster="parts",
    ),
    Case(
        "a slice is full",
        gpu("n2", "a", model=A100, part=MIG, more={**OF_SLICE, "DCGM_FI_DEV_FB_FREE": "100"}),
        (goes("GpuMemoryFull", Hostname="n2", GPU_I_ID="7", gpu_model="MIG slice"),),
        cluster="parts",
    ),
    Case(
        "an eighth of a GPU is not full",
        gpu("n2", "a", model="NVIDIA L4-3Q", more={"DCGM_FI_DEV_FB_FREE": "400", "DCGM_FI_DEV_FB_USED": "2400"}),
        cluster="parts",
    ),
    # Errors.
    Case("a broken GPU", held(**{f'{XID}{{xid="79"}}': "1"}), (on_gpu("GpuXidHardware", xid="79"),)),
    Case(
        "an error of a program",
        held(**{f'{XID}{{xid="31"}}': "3"}),
        (on_gpu("GpuXidApplication", xid="31", namespace="team", pod="web"),),
    ),
    Case("an error that nobody knows", held(**{f'{XID}{{xid="171"}}': "1"}), (on_gpu("GpuXidOther", xid="171"),)),
    Case("errors of an hour ago", held(**{f'{XID}{{xid="79"}}': "1x5 0x100"})),
    Case(
        "one error of a GPU in slices",
        (
            *gpu("n2", "a", model=A100, part=MIG, more={**OF_SLICE, f'{XID}{{xid="48"}}': "1"}),
            *gpu("n2", "b", model=A100, part=("1g.5gb", "8"), more={**OF_SLICE, f'{XID}{{xid="48"}}': "1"}),
        ),
        (goes("GpuXidHardware", Hostname="n2", gpu="0", xid="48"),),
        cluster="parts",
    ),
    Case(
        "the same GPU number on two nodes",
        (*gpu("n2", "a", more={f'{XID}{{xid="95"}}': "1"}), *held(**{f'{XID}{{xid="95"}}': "1"})),
        (goes("GpuXidHardware", Hostname="n1"), goes("GpuXidHardware", Hostname="n2")),
    ),
    Case("bad memory", held(DCGM_FI_DEV_ECC_DBE_VOL_TOTAL="2"), (on_gpu("GpuMemoryUncorrectable"),)),
    Case("no spare rows", held(DCGM_FI_DEV_ROW_REMAP_FAILURE="1"), (on_gpu("GpuRowRemapFailed"),)),
    Case("a row to remap", held(DCGM_FI_DEV_ROW_REMAP_PENDING="1"), (on_gpu("GpuRowRemapPending"),)),
    Case(
        "a page to retire on an older GPU",
        gpu("n2", "a", more={"DCGM_FI_DEV_ROW_REMAP_PENDING": "", "DCGM_FI_DEV_RETIRED_PENDING": "1"}),
        (goes("GpuRowRemapPending", Hostname="n2"),),
    ),
    # Clocks.
    Case(
        "too hot, which is a slowdown too",
        held(**{f'{CLOCKS}{{clock_event="{event}"}}': "20" for event in ("hw_thermal", "hw_slowdown")}),
        (on_gpu("GpuThermalSlowdown", clock_event="hw_thermal"),),
    ),
    Case("warm for seconds", held(**{f'{CLOCKS}{{clock_event="sw_thermal"}}': "3"})),
    Case(
        "warm most of the time",
        held(**{f'{CLOCKS}{{clock_event="sw_thermal"}}': "15"}),
        (on_gpu("GpuThermalSlowdown", clock_event="sw_thermal"),),
    ),
    Case(
        "a brake",
        held(**{f'{CLOCKS}{{clock_event="hw_power_brake"}}': "20"}),
        (on_gpu("GpuPowerBrake", clock_event="hw_power_brake"),),
    ),
    Case("held back for power under full load", held(**{f'{CLOCKS}{{clock_event="power_cap"}}': "20"})),
    Case("nearly too hot", held(DCGM_FI_DEV_GPU_TEMP="91"), (on_gpu("GpuNearSlowdown"),)),
    Case("a model that does not name its temperature", held(DCGM_FI_DEV_SLOWDOWN_TEMP="0")),
    Case("a lowered limit", held(DCGM_FI_DEV_ENFORCED_POWER_LIMIT="200"), (on_gpu("GpuPowerLowered"),)),
    Case("a model that does not name its limit", gpu("n2", "a", more={"DCGM_FI_DEV_POWER_MGMT_LIMIT_DEF": ""})),
    # Nodes, and who watches them.
    Case("the agent calls a node broken", node(broken=True), (goes("GpuNodeNotReady", node="n1"),)),
    Case(
        "the device plugin took a GPU away",
        node("n2", gpus="8", offered="8x30 7x90"),
        (goes("GpuOutOfService", node="n2", resource="nvidia_com_gpu"), goes("GpuMetricsMissing", node="n2")),
    ),
    Case(
        "the device plugin is updated",
        (*node("n2", gpus="8", offered="8x30 0x3 8x90"), *gpu("n2", "a")),
        minute=34,
    ),
    Case("nobody measures a node", node("n2"), (goes("GpuMetricsMissing", node="n2"),)),
    Case("nobody measures a new node yet", node("n2"), minute=14),
    Case("nobody measures, and nobody wants to", node("n2"), cluster="no-exporter"),
    Case(
        "an exporter that does not run",
        daemon("dcgm-exporter", ready=f"0{ALWAYS}"),
        (goes("GpuWatcherDown", pod="dcgm-exporter-n1xxx", node="n1"),),
    ),
    Case(
        "nodes that start one after the other",
        [one for index in range(9) for one in daemon("dcgm-server", f"s{index}", "_ " * index * 10 + "0x9 1x100")],
    ),
    Case("another pod of kube-system", daemon("coredns", ready=f"0{ALWAYS}")),
    Case(
        "Prometheus knows nothing",
        (),
        (goes("KubeStateMetricsSilent"), goes("AutoscalerSilent")),
        beside=False,
    ),
    # Pods.
    Case("a pod that waits", pod("late"), (goes("GpuPodPending", namespace="team", pod="late", severity="warning"),)),
    Case("it has not waited for long", pod("late"), minute=14),
    Case("it was deleted", pod("late", lasts=60), minute=80),
    Case("a pod that waits for CPU alone", pod("late", resource="cpu")),
    Case("a pod that waits for a slice", pod("late", resource="nvidia_com_mig_1g_5gb"), (goes("GpuPodPending"),)),
    Case("batch that waits", pod("job", priority="eks-gpu-batch"), (goes("GpuBatchPending", pod="job"),)),
    Case("a pod that pulls its image", pod("late", placed=True), (goes("GpuPodNotStarting", pod="late"),)),
    # Groups, and the autoscaler.
    Case(
        "a group at its maximum",
        (*pod("late"), *group(target="2")),
        (goes("GpuPodPending"), goes("GpuGroupAtMaximum", group="small")),
    ),
    Case("a group at its maximum, and nobody waits", group(target="2")),
    Case("a group at its maximum, and a pod without a GPU waits", (*pod("late", resource="cpu"), *group(target="2"))),
    Case(
        "EC2 has nothing",
        (*pod("late"), *group(held_back="0x5 1x10 0x8 1x20 0x8 1x100")),
        (goes("GpuPodPending"), goes("GpuGroupHeldBack", group="small", reason="placeholder-cannot-be-fulfilled")),
        minute=60,
    ),
    Case("EC2 had nothing, and nobody waits", group(held_back=f"1{ALWAYS}")),
    Case(
        "EC2 has nothing and nobody counts groups",
        (*pod("late"), *autoscaler(failures="0x20 1x25 2x25 3x100")),
        (goes("GpuPodPending"), goes("AutoscalerScaleUpFailed", reason="cloudProviderError")),
        cluster="no-exporter",
    ),
    Case(
        "the first failure of its kind",
        (
            *pod("late"),
            Series(
                {"__name__": "cluster_autoscaler_failed_scale_ups_total", "reason": "new"}, (*[None] * 60, *[1.0] * 60)
            ),
        ),
        (goes("GpuPodPending"), goes("AutoscalerScaleUpFailed", reason="new")),
        cluster="no-exporter",
    ),
    Case(
        "an autoscaler that is started anew",
        (*pod("late"), *autoscaler(failures="7x60 0x60")),
        (goes("GpuPodPending"),),
        cluster="no-exporter",
    ),
    Case("errors again and again", autoscaler(errors=f"0+1{ALWAYS}"), (goes("AutoscalerErrors"),)),
    Case("one error", autoscaler(errors="0x70 1x50")),
    Case("it is halted", autoscaler(safe="0"), (goes("AutoscalerHalted"),)),
    Case("it hangs", autoscaler(last="0+60x30 1800x90"), (goes("AutoscalerSilent"),)),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_goes_off_where_it_should_and_nothing_else_does(case: Case) -> None:
    gone_off = firing(alert_rules(CLUSTERS[case.cluster]), case.series, case.minute)
    left = list(gone_off)
    for wanted in case.fires:
        found = next((one for one in left if wanted.items() <= one.items()), None)
        assert found is not None, f"{wanted} is not among {gone_off}"
        left.remove(found)

    assert left == []


def test_every_alert_goes_off_somewhere() -> None:
    """Else nobody has seen that it can."""
    names = {rule.name for design in CLUSTERS.values() for rule in alert_rules(design)}

    assert names == {fire["alertname"] for case in CASES for fire in case.fires}


def test_the_nodes_label_is_that_of_the_pinned_exporter() -> None:
    """4.5.3-4.8.2 writes `Hostname`, what comes after it `hostname` (NVIDIA/dcgm-exporter #655)."""
    assert (catalog.image("dcgm-exporter").rpartition(":")[2], NODE) == ("4.5.3-4.8.2-distroless", "Hostname")


def test_dashboards_show_what_is_there() -> None:
    """Each pod that shares a GPU shows the GPU's value, not the zero that the exporter gives it."""
    prometheus = Prometheus((*gpu("n2", "a", "b", shared=True), *gpu("n3", more=IDLE)))

    def shown(title: str, number: int = 0) -> list[float]:
        panel = next(panel for panel in panels_of(CLUSTERS["no-profiling"]) if panel.title == title)
        found = prometheus.evaluate(parse(panel.queries[number][0].replace("$node", ".*")), 30)
        assert isinstance(found, dict)
        return sorted(found.values())

    assert shown("Busy, by pod") == [80, 80]
    assert [round(value) for value in shown("Memory in use")] == [89, 89]
    assert (shown("GPUs held by pods", 0), shown("GPUs held by pods", 1)) == ([2], [1])
    assert len(shown("Who holds which GPU")) == 2
