"""The spec of a workload's Service, as a dict in the provider's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.kubernetes.labels import labels

if TYPE_CHECKING:
    from eks_gpu.design import WorkloadDesign

# Their pods have names of their own in DNS, ports or not.
_HEADLESS = frozenset({"stateful_set", "training_job"})


def service_spec(design: WorkloadDesign) -> dict[str, Any] | None:
    """The Service for its ports or its pods; None if it needs neither."""
    given = [(one.name, one.port, one.target) for one in design.spec.service_ports]
    ports = [
        {"name": name or f"tcp-{port}", "port": port, "target_port": str(target), "protocol": "TCP"}
        for name, port, target in given or [(None, port, port) for port in design.spec.ports]
    ]
    headless = design.spec.kind in _HEADLESS
    if not ports and not headless:
        return None
    outside = design.serving.load_balancer
    return {
        "type": "LoadBalancer" if outside else "ClusterIP",
        "load_balancer_class": outside.load_balancer_class if outside else None,
        "load_balancer_source_ranges": list(outside.source_ranges) or None if outside else None,
        "cluster_ip": "None" if headless else None,
        "publish_not_ready_addresses": True if design.named_early else None,
        "selector": labels(design.name),
        "port": ports or None,
    }
