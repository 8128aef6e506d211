"""Priorities, schedules, warm pools."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

GROUP = "gpu_node_groups[0]"
AT = {"cron": "0 7 * * 1-5", "time_zone": "Europe/Berlin"}
WHOLE: dict[str, Any] = {"group_max_per_zone": GONE, "group_max": 4}
MANY = {f"example.com/{number}": "x" for number in range(40)}
LONG = "example.com/" + "x" * 63
RESOURCE_TAG = {"k8s.io/cluster-autoscaler/node-template/resources/x": "1"}


def at(**sizes: int) -> dict[str, Any]:
    return {"group_schedules": [{**AT, **sizes}]}


CASES: tuple[Case, ...] = (
    fails("schedule-sizes", f"{GROUP}.schedules[0].min", "min_per_zone", **at(min=1)),
    fails("schedule-sizes", f"{GROUP}.schedules[0].max_per_zone", "write 'max'", **WHOLE, **at(max_per_zone=1)),
    fails("schedule-sizes", f"{GROUP}.schedules[0]", "no size", **at()),
    fails("schedule-sizes", f"{GROUP}.schedules[0]", "at that moment, 2", **at(min_per_zone=3)),
    fails("schedule-sizes", f"{GROUP}.schedules[0]", "at that moment, 1", **at(min_per_zone=2, max_per_zone=1)),
    fails(
        "schedule-sizes",
        f"{GROUP}.schedules[0]",
        "the group's min_per_zone 1",
        **at(max_per_zone=0),
        group_min_per_zone=1,
    ),
    fails(
        "schedule-sizes",
        f"{GROUP}.schedules[1].cron",
        "same moment",
        group_schedules=[{**AT, "min_per_zone": 1}, {**AT, "max_per_zone": 2}],
    ),
    # Blanks make no other moment.
    fails(
        "schedule-sizes",
        f"{GROUP}.schedules[1].cron",
        "same moment",
        group_schedules=[{"cron": "0 7 * * 1", "min_per_zone": 1}, {"cron": "0  7 * *  1", "max_per_zone": 2}],
    ),
    passes("schedule-sizes", **at(min_per_zone=1, max_per_zone=3)),
    passes("schedule-sizes", **WHOLE, **at(min=2)),
    passes("schedule-sizes", **at(max_per_zone=0)),
    warns(
        "priority-ignored",
        f"{GROUP}.priority",
        "kind: none",
        group_priority=10,
        group_min_per_zone=1,
        autoscaler={"kind": "none"},
    ),
    warns(
        "priority-ignored",
        "autoscaler.expander",
        "ignores the priorities of gpu",
        group_priority=10,
        autoscaler={"expander": "least-waste"},
    ),
    warns("priority-ignored", "autoscaler.expander", "least-waste decides", autoscaler={"expander": "priority"}),
    passes("priority-ignored", group_priority=10),
    passes("priority-ignored", group_priority=10, autoscaler={"expander": "priority"}),
    passes("priority-ignored", autoscaler={"expander": "least-waste"}),
    fails("auto-scaling-tags", f"{GROUP}.labels", "40 fit into tags", group_labels=MANY),
    passes("auto-scaling-tags", group_labels={"example.com/team": "ml"}),
    fails("label-length", f"{GROUP}.labels.{LONG}", "75 characters", group_labels={LONG: "x"}),
    fails("label-length", f"{GROUP}.labels.team", "no value", group_labels={"team": ""}),
    fails(
        "label-length",
        f"{GROUP}.taints[0].key",
        "shorter",
        group_taints=[{"key": LONG, "value": "x", "effect": "NoSchedule"}],
    ),
    passes("label-length", group_labels={LONG[:63]: "x"}),
    fails("tag-key", "tags.k8s.io/cluster-autoscaler/node-template/resources/x", "remove", tags=RESOURCE_TAG),
    fails("warm-pool-unsupported", f"{GROUP}.warm_pool", "spot", group_capacity="spot", group_warm_pool={"min": 1}),
    fails(
        "warm-pool-unsupported",
        f"{GROUP}.warm_pool.state",
        "stopped",
        group_os="bottlerocket",
        group_warm_pool={"min": 1, "state": "hibernated"},
    ),
    fails(
        "warm-pool-unsupported",
        f"{GROUP}.warm_pool.reuse",
        "remove",
        group_os="bottlerocket",
        group_warm_pool={"min": 1, "reuse": True},
    ),
    fails(
        "warm-pool-unsupported",
        f"{GROUP}.warm_pool.max_prepared",
        "2 or more",
        group_warm_pool={"min": 2, "max_prepared": 1},
    ),
    passes("warm-pool-unsupported", group_warm_pool={"min": 1, "state": "hibernated", "reuse": True}),
)
