"""The releases of Kueue: its chart, then its objects, then the queues of the namespaces.

The chart's definitions are templates of it, so they must be there before any object of their kinds is built, and its
webhooks must answer before any is accepted. The queues of namespaces wait for the namespaces, which the workloads stack
creates; its workloads come after them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eks_gpu.design.charts.kueue_objects import cluster_objects, local_queues
from eks_gpu.design.charts.local_chart import local_chart
from eks_gpu.design.charts.objects import KubernetesObject
from eks_gpu.design.charts.release import ReleaseDesign
from eks_gpu.design.queueing.queueing import CHART, NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eks_gpu.design.charts.documents import Plain
    from eks_gpu.design.queueing.queueing import QueueingDesign
    from eks_gpu.spec.releases.charts import ReleaseStack as Stack

OBJECTS, LOCAL_QUEUES = "kueue-objects", "kueue-local-queues"
# The API server answers at once; a webhook that does not answer is tried again.
_SECONDS = 120


def kueue_releases(design: QueueingDesign) -> Iterator[ReleaseDesign]:
    """The releases, in the order in which they are made."""
    yield ReleaseDesign(
        where="queueing",
        name=CHART,
        namespace=NAMESPACE,
        stack="platform",
        chart=CHART,
        repository=design.repository,
        version=design.version,
        values=tuple(json.dumps(values, indent=2, ensure_ascii=False) for values in design.values),
        wait=True,
        timeout_seconds=design.timeout_seconds,
    )
    if design.queues:
        yield _objects(OBJECTS, "platform", cluster_objects(design))
        yield _objects(LOCAL_QUEUES, "workloads", local_queues(design), before_workloads=True)


def _objects(
    name: str, stack: Stack, objects: Iterable[Mapping[str, Plain]], *, before_workloads: bool = False
) -> ReleaseDesign:
    plain = [dict(item) for item in objects]
    chart = local_chart(name, plain)
    return ReleaseDesign(
        where="queueing",
        name=name,
        namespace=NAMESPACE,
        stack=stack,
        chart=name,
        repository=None,
        version=chart.version,
        values=(),
        wait=True,
        timeout_seconds=_SECONDS,
        local=chart,
        objects=tuple(_known(item) for item in plain),
        own=True,
        before_workloads=before_workloads,
    )


def _known(item: dict[str, Plain]) -> KubernetesObject:
    metadata = item["metadata"] if isinstance(item["metadata"], dict) else {}
    namespace = metadata.get("namespace")
    group = str(item["apiVersion"]).rpartition("/")[0]
    return KubernetesObject(
        0, group, str(item["kind"]), str(metadata["name"]), str(namespace) if namespace else None, item
    )
