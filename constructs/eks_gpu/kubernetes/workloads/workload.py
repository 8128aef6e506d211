"""GPU workloads: the object of their kind, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import Construct, service_v1
from eks_gpu.kubernetes.labels import managed_metadata, metadata
from eks_gpu.kubernetes.lifecycle_blocks import lifecycle
from eks_gpu.kubernetes.serving.disruption import disruption_budget
from eks_gpu.kubernetes.serving.ingress import ingress
from eks_gpu.kubernetes.serving.scaling import autoscaler
from eks_gpu.kubernetes.serving.service_spec import service_spec
from eks_gpu.kubernetes.structs import resource
from eks_gpu.kubernetes.workloads.config_files import config_maps
from eks_gpu.kubernetes.workloads.priority import after_priority_classes
from eks_gpu.kubernetes.workloads.workload_kinds import KINDS
from eks_gpu.triggers import replace_on_change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.bindings import ITerraformDependable, TerraformResource
    from eks_gpu.design import WorkloadDesign


class Workload(Construct):
    """A workload on GPU nodes, with a Service for its ports.

    The load balancer of `expose: internal` takes the nodes labelled ``eks-gpu.io/group=system`` for its targets, which
    `SystemNodeGroup` makes; in a cluster of other nodes give some of them that label.

    Nothing here waits for a pod: from zero, a GPU node takes longer to come than the provider's timeouts and the
    cluster's token allow, so every apply would fail and leave a tainted resource
    (hashicorp/terraform-provider-kubernetes #623, #1896). Whether it runs is for `kubectl get pods` to say.

    Attributes:
        resource: The workload.
        service: The Service for its ports; None if it has no ports.
    """

    def __init__(
        self, scope: Construct, id: str, design: WorkloadDesign, *, after: Sequence[ITerraformDependable] = ()
    ) -> None:
        """Create the workload.

        Args:
            scope: The stack of the workload.
            id: Construct id, part of the address; `design.id` is unique in a cluster.
            design: The workload.
            after: Objects that must exist before: its namespace and quota.
        """
        super().__init__(scope, id)
        after = [*after, *config_maps(self, design, after)]
        self.service = _service(self, design, after)
        self.resource = _resource(self, design, after)
        after_priority_classes(self.resource)
        disruption_budget(self, design, after)
        autoscaler(self, design, self.resource)
        ingress(self, design, self.service)


def _resource(scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]) -> TerraformResource:
    kind = KINDS[design.spec.kind]
    spec = kind.spec(design)
    kept = kind.lifecycle(design, spec)
    found = resource(
        scope,
        kind.id,
        kind.module,
        kind.name,
        metadata=_metadata(design),
        spec=spec,
        timeouts={"delete": design.delete_timeout} if kind.timeouts else None,
        lifecycle=lifecycle(kept),
        depends_on=list(after) or None,
        **kind.options,
    )
    if kept and kept.held:
        replace_on_change(scope, "pod-parts", kept.held, [found])
    return found


def _metadata(design: WorkloadDesign) -> dict[str, Any]:
    """The block `metadata` of the object; a bare pod is the pod itself, with its labels and annotations."""
    own = managed_metadata(design)
    if design.spec.kind != "pod":
        return own
    annotations = {"annotations": dict(design.spec.annotations)} if design.spec.annotations else {}
    return {**own, "labels": {**design.spec.labels, **own["labels"]}, **annotations}


def _service(
    scope: Construct, design: WorkloadDesign, after: Sequence[ITerraformDependable]
) -> TerraformResource | None:
    spec = service_spec(design)
    if spec is None:
        return None
    outside = design.serving.load_balancer
    found = resource(
        scope,
        "service",
        service_v1,
        "ServiceV1",
        metadata={**metadata(design), **({"annotations": dict(outside.annotations)} if outside else {})},
        spec=spec,
        wait_for_load_balancer=False if outside else None,
        depends_on=list(after) or None,
    )
    # `cluster_ip` is Optional and Computed: a deployment that was a stateful set would keep a Service without an
    # address, and Kubernetes refuses it a load balancer.
    replace_on_change(scope, "service-address", "none" if spec["cluster_ip"] else "virtual", [found])
    return found
