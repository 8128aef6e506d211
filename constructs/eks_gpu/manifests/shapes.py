"""Kinds without a pod template, rewritten into one as their operators do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import at, fields, iterated, mappings, number, text, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.manifests.reading.located import Value

# Frameworks that KServe's older form names instead of `model` (pkg/apis/serving/v1beta1/predictor.go).
_FRAMEWORKS = (
    *("model", "huggingface", "pytorch", "triton", "tensorflow", "sklearn", "xgboost", "onnx", "pmml", "lightgbm"),
    "paddle",
)


def rewritten(shape: str, content: Fields) -> Fields:
    """The content of an object of such a kind, in the form that the table of kinds describes."""
    return _SHAPES[shape](content) if shape in _SHAPES else content


def _copy(one: Fields, **changes: Value) -> Fields:
    """A mapping with some values exchanged; the places stay."""
    found = Fields(one.line, one.column)
    found.update(one)
    found.lines.update(one.lines)
    for key, value in changes.items():
        found.put(key, value, one.lines.get(key, one.line))
    return found


def _listed(line: int, *values: Value) -> Items:
    found = Items(line)
    for value in values:
        found.put(value, value.line if isinstance(value, Fields) else line)
    return found


def _kserve(content: Fields) -> Fields:
    """Predictor, transformer and explainer are pod specs with a model of their own, which becomes a container."""
    spec = fields(content, "spec")
    parts: dict[str, Value] = {}
    for name in ("predictor", "transformer", "explainer"):
        part = fields(spec, name)
        model = next((fields(part, key) for key in _FRAMEWORKS if fields(part, key)), None)
        containers = list(mappings(part, "containers"))
        if model is not None:
            containers.insert(0, _copy(model, name="kserve-container"))
        if part:
            parts[name] = _copy(part, spec=_copy(part, containers=_listed(part.line, *containers)))
    return _copy(content, spec=_copy(spec, **parts))


def _nim(content: Fields) -> Fields:
    """NVIDIA/k8s-nim-operator, nimservice_types.go: a Deployment with one container, and /dev/shm in memory."""
    spec = fields(content, "spec")
    image = fields(spec, "image")
    name = ":".join(filter(None, (text(image, "repository"), text(image, "tag"))))
    shm = Fields(spec.line)
    shm.update(name="dshm", emptyDir=_memory(spec.line))
    mount = Fields(spec.line)
    mount.update(name="dshm", mountPath="/dev/shm")  # noqa: S108 - a path in a container
    container = _copy(
        spec, name="nim", image=name, volumeMounts=_listed(spec.line, mount), resources=fields(spec, "resources")
    )
    pod = _copy(spec, containers=_listed(spec.line, container), volumes=_listed(spec.line, shm))
    scaled = fields(spec, "scale")
    most = number(scaled, "hpa.maxReplicas") if truth(scaled, "enabled") else None
    replicas = most if most is not None else number(spec, "replicas")
    # Over several nodes it is a LeaderWorkerSet, of as many pods as pipeline stages.
    nodes = number(spec, "multiNode.parallelism.pp") or number(spec, "multiNode.size") or 1
    return _copy(content, spec=_copy(spec, spec=pod, replicas=(1 if replicas is None else replicas) * nodes))


def _memory(line: int) -> Fields:
    found = Fields(line)
    found.update(medium="Memory")
    return found


def _argo(content: Fields) -> Fields:
    """Each template of a workflow is a pod: with one container, a script, or a set of containers."""
    base = fields(content, "spec.workflowSpec") if at(content, "spec.workflowSpec") else fields(content, "spec")
    found = Items(base.line)
    for _, _, template in iterated(base, "templates[]"):
        if not isinstance(template, Fields):
            continue
        own = [fields(template, key) for key in ("container", "script") if fields(template, key)]
        containers = [*(_copy(one, name="main") for one in own), *mappings(template, "containerSet.containers")]
        containers += mappings(template, "sidecars")
        around = {
            key: template.get(key, base.get(key))
            for key in ("nodeSelector", "tolerations", "affinity", "schedulerName")
        }
        volumes = _listed(template.line, *mappings(base, "volumes"), *mappings(template, "volumes"))
        pod = _copy(
            template, containers=_listed(template.line, *containers), volumes=volumes, restartPolicy="Never", **around
        )
        found.put(_copy(template, spec=pod), template.line)
    changed = _copy(base, templates=found)
    if at(content, "spec.workflowSpec"):
        return _copy(content, spec=_copy(fields(content, "spec"), workflowSpec=changed))
    return _copy(content, spec=changed)


def _slurm(content: Fields) -> Fields:
    """SlinkyProject/slurm-operator, nodeset_types.go: slurmd's own container stands next to the template."""
    spec = fields(content, "spec")
    template = fields(spec, "template")
    inner = fields(template, "spec") or template
    own = _copy(fields(spec, "slurmd"), name="slurmd") if fields(spec, "slurmd") else None
    containers = [*([own] if own is not None else []), *mappings(inner, "containers")]
    pod = _copy(inner, containers=_listed(spec.line, *containers))
    return _copy(content, spec=_copy(spec, template=_copy(template, spec=pod)))


_SHAPES: Mapping[str, Callable[[Fields], Fields]] = {"kserve": _kserve, "nim": _nim, "argo": _argo, "slurm": _slurm}
