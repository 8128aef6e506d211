"""Pods that are to run on GPU nodes, and how they fare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.amounts import asks_of, node_terms_seen, tolerations_seen
from eks_gpu.doctor.situation.rules_seen import host_ports_seen, pod_terms_seen, spreads_seen
from eks_gpu.doctor.situation.successors import Successors
from eks_gpu.scheduling.amounts import is_gpu
from eks_gpu.scheduling.demand import HOSTNAME, Origin, PodDemand
from eks_gpu.scheduling.taints import automatic

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign, WorkloadDesign
    from eks_gpu.doctor.answers.kubernetes import Pod
    from eks_gpu.doctor.answers.observations import Observations

_CRASHING = {"CrashLoopBackOff", "RunContainerError", "StartError"}


@dataclass(frozen=True)
class GpuPods:
    """GPU pods: pods that request GPUs, and pods of declared workloads.

    Attributes:
        design: The declared cluster.
        seen: The gathered answers.
    """

    design: ClusterDesign
    seen: Observations

    def workload_of(self, pod: Pod) -> WorkloadDesign | None:
        """The workload of the declaration that a pod belongs to, by its label or its name."""
        mine = self._workloads.get(pod.metadata.namespace or "default", ())
        label = pod.metadata.labels.get("app.kubernetes.io/name")
        return next(
            (
                container
                for container in mine
                if container.name in {label, pod.name} or (not label and pod.name.startswith(f"{container.name}-"))
            ),
            None,
        )

    @cached_property
    def _workloads(self) -> dict[str, list[WorkloadDesign]]:
        """Declared workloads by their namespace."""
        found: dict[str, list[WorkloadDesign]] = {}
        for workload in self.design.workloads:
            found.setdefault(workload.spec.namespace, []).append(workload)
        return found

    def wants_gpu(self, pod: Pod) -> bool:
        """Whether a pod is to run on a GPU node."""
        known = self._wanting.get(id(pod))
        return self._wants_gpu(pod) if known is None else known

    @cached_property
    def _wanting(self) -> dict[int, bool]:
        """The answer for each pod that was seen, which most rules ask for."""
        return {id(pod): self._wants_gpu(pod) for pod in self.seen.pods}

    def _wants_gpu(self, pod: Pod) -> bool:
        workload = self.workload_of(pod)
        declared = workload is not None and bool(workload.gpus)
        # A pod from a table or from events has no specification, so only its messages are known.
        is_known_by_messages = not pod.spec.containers and (pod.metadata.namespace, pod.name) in self._said_of_gpus
        return declared or is_known_by_messages or self._asks_for_gpus(pod)

    def _asks_for_gpus(self, pod: Pod) -> bool:
        """Whether it requests GPUs; equal containers of pods are the same object, which is asked once."""
        parts = (pod.spec.containers, pod.spec.init_containers, pod.spec.overhead)
        known = self._asked.get(tuple(map(id, parts)))
        if known is None:
            known = self._asked[tuple(map(id, parts))] = any(is_gpu(name) for name in asks_of(pod)), parts
        return known[0]

    @cached_property
    def _asked(self) -> dict[tuple[int, ...], tuple[bool, object]]:
        """Answers by the identities of a pod's parts, with the parts: as long as they are kept, no other has them."""
        return {}

    @cached_property
    def _said_of_gpus(self) -> frozenset[tuple[str, str]]:
        """Pods whose events mention GPUs."""
        about = ((event.about, event.message) for event in self.seen.events if event.about.kind == "Pod")
        return frozenset((one.namespace, one.name) for one, text in about if "nvidia.com/" in text)

    @cached_property
    def waiting(self) -> tuple[Pod, ...]:
        """GPU pods for which there is no node yet."""
        return tuple(pod for pod in self.seen.pods if pod.waits_for_node and self.wants_gpu(pod))

    @cached_property
    def not_running(self) -> tuple[Pod, ...]:
        """GPU pods that have a node, of which a container waits to be started."""
        return tuple(pod for pod in self.seen.pods if pod.waits_on_node and self.wants_gpu(pod))

    @cached_property
    def successors(self) -> Successors:
        """Later pods that did the work of failed ones."""
        return Successors(self.seen)

    @cached_property
    def failing(self) -> tuple[Pod, ...]:
        """GPU pods that end again and again, and failed ones without a successor."""
        known = [pod for pod in self.seen.pods if self.wants_gpu(pod)]
        later = {pod.maker for pod in known if pod.maker and pod.status.phase in {"Running", "Pending", "Succeeded"}}
        return tuple(
            pod
            for pod in known
            if any(status.state.waiting and status.state.waiting.reason in _CRASHING for status in pod.statuses)
            or (
                pod.status.phase == "Failed"
                and not pod.status.reason
                and pod.maker not in later
                and not self.successors.has(pod)
            )
            # A row of `kubectl get pods` contains only the status.
            or any(
                status.state.terminated and pod.status.phase == "Running" and not status.ready
                for status in pod.statuses
                if not self.successors.has(pod)
            )
        )

    def asking(self, pod: Pod) -> PodDemand:
        """A pod as the design judges pods, with what EKS adds to its tolerations."""
        asks = asks_of(pod)
        return PodDemand(
            name=pod.name,
            asks=asks,
            selector={key: value for key, value in pod.spec.selector.items() if key != HOSTNAME},
            node_terms=node_terms_seen(pod),
            tolerations=(*tolerations_seen(pod), *automatic(asks)),
            affinity=pod_terms_seen(pod.spec.affinity.near.required),
            anti_affinity=pod_terms_seen(pod.spec.affinity.apart.required),
            spread=spreads_seen(pod),
            host_ports=host_ports_seen(pod),
            scheduler=pod.spec.scheduler,
            namespace=pod.metadata.namespace or "default",
            labels=pod.metadata.labels,
            origin=Origin(pod.owner or "pod"),
        )
