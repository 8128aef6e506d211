"""Queues: quotas, cohorts, flavors, and work that waits in them."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns


def group(name: str = "gpu", kind: str = "g5.12xlarge", **more: Any) -> dict[str, Any]:
    return {"name": name, "instance_types": [kind], "zones": ["us-west-2a"], **({"max": 4} | more)}


def space(name: str = "research", quota: Any = 8, **queue: Any) -> dict[str, Any]:
    return {"name": name, **({} if quota is None else {"gpu_quota": quota}), **({"queue": queue} if queue else {})}


def job(name: str = "train", namespace: str = "research", **more: Any) -> dict[str, Any]:
    kind = {"kind": "training_job", "nodes": 2}
    own = {"name": name, "image": "registry.example/train:1", "namespace": namespace, "queue": namespace}
    return {**own, **kind, **more}


def serving(kind: str = "deployment", **more: Any) -> dict[str, Any]:
    own = {"name": "web", "kind": kind, "image": "registry.example/web:1", "namespace": "research", "queue": "research"}
    return {**own, "gpus": 4, **more}


def said(*works: dict[str, Any], **more: Any) -> dict[str, Any]:
    sound = {"queueing": "kueue", "gpu_node_groups": [group()], "namespaces": [space(), space("product")]}
    return {**sound, "workloads": list(works or (job(),)), **more}


def cohort(*namespaces: str, name: str = "all") -> dict[str, Any]:
    return {"name": name, "namespaces": list(namespaces)}


def kueue(**more: Any) -> dict[str, Any]:
    return {"kind": "kueue", **more}


BOTH = ["research", "product"]
SLICES = group("mig", "p4d.24xlarge", sharing={"mig": {"1g.5gb": 2, "2g.10gb": 1, "3g.20gb": 1}})
FABRIC = group(kind="p5.48xlarge", efa=True)

CASES: tuple[Case, ...] = (
    fails("queue-unknown", "workloads[0].queue", "queueing: kueue", **said(queueing=None)),
    fails("queue-unknown", "workloads[0].queue", "queue: research", **said(job(queue="product"))),
    fails("queue-unknown", "workloads[0].queue", "research, product", **said(job(namespace="default", queue="gpus"))),
    fails("queue-unknown", "workloads[0].queue", "gpu_quota", **said(namespaces=[space(quota=None)])),
    passes("queue-unknown", **said()),
    passes("queue-unknown", **said(job(queue=None), queueing=None)),
    fails("queue-kind", "workloads[0].queue", "kind: job", **said(serving("pod"))),
    fails("queue-kind", "workloads[0].queue", "no GPU", **said(serving("job", gpus=0))),
    fails("queue-kind", "workloads[0].queue", "gpus: 4", **said(serving(gpus=1))),
    fails(
        "queue-kind",
        "workloads[0].scaling",
        "stateful set",
        **said(serving("stateful_set", scaling={"min": 1, "max": 2, "metrics": [{"cpu_percent": 50}]})),
    ),
    fails("queue-kind", "workloads[0].start_within", "fail for good", **said(job(start_within="30m"))),
    passes("queue-kind", **said(serving(scaling={"min": 1, "max": 2, "metrics": [{"cpu_percent": 50}]}))),
    passes("queue-kind", **said(job(), serving(), serving("cron_job", name="n", schedule="0 3 * * *", gpus=1))),
    fails("queue-capacity", "namespaces[1].gpu_quota", "by 4", **said(namespaces=[space(quota=12), space("product")])),
    fails("queue-capacity", "namespaces[1].gpu_quota", "4 of them", **said(job(), serving(queue=None))),
    # One that scales to zero holds nothing.
    passes("queue-capacity", **said(job(), serving(queue=None, replicas=0))),
    passes("queue-capacity", **said(job(), serving())),
    passes("queue-capacity", **said(job(queue=None), queueing=None, namespaces=[space(quota=99)])),
    fails("queue-never", "workloads[0].queue", "at most 16 of gpu", **said(job(nodes=5))),
    fails("queue-never", "workloads[0].queue", "at most 8 of gpu", **said(job(nodes=3), queueing=kueue(cohorts=[]))),
    fails(
        "queue-never",
        "workloads[0].queue",
        "at most 12 of gpu",
        **said(job(nodes=4), namespaces=[space(borrowing_limit=4), space("product")]),
    ),
    fails(
        "queue-never",
        "workloads[0].queue",
        "at most 10 of gpu",
        **said(job(nodes=4), namespaces=[space(), space("product", lending_limit=2)]),
    ),
    # A quota that is smaller than one pod.
    fails(
        "queue-never",
        "workloads[0].queue",
        "at most 2 of gpu",
        **said(serving(), namespaces=[space(quota=2)], queueing=kueue(cohorts=[])),
    ),
    # Eight GPUs in halves of two groups are never eight of one.
    fails(
        "queue-never",
        "workloads[0].queue",
        "4 of gpu, 4 of other",
        **said(gpu_node_groups=[group(max=2), group("other", max=2)], namespaces=[space()]),
    ),
    passes(
        "queue-never",
        **said(gpu_node_groups=[group(max=2), group("other", max=2)], namespaces=[space(quotas={"gpu": 8})]),
    ),
    fails(
        "queue-never",
        "workloads[0].queue",
        "offers",
        **said(serving("job", gpu_profile="1g.5gb", gpus=1)),
    ),
    passes("queue-never", **said(job(nodes=4))),
    warns("queue-borrowed", "workloads[0].queue", "owns 8 of gpu", **said(job(nodes=4))),
    warns(
        "queue-borrowed",
        "workloads[0].queue",
        "waits until others",
        **said(job(nodes=4), queueing=kueue(preemption={"reclaim": "never"})),
    ),
    passes("queue-borrowed", **said()),
    passes("queue-borrowed", **said(job(nodes=5))),
    fails("queue-quotas", "namespaces[0].queue.quotas", "gpu_quota: 4", **said(namespaces=[space(quotas={"gpu": 4})])),
    fails("queue-quotas", "namespaces[0].queue.quotas.gup", "gpu", **said(namespaces=[space(quotas={"gup": 8})])),
    fails(
        "queue-quotas",
        "namespaces[0].queue.quotas.mig",
        "several",
        **said(gpu_node_groups=[SLICES], namespaces=[space(quotas={"mig": 8})]),
    ),
    fails("queue-quotas", "namespaces[0].queue", "queueing", **said(queueing=None, namespaces=[space(weight=2)])),
    fails("queue-quotas", "namespaces[0].queue", "gpu_quota", **said(namespaces=[space(quota=None, weight=2)])),
    passes("queue-quotas", **said(namespaces=[space(quotas={"gpu": 8}), space("product")])),
    fails(
        "queue-cohort",
        "queueing.cohorts[0].namespaces[1]",
        "no quota",
        **said(queueing=kueue(cohorts=[cohort("research", "other")])),
    ),
    fails(
        "queue-cohort",
        "queueing.cohorts[1].namespaces[0]",
        "already",
        **said(queueing=kueue(cohorts=[cohort(*BOTH), cohort("product", name="two")])),
    ),
    warns("queue-cohort", "queueing.cohorts[0]", "alone", **said(queueing=kueue(cohorts=[cohort("research")]))),
    warns(
        "queue-cohort",
        "namespaces",
        "nobody in it lends",
        **said(namespaces=[space(name, lending_limit=0) for name in BOTH]),
    ),
    warns(
        "queue-cohort",
        "namespaces",
        "borrow",
        **said(namespaces=[space(name, borrowing_limit=0) for name in BOTH]),
    ),
    # The only one that lends cannot borrow from itself.
    warns(
        "queue-cohort",
        "namespaces",
        "borrow",
        **said(namespaces=[space(), space("product", lending_limit=0, borrowing_limit=0)]),
    ),
    warns(
        "queue-cohort",
        "namespaces[0].queue.borrowing_limit",
        "no effect",
        **said(queueing=kueue(cohorts=[]), namespaces=[space(borrowing_limit=1)]),
    ),
    passes("queue-cohort", **said(namespaces=[space(lending_limit=0), space("product")])),
    passes("queue-cohort", **said(queueing=kueue(cohorts=[]))),
    fails("queue-settings", "queueing.version", "0.19.2", **said(queueing=kueue(version="0.14.9"))),
    fails("queue-settings", "queueing.values.managerConfig", "", **said(queueing=kueue(values={"managerConfig": {}}))),
    warns("queue-settings", "queueing", "gpu_quota", queueing="kueue"),
    warns(
        "queue-settings", "namespaces[0].queue.weight", "fair", **said(namespaces=[space(weight=2), space("product")])
    ),
    warns(
        "queue-settings",
        "queueing.topology",
        "min",
        **said(queueing=kueue(topology=True), gpu_node_groups=[FABRIC], namespaces=[space(quota=32)]),
    ),
    passes(
        "queue-settings",
        **said(queueing=kueue(topology=True), gpu_node_groups=[{**FABRIC, "min": 4}], namespaces=[space(quota=32)]),
    ),
    passes("queue-settings", **said(queueing=kueue(version="0.18.6", values={"enablePrometheus": True}))),
    warns("queue-bypassed", "workloads[1]", "queue: research", **said(job(), serving(queue=None))),
    warns("queue-bypassed", "workloads[0]", "gpu_quota", **said(serving("pod", queue=None))),
    passes("queue-bypassed", **said(job(), serving("job", gpus=0, queue=None))),
    passes("queue-bypassed", **said(job(queue=None), queueing=None)),
)
