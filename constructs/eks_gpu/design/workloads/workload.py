"""Workloads: the groups where they may run, and the requests of their pods."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from eks_gpu.design.capacity.efa import LIBFABRIC
from eks_gpu.design.nodes.groups import GROUP_LABEL
from eks_gpu.design.nodes.pools import NodePoolDesign
from eks_gpu.design.placement.fit import fit, never_holds, open_pools
from eks_gpu.design.serving import ServingDesign, design_serving
from eks_gpu.design.storage.volumes import (
    VolumeDesign,
    buckets_digest,
    claims_of,
    design_volumes,
    disk_mib,
    files_digest,
    has_shm,
)
from eks_gpu.design.training import TrainingDesign, default_shm, design_training, whole_gpus, whole_node
from eks_gpu.design.workloads.candidates import candidates, needs_gpus, own_tolerations
from eks_gpu.design.workloads.containers import effective
from eks_gpu.design.workloads.fair_share import fair_share
from eks_gpu.design.workloads.gate import with_gate
from eks_gpu.design.workloads.jobs import JobDesign, design_job
from eks_gpu.design.workloads.queued import QueuedDesign, design_queued
from eks_gpu.design.workloads.timeouts import delete_timeout
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.amounts import CPU, EFA, GPU, MEMORY, PODS, STORAGE, VOLUMES
from eks_gpu.scheduling.demand import PodDemand
from eks_gpu.scheduling.quantity import cpu_text, mebibytes, memory_text, millicores
from eks_gpu.scheduling.taints import TolerationDesign, automatic, tolerating, tolerations_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eks_gpu.design.placement.node_models import GroupModels
    from eks_gpu.spec import ClusterSpec, WorkloadSpec

RestartPolicy = Literal["Always", "OnFailure", "Never"]


@dataclass(frozen=True)
class WorkloadDesign:
    """A workload, complete.

    Attributes:
        where: Its path in the spec.
        spec: The workload's entry in the cluster file.
        candidates: Names of the groups that come into question, whatever their size.
        groups: Names of the groups it may run on, in the order of the declaration; empty when none can hold it.
        unfit: Groups that the user names for a workload that is spread over zones, and that never hold a pod of it; its
            affinity leaves them out, since kube-scheduler would count their zones.
        gpus: GPUs, shares or parts that a pod asks for, as limits by resource name.
        gpu_resource: The name of what `gpus` counts, also where it is none.
        devices: EFA interfaces and huge pages that it takes of a node, as limits by resource name.
        cpu: CPU request of a pod, as a Kubernetes quantity.
        memory: Memory request and limit of a pod, as a Kubernetes quantity.
        volumes: Volumes that its pods mount.
        files_digest: Digest of the text of its files; empty if it has none.
        buckets_digest: Digest of how it mounts buckets; empty if it mounts none.
        shm: Size of /dev/shm; None for the container runtime's own.
        node_selector: Labels the pod insists on; the group's label too, where there is one group and it can change.
        tolerations: For every taint of those groups, and what the user added.
        restart_policy: ``Always`` for what serves, else what lets a finished process be finished.
        priority_class: Serving goes before batch.
        spread_over_zones: Zones over which its pods are spread evenly, of the node groups that run them; 0 if they
            go where there is room.
        interruptible: Whether it may run on spot nodes, which are taken away at two minutes' notice.
        provisioned: Whether its pods say to a provisioner that they must not be disrupted, if they must not.
        serving: How its pods are asked, stopped and replaced.
        job: How it counts its pods; None for kinds that never end.
        training: The part that joins its pods to one program; None for other kinds.
        queued: Its place in a queue; None if its pods start without asking.
    """

    where: str
    spec: WorkloadSpec
    candidates: tuple[str, ...]
    groups: tuple[str, ...]
    unfit: tuple[str, ...]
    gpus: Mapping[str, int]
    gpu_resource: str
    devices: Mapping[str, int]
    cpu: str
    memory: str
    volumes: tuple[VolumeDesign, ...]
    files_digest: str
    buckets_digest: str
    shm: str | None
    node_selector: Mapping[str, str]
    tolerations: tuple[TolerationDesign, ...]
    restart_policy: RestartPolicy
    priority_class: str
    spread_over_zones: int
    interruptible: bool
    provisioned: bool
    serving: ServingDesign
    job: JobDesign | None
    training: TrainingDesign | None
    queued: QueuedDesign | None = None

    @property
    def name(self) -> str:
        """Name of the object."""
        return self.spec.name

    @property
    def id(self) -> str:
        """Construct id, part of the resource's address."""
        # Names have no '_', so that `a-b` of `c` and `a` of `b-c` stay two.
        return f"{self.spec.namespace}_{self.spec.name}"

    @property
    def replicas(self) -> int:
        """Pods of a deployment or stateful set; where their number follows metrics, those it begins with."""
        if self.spec.scaling:
            return self.spec.scaling.min
        return 1 if self.spec.replicas is None else self.spec.replicas

    @property
    def most_replicas(self) -> int:
        """Pods of a deployment or stateful set at their most, but for those of an update."""
        return self.spec.scaling.max if self.spec.scaling else self.replicas

    @property
    def service_account(self) -> str | None:
        """Name of its service account."""
        return self.spec.service_account.name if self.spec.service_account else None

    @property
    def object_account(self) -> str | None:
        """The service account in the object; None leaves it out.

        `service_account_name` is Optional and Computed (terraform-provider-kubernetes 2.38, `podSpecFields`): left out
        after it was set, the object would keep an account that is deleted, and no new pod could start. So `default`,
        which Kubernetes would put in, is written wherever pods can change. A Job's and a bare pod's cannot: they
        would be replaced.
        """
        return self.service_account or (None if self.spec.kind in FIXED_KINDS else "default")

    @property
    def object_tolerations(self) -> tuple[TolerationDesign, ...]:
        """The tolerations in the object; a bare pod's include those that admission will add.

        Terraform would otherwise take them away again, by replacing the pod at every plan.
        """
        added = automatic([*self.gpus, *self.devices]) if self.spec.kind == "pod" else ()
        return tuple(dict.fromkeys([*self.tolerations, *sorted(added, key=lambda one: one.key or "")]))

    @property
    def delete_timeout(self) -> str:
        """Terraform's time-out for the deletion of its object, and of the pods that delay it."""
        return delete_timeout([self.serving.grace_seconds])

    @property
    def completions(self) -> int:
        """Pods of a job that must succeed."""
        return self.spec.completions or 1

    @property
    def parallelism(self) -> int:
        """Pods of a job that run at once."""
        return min(self.spec.parallelism or self.completions, self.completions)

    @property
    def time_zone(self) -> str:
        """Time zone of a cron job's schedule; without one, the control plane's unknown zone would apply."""
        return self.spec.time_zone or "Etc/UTC"

    @property
    def disk(self) -> str | None:
        """Request of a pod for its node's disk, scratch included; None for no request."""
        asked = disk_mib(self.spec)
        if not asked:
            return None
        scratch = any(volume.scratch for volume in self.spec.volumes)
        return memory_text(asked) if scratch else self.spec.ephemeral_storage

    @property
    def serves(self) -> bool:
        """Whether all its pods want to run at once, for as long as it exists; a job's take turns."""
        return self.controlled or self.spec.kind == "pod"

    @property
    def controlled(self) -> bool:
        """Whether a Deployment or StatefulSet keeps up the number of its pods."""
        return self.spec.kind in _SERVES

    @property
    def movable(self) -> bool:
        """Whether the autoscaler may evict its pods to empty a node.

        By default it may not where an eviction loses work: a job starts again, and nothing replaces a bare pod.
        """
        return self.controlled if self.spec.evictable is None else self.spec.evictable

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables that its container gets in addition to `env`, which overrides them."""
        if self.training:
            return self.training.environment
        return LIBFABRIC if EFA in self.devices else {}

    @property
    def named_early(self) -> bool:
        """Whether DNS must resolve the names of its pods before they are ready: ranks that wait for one another."""
        return self.training is not None or (self.spec.kind == "stateful_set" and EFA in self.devices)

    @property
    def wanted(self) -> int:
        """Pods that are of use all together or not at all: replicas of what serves, ranks of a training job; else 0."""
        if self.training:
            return self.training.nodes
        return self.most_replicas + (self.serving.max_surge if self.most_replicas else 0) if self.serves else 0

    @cached_property
    def asks(self) -> dict[str, int]:
        """Requests of one pod, by resource."""
        return {**_asks(self.spec, self.gpu_resource, self.cpu, self.memory), **self.devices}

    @property
    def asks_by_itself(self) -> dict[str, int]:
        """Requests of one pod in the cluster file, without a share of some group's nodes."""
        return _asks(self.spec, self.gpu_resource, self.spec.cpu, self.spec.memory)

    @property
    def pods(self) -> int:
        """Pods that may run at once."""
        if self.training:
            return self.training.nodes
        return self.most_replicas if self.spec.kind in _SERVES else self.parallelism


PRIORITY_CLASSES: Mapping[str, int] = {"eks-gpu-batch": 1000, "eks-gpu-serving": 10000}
# Objects whose pods never change.
FIXED_KINDS = frozenset({"job", "pod", "training_job"})
_SERVES = frozenset({"deployment", "stateful_set"})


def design_workloads(
    spec: ClusterSpec, groups: Sequence[GroupModels], system: GroupModels | None = None
) -> tuple[WorkloadDesign, ...]:
    """All workloads.

    Args:
        spec: The cluster.
        groups: GPU groups and CPU groups.
        system: The system nodes, for workloads that name them or find no other nodes.
    """
    return tuple(
        _workload(spec, workload, candidates(workload, groups, system), f"workloads[{index}]")
        for index, workload in enumerate(spec.workloads)
    )


def _workload(cluster: ClusterSpec, spec: WorkloadSpec, open_to: list[GroupModels], where: str) -> WorkloadDesign:
    allowed, spec = open_to, with_gate(cluster, spec)
    if spec.kind == "training_job" and "gpus" not in spec.model_fields_set:
        spec = spec.model_copy(update={"gpus": whole_gpus(allowed)})
    if spec.efa and spec.node_groups is None:
        allowed = [models for models in allowed if models.group.efa] or allowed
    resource = _gpu_resource(spec, allowed)
    allowed = _of_profile(spec, resource, allowed)
    holding = _holding(cluster, spec, resource, allowed) if spec.node_groups is None else allowed
    share = fair_share(cluster, spec, holding, resource)
    cpu, memory = spec.cpu or cpu_text(share[0]), spec.memory or memory_text(share[1])
    takes_efa = spec.efa or spec.kind == "training_job"
    devices = whole_node([models.smallest for models in holding]) if takes_efa else {}
    job = design_job(spec)
    training = design_training(spec, devices, job.restarts) if job and spec.kind == "training_job" else None
    tolerations = _tolerations(cluster, spec, holding)
    asks = {**_asks(spec, resource, cpu, memory), **devices}
    pod = _pod(spec, asks, tolerations)
    # Requests and tolerations go by all groups that are named: a job that was made with them would be replaced. Where
    # nothing is spread, a group too many in the affinity does no harm, and without it running pods would be replaced.
    kept = [models for models in holding if not (spec.zone_spread and never_holds(pod, models))] or holding
    names = tuple(models.group.name for models in kept)
    interruptible = any(models.group.interruptible for models in holding)
    # A job's or bare pod's selector can never change: with the group's label in it, a second group would replace it.
    selected = {GROUP_LABEL: names[0]} if len(names) == 1 and spec.kind not in FIXED_KINDS else {}
    volumes = design_volumes(cluster, spec)
    return WorkloadDesign(
        where=where,
        spec=spec,
        candidates=tuple(models.group.name for models in open_to),
        groups=names,
        unfit=tuple(models.group.name for models in holding if models.group.name not in names),
        gpus={resource: spec.gpus} if spec.gpus else {},
        gpu_resource=resource,
        devices=devices,
        cpu=cpu,
        memory=memory,
        volumes=volumes,
        files_digest=files_digest(volumes),
        buckets_digest=buckets_digest(volumes),
        # Ranks on several GPUs of a node talk by it, and NCCL ends with an error in the runtime's 64 MiB.
        shm=spec.shm or (default_shm(memory) if (training or spec.gpus > 1) and not has_shm(spec) else None),
        node_selector={**spec.node_selector, **selected},
        tolerations=tolerations,
        restart_policy=_restart_policy(spec),
        priority_class=f"eks-gpu-{spec.priority or ('serving' if spec.kind in _SERVES else 'batch')}",
        spread_over_zones=_zones(pod, kept) if spec.zone_spread else 0,
        interruptible=interruptible,
        provisioned=_provisioned(spec, holding),
        serving=design_serving(cluster, spec, interruptible=interruptible),
        job=job,
        training=training,
        queued=design_queued(cluster, spec, kept),
    )


def _provisioned(spec: WorkloadSpec, groups: Sequence[GroupModels]) -> bool:
    """Whether it may run on a node pool, whose provisioner replaces nodes that run.

    A job that may run on groups as well and names none is left as it is: the first pool of a cluster would replace it.
    """
    pools = [isinstance(models.group, NodePoolDesign) for models in groups]
    return any(pools) and (spec.kind not in FIXED_KINDS or spec.node_groups is not None or all(pools))


def _zones(pod: PodDemand, groups: Sequence[GroupModels]) -> int:
    """Zones that count in a spread.

    kube-scheduler counts zones with a node that the pod's selector and affinity admit; as long as there are fewer than
    `minDomains`, it takes one of them to hold no pod (podtopologyspread/filtering.go, minMatchNum). With a zone in it
    that the pod cannot go to, every zone would hold a single pod.
    """
    open_to_it = [pool for models in groups for pool in open_pools(pod, models)]
    pools = open_to_it or [pool for models in groups for pool in models.pools]
    return len({zone for pool in pools for zone in pool.node_group.zones})


def _pod(spec: WorkloadSpec, asks: Mapping[str, int], tolerations: Sequence[TolerationDesign]) -> PodDemand:
    """A pod as far as it is decided before its groups are; `demands.py` has it whole."""
    return PodDemand(spec.name, asks, spec.node_selector, tolerations=(*tolerations, *automatic(asks)))


def _gpu_resource(spec: WorkloadSpec, groups: Sequence[GroupModels]) -> str:
    """The resource that a pod requests on every group; whole GPUs come first among several."""
    found = [models.group.sharing.resource(spec.gpu_profile) for models in groups]
    names = [name for name in found if name is not None]
    if spec.gpu_profile is not None and not names:
        return f"nvidia.com/mig-{spec.gpu_profile}"
    return GPU if GPU in names and spec.node_groups is None else next(iter(names), GPU)


def _of_profile(spec: WorkloadSpec, resource: str, groups: list[GroupModels]) -> list[GroupModels]:
    """Groups with parts of the profile: others may offer larger parts, or whole GPUs, by the same name."""
    if spec.gpu_profile is None:
        return groups
    return [models for models in groups if models.group.sharing.resource(spec.gpu_profile) == resource] or groups


def _holding(
    cluster: ClusterSpec, spec: WorkloadSpec, resource: str, groups: Sequence[GroupModels]
) -> list[GroupModels]:
    """Groups on which a pod would run; where there is none, those with GPUs enough.

    The template's extra kube-proxy does not count here. It keeps the autoscaler from starting a group for the pod, and
    does not keep the pod off nodes that other pods brought. The pod's affinity names these groups, and without one of
    them its workload would restart elsewhere.
    """
    asks = _asks(spec, resource, spec.cpu, spec.memory)
    pod = _pod(spec, asks, _tolerations(cluster, spec, groups))
    running = [models for models in groups if fit(pod, models.without_mirror_pod()).verdict == "runs"]
    return running or [models for models in groups if models.group.offers.get(resource, 0) >= spec.gpus]


def _asks(spec: WorkloadSpec, resource: str, cpu: str | None, memory: str | None) -> dict[str, int]:
    own = {
        **({CPU: millicores(cpu)} if cpu else {}),
        **({MEMORY: mebibytes(memory)} if memory else {}),
    }
    return {
        PODS: 1,
        **({resource: spec.gpus} if spec.gpus else {}),
        **effective(spec, own),
        **({STORAGE: disk} if (disk := disk_mib(spec)) else {}),
        **({VOLUMES: claims} if (claims := claims_of(spec)) else {}),
    }


def _tolerations(
    cluster: ClusterSpec, spec: WorkloadSpec, groups: Sequence[GroupModels]
) -> tuple[TolerationDesign, ...]:
    taints = [taint for models in groups for taint in models.group.taints]
    # A workload without GPUs that tolerated their taint could take the place of one that needs them. Where there are
    # only GPU groups, every workload has tolerated it since the first release.
    gpus = needs_gpus(spec) or not cluster.node_groups
    return tuple(dict.fromkeys([*(tolerations_of(taints) if gpus else tolerating(taints)), *own_tolerations(spec)]))


def _restart_policy(spec: WorkloadSpec) -> RestartPolicy:
    if spec.kind in _SERVES:
        return "Always"
    # A bare pod that serves nothing is a one-shot command; restarting it forever is a crash loop.
    return "Always" if spec.kind == "pod" and spec.ports else "Never"
