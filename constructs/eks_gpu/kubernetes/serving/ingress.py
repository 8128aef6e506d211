"""The Ingress of a workload, from which the AWS Load Balancer Controller makes an Application Load Balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.bindings import ingress_v1
from eks_gpu.design.exposure import INGRESS_CLASS
from eks_gpu.kubernetes.labels import metadata
from eks_gpu.kubernetes.structs import resource

if TYPE_CHECKING:
    from eks_gpu.bindings import Construct, TerraformResource
    from eks_gpu.design import WorkloadDesign


def ingress(scope: Construct, design: WorkloadDesign, service: TerraformResource | None) -> TerraformResource | None:
    """The Ingress; None if none is asked for.

    Terraform waits for its deletion, which ends when the controller has deleted the load balancer and taken its
    finalizer away (terraform-provider-kubernetes, `resourceKubernetesIngressV1Delete`): so the load balancer goes
    before the controller, its role and the VPC. Nothing waits for the creation: that could fail for a reason that only
    the object's events say, and would leave a tainted object.
    """
    outside = design.serving.ingress
    if outside is None or service is None:
        return None
    backend = {"service": {"name": design.name, "port": {"number": outside.port}}}
    path = {"path": outside.path, "path_type": "Prefix", "backend": backend}
    return resource(
        scope,
        "ingress",
        ingress_v1,
        "IngressV1",
        metadata={**metadata(design), "annotations": dict(outside.annotations)},
        spec={"ingress_class_name": INGRESS_CLASS, "rule": [{"host": outside.host, "http": {"path": [path]}}]},
        depends_on=[service],
    )
