"""Kinds without a pod template, rewritten into one as their operators do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import at, fields, iterated, mappings, number, text, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.manifests.reading.located import Value

# Frameworks that KServe's older form names instead of `model` (pkg/apis/serving/v1beta1/predictor.go).
FRAMEWORKS = (
    *("model", "huggingface", "pytorch", "triton", "tensorflow", "sklearn", "xgboost", "onnx", "pmml", "lightgbm"),
    "paddle",
)


def rewritten(shape: str, content: Fields) -> Fields:
    """The content of an object of such a kind, in the form that the table of kinds describes."""
    return _SHAPES[shape](content) if shape in _SHAPES else content


def copied(one: Fields, **changes: Value) -> Fields:
    """A mapping with some values exchanged; the places stay."""
    found = Fields(one.line, one.column)
    found.update(one)
    found.lines.update(one.lines)
    for key, value in changes.items():
        found.put(key, value, one.lines.get(key, one.line))
    return found


def listed(line: int, *values: Value) -> Items:
    """A list of values that stand at a line, or at their own."""
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
        model = next((fields(part, key) for key in FRAMEWORKS if fields(part, key)), None)
        containers = list(mappings(part, "containers"))
        if model is not None:
            containers.insert(0, copied(model, name="kserve-container"))
        if part:
            parts[name] = copied(part, spec=copied(part, containers=listed(part.line, *containers)))
    return copied(content, spec=copied(spec, **parts))


def _nim(content: Fields) -> Fields:
    """NVIDIA/k8s-nim-operator, nimservice_types.go: a Deployment with one container, and /dev/shm in memory."""
    spec = fields(content, "spec")
    image = fields(spec, "image")
    name = ":".join(filter(None, (text(image, "repository"), text(image, "tag"))))
    shm = Fields(spec.line)
    shm.update(name="dshm", emptyDir=_memory(spec.line))
    mount = Fields(spec.line)
    mount.update(name="dshm", mountPath="/dev/shm")  # noqa: S108 - a path in a container
    container = copied(
        spec, name="nim", image=name, volumeMounts=listed(spec.line, mount), resources=fields(spec, "resources")
    )
    pod = copied(spec, containers=listed(spec.line, container), volumes=listed(spec.line, shm))
    scaled = fields(spec, "scale")
    most = number(scaled, "hpa.maxReplicas") if truth(scaled, "enabled") else None
    replicas = most if most is not None else number(spec, "replicas")
    # Over several nodes it is a LeaderWorkerSet, of as many pods as pipeline stages.
    nodes = number(spec, "multiNode.parallelism.pp") or number(spec, "multiNode.size") or 1
    return copied(content, spec=copied(spec, spec=pod, replicas=(1 if replicas is None else replicas) * nodes))


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
        containers = [*(copied(one, name="main") for one in own), *mappings(template, "containerSet.containers")]
        containers += mappings(template, "sidecars")
        around = {
            key: template.get(key, base.get(key))
            for key in ("nodeSelector", "tolerations", "affinity", "schedulerName")
        }
        volumes = listed(template.line, *mappings(base, "volumes"), *mappings(template, "volumes"))
        pod = copied(
            template, containers=listed(template.line, *containers), volumes=volumes, restartPolicy="Never", **around
        )
        found.put(copied(template, spec=pod), template.line)
    changed = copied(base, templates=found)
    if at(content, "spec.workflowSpec"):
        return copied(content, spec=copied(fields(content, "spec"), workflowSpec=changed))
    return copied(content, spec=changed)


def _slurm(content: Fields) -> Fields:
    """SlinkyProject/slurm-operator, nodeset_types.go: slurmd's own container stands next to the template."""
    spec = fields(content, "spec")
    template = fields(spec, "template")
    inner = fields(template, "spec") or template
    own = copied(fields(spec, "slurmd"), name="slurmd") if fields(spec, "slurmd") else None
    containers = [*([own] if own is not None else []), *mappings(inner, "containers")]
    pod = copied(inner, containers=listed(spec.line, *containers))
    return copied(content, spec=copied(spec, template=copied(template, spec=pod)))


# KubeRay gives the autoscaler these in the head's pod (ray-operator/controllers/ray/common/pod.go,
# BuildAutoscalerContainer); `autoscalerOptions.resources` takes their place.
_RAY_AUTOSCALER = {"cpu": "500m", "memory": "512Mi"}


def _ray(content: Fields) -> Fields:
    """With Ray's own autoscaler, the head's pod has another container, the last one."""
    spec = fields(content, "spec")
    for key in ("rayClusterSpec", "rayClusterConfig"):
        if fields(spec, key):
            return copied(content, spec=copied(spec, **{key: _with_autoscaler(fields(spec, key))}))
    return copied(content, spec=_with_autoscaler(spec))


def _with_autoscaler(cluster: Fields) -> Fields:
    head = fields(cluster, "headGroupSpec")
    template = fields(head, "template")
    pod = fields(template, "spec")
    if not truth(cluster, "enableInTreeAutoscaling") or not mappings(pod, "containers"):
        return cluster
    line = cluster.lines.get("enableInTreeAutoscaling", cluster.line)
    options = fields(cluster, "autoscalerOptions")
    amounts, resources, container = Fields(line), Fields(line), Fields(line)
    amounts.update(_RAY_AUTOSCALER)
    resources.update(requests=amounts, limits=amounts)
    image = text(options, "image") or text(mappings(pod, "containers")[0], "image")
    given = fields(options, "resources") or resources
    container.update(name="autoscaler", image=image, resources=given)
    changed = copied(pod, containers=listed(pod.line, *mappings(pod, "containers"), container))
    return copied(cluster, headGroupSpec=copied(head, template=copied(template, spec=changed)))


_SHAPES: Mapping[str, Callable[[Fields], Fields]] = {
    "kserve": _kserve,
    "nim": _nim,
    "argo": _argo,
    "slurm": _slurm,
    "ray": _ray,
}
