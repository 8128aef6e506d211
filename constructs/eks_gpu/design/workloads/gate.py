"""A bounded wait for the ranks of a training job, before its program starts.

A Job by itself starts as many pods as find a node, and they wait for the others. A container in each of them waits
until the names of all ranks resolve; the Service of the job publishes them before they are ready. Its exit code then
fails the whole Job, so the ranks that came give their nodes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.design.images import image_for
from eks_gpu.scheduling.quantity import seconds
from eks_gpu.spec import ContainerSpec

if TYPE_CHECKING:
    from eks_gpu.spec import ClusterSpec, WorkloadSpec

GATE = "all-ranks"
# Not used by shells or signals, so that nothing else is taken for it.
INCOMPLETE = 75
_EVERY_SECONDS = 5
# A name that exists has a line `Name:` in the answer of busybox; its exit code also depends on other kinds of records.
_SCRIPT = """\
end=$(($(date +%s) + {limit}))
for rank in $(seq 0 {last}); do
  until nslookup {name}-$rank.{name}.{namespace}.svc.cluster.local 2>/dev/null | grep -q ^Name:; do
    if [ $(date +%s) -ge $end ]; then echo "rank $rank has no node after {given}"; exit {code}; fi
    sleep {every}
  done
done
"""


def with_gate(cluster: ClusterSpec, spec: WorkloadSpec) -> WorkloadSpec:
    """The workload with the container that waits; the same one if it has no `start_within`."""
    if spec.kind != "training_job" or spec.start_within is None:
        return spec
    script = _SCRIPT.format(
        limit=seconds(spec.start_within),
        last=(spec.nodes or 1) - 1,
        name=spec.name,
        namespace=spec.namespace,
        given=spec.start_within,
        code=INCOMPLETE,
        every=_EVERY_SECONDS,
    )
    waiting = ContainerSpec(
        name=GATE, image=image_for(cluster, "busybox"), command=("sh", "-c", script), cpu="10m", memory="16Mi"
    )
    return spec.model_copy(update={"init_containers": (waiting, *spec.init_containers)})
