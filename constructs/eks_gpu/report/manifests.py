"""Workloads as Kubernetes knows them, for `kubectl apply`.

The specs are made once, in the spelling of Terraform's provider (`eks_gpu.kubernetes`): blocks in the singular, numbers
as text here and there. This module converts them to Kubernetes manifests.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from eks_gpu.kubernetes.labels import metadata
from eks_gpu.kubernetes.serving.service_spec import service_spec
from eks_gpu.kubernetes.workloads.job_spec import job_spec, training_job_spec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eks_gpu.design import WorkloadDesign

Manifest = dict[str, Any]
_PLURALS = {
    "container": "containers",
    "match_expressions": "matchExpressions",
    "node_selector_term": "nodeSelectorTerms",
    "on_pod_condition": "onPodConditions",
    "port": "ports",
    "rule": "rules",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_mount": "volumeMounts",
}
_RENAMED = {"cluster_ip": "clusterIP"}
# Maps whose keys are the user's or Kubernetes' own, and no names of fields.
_MAPS = frozenset({"annotations", "labels", "limits", "match_labels", "node_selector", "requests", "selector"})


def manifests(design: WorkloadDesign) -> list[Manifest]:
    """The objects of a job or training job, in the order in which they are made.

    Raises:
        ValueError: It is of another kind.
    """
    kinds = {"job": job_spec, "training_job": training_job_spec}
    if design.spec.kind not in kinds:
        msg = f"{design.name} is a {design.spec.kind}; manifests exist only for {' and '.join(kinds)}"
        raise ValueError(msg)
    service = service_spec(design)
    services = [_object("v1", "Service", design, service)] if service else []
    return [*services, _object("batch/v1", "Job", design, kinds[design.spec.kind](design))]


def as_yaml(documents: Iterable[object]) -> str:
    """Documents of one YAML stream; a text of several lines stays one to read."""
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.explicit_start = True
    stream = StringIO()
    yaml.dump_all([_readable(document) for document in documents], stream)
    return stream.getvalue()


def _object(version: str, kind: str, design: WorkloadDesign, spec: dict[str, Any]) -> Manifest:
    return {"apiVersion": version, "kind": kind, "metadata": metadata(design), "spec": _fields(spec)}


def _fields(block: dict[str, Any]) -> dict[str, Any]:
    return dict(_field(key, value) for key, value in block.items() if value is not None)


def _field(key: str, value: object) -> tuple[str, object]:
    name = _RENAMED.get(key, _camel_case(key))
    if isinstance(value, dict):
        return name, value if key in _MAPS else _fields(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _PLURALS.get(key, name), [_fields(item) for item in value]
    return name, value


def _camel_case(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _readable(value: object) -> object:
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value
