"""Kinds without a pod template, rewritten into one as their operators do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import at, fields, iterated, labels, mappings, number, text, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eks_gpu.manifests.reading.located import Value

# Frameworks that KServe's older form names instead of `model` (pkg/apis/serving/v1beta1/predictor.go).
FRAMEWORKS = (
    *("model", "huggingface", "pytorch", "triton", "tensorflow", "sklearn", "xgboost", "onnx", "pmml", "lightgbm"),
    "paddle",
)
_COUNT = re.compile(r"[0-9]{1,6}")
# Annotations of Knative, in both spellings.
_SCALES = {
    f"{bound}Scale": (f"autoscaling.knative.dev/{bound}-scale", f"autoscaling.knative.dev/{bound}Scale")
    for bound in ("min", "max")
}
_SHM, _GPU = "/dev/shm", "nvidia.com/gpu"  # noqa: S108 - a path in a container


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
    container = copied(spec, name="nim", image=name, resources=fields(spec, "resources"))
    pod = _with_shm(copied(spec, containers=listed(spec.line, container)), 0)
    scaled = fields(spec, "scale")
    most = number(scaled, "hpa.maxReplicas") if truth(scaled, "enabled") else None
    replicas = most if most is not None else number(spec, "replicas")
    # Over several nodes it is a LeaderWorkerSet, of as many pods as pipeline stages.
    nodes = number(spec, "multiNode.parallelism.pp") or number(spec, "multiNode.size") or 1
    return copied(content, spec=copied(spec, spec=pod, replicas=(1 if replicas is None else replicas) * nodes))


def _with_shm(pod: Fields, index: int) -> Fields:
    """A pod of which a container has /dev/shm in memory, where it mounts nothing there itself."""
    containers = mappings(pod, "containers")
    if not -len(containers) <= index < len(containers):
        return pod
    own, line = containers[index], containers[index].line
    mounts = mappings(own, "volumeMounts")
    if any(text(mount, "mountPath").rstrip("/") == _SHM for mount in mounts):
        return pod
    memory, volume, mount = Fields(line), Fields(line), Fields(line)
    memory.update(medium="Memory")
    volume.update(name="dshm", emptyDir=memory)
    mount.update(name="dshm", mountPath=_SHM)
    changed = [one if one is not own else copied(own, volumeMounts=listed(line, *mounts, mount)) for one in containers]
    volumes = listed(pod.line, *mappings(pod, "volumes"), volume)
    return copied(pod, containers=listed(pod.line, *changed), volumes=volumes)


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
    """KubeRay gives Ray's container, the first one, /dev/shm in memory; with Ray's autoscaler the head has another."""
    spec = fields(content, "spec")
    for path in ("rayClusterSpec", "rayClusterConfig"):
        if fields(spec, path):
            return copied(content, spec=copied(spec, **{path: _cluster(fields(spec, path))}))
    job = fields(spec, "jobTemplate")
    if fields(job, "rayClusterSpec"):
        changed = copied(job, rayClusterSpec=_cluster(fields(job, "rayClusterSpec")))
        return copied(content, spec=copied(spec, jobTemplate=changed))
    return copied(content, spec=_cluster(spec))


def _cluster(cluster: Fields) -> Fields:
    groups = listed(cluster.line, *(_ray_group(one) for one in mappings(cluster, "workerGroupSpecs")))
    head = _ray_group(fields(cluster, "headGroupSpec"))
    template = fields(head, "template")
    pod = fields(template, "spec")
    if truth(cluster, "enableInTreeAutoscaling") and mappings(pod, "containers"):
        containers = listed(pod.line, *mappings(pod, "containers"), _ray_autoscaler(cluster, pod))
        head = copied(head, template=copied(template, spec=copied(pod, containers=containers)))
    changes: dict[str, Value] = {"headGroupSpec": head} if head else {}
    return copied(cluster, **changes, **({"workerGroupSpecs": groups} if groups else {}))


def _ray_group(group: Fields) -> Fields:
    template = fields(group, "template")
    if "plasma-directory" in fields(group, "rayStartParams") or not fields(template, "spec"):
        return group
    return copied(group, template=copied(template, spec=_with_shm(fields(template, "spec"), 0)))


def _ray_autoscaler(cluster: Fields, pod: Fields) -> Fields:
    line = cluster.lines.get("enableInTreeAutoscaling", cluster.line)
    options = fields(cluster, "autoscalerOptions")
    amounts, resources, container = Fields(line), Fields(line), Fields(line)
    amounts.update(_RAY_AUTOSCALER)
    resources.update(requests=amounts, limits=amounts)
    image = text(options, "image") or text(mappings(pod, "containers")[0], "image")
    container.update(name="autoscaler", image=image, resources=fields(options, "resources") or resources)
    return container


def _llm(content: Fields) -> Fields:
    """kserve/kserve, config/llmisvcconfig: the templates of KServe give the container `main` /dev/shm in memory."""
    spec = fields(content, "spec")
    prefill = fields(spec, "prefill")
    changes: dict[str, Value] = {}
    if fields(spec, "template"):
        changes["template"] = _main_with_shm(fields(spec, "template"))
    if fields(prefill, "template"):
        changes["prefill"] = copied(prefill, template=_main_with_shm(fields(prefill, "template")))
    return copied(content, spec=copied(spec, **changes))


def _main_with_shm(pod: Fields) -> Fields:
    names = [text(one, "name") for one in mappings(pod, "containers")]
    return _with_shm(pod, names.index("main")) if "main" in names else pod


def _production_stack(content: Fields) -> Fields:
    """vllm-project/production-stack, operator/internal/controller/vllmruntime_controller.go.

    A Deployment of vLLM, with a sidecar of 500m and 128Mi where it says nothing else.
    """
    spec = fields(content, "spec")
    deployment = fields(spec, "deploymentConfig")
    server = copied(deployment, name="vllm", resources=_both(fields(deployment, "resources")))
    sidecar = fields(deployment, "sidecarConfig")
    given = {"cpu": "0.5", "memory": "128Mi", **fields(sidecar, "resources")}
    resources = Fields(sidecar.line)
    resources.update(given)
    beside = [copied(sidecar, name="sidecar", resources=_both(resources))] if truth(sidecar, "enabled") else []
    image = fields(deployment, "image")
    name = "/".join(filter(None, (text(image, "registry"), text(image, "name"))))
    pod = copied(deployment, containers=listed(deployment.line, copied(server, image=name), *beside))
    if "shmSize" in deployment or "shmSize" in fields(spec, "vllmConfig"):
        pod = _with_shm(pod, 0)
    return copied(content, spec=copied(spec, deploymentConfig=copied(deployment, spec=pod)))


def _both(amounts: Fields) -> Fields:
    """Requests and limits of the same amounts, with GPUs under the name of their type."""
    kept = Fields(amounts.line)
    for key in ("cpu", "memory"):
        if text(amounts, key):
            kept.put(key, amounts[key], amounts.lines.get(key, amounts.line))
    if text(amounts, "gpu"):
        kept.put(text(amounts, "gpuType") or _GPU, amounts["gpu"], amounts.lines.get("gpu", amounts.line))
    found = Fields(amounts.line)
    found.update(requests=kept, limits=kept)
    return found


def _disaggregated(content: Fields) -> Fields:
    """kubernetes-sigs/lws, api/disaggregatedset/v1: a LeaderWorkerSet for each role, and all of them for each slice."""
    spec = fields(content, "spec")
    slices = number(spec, "slices")
    roles = Items(spec.line)
    for role in mappings(spec, "roles"):
        inner = fields(role, "spec")
        replicas = number(inner, "replicas")
        count = (1 if replicas is None else replicas) * (1 if slices is None else slices)
        group = copied(fields(inner, "leaderWorkerTemplate"), replicas=count, name=text(role, "name"))
        roles.put(copied(role, spec=copied(inner, leaderWorkerTemplate=group)), role.line)
    return copied(content, spec=copied(spec, roles=roles))


def _knative(content: Fields) -> Fields:
    """knative/serving, pkg/apis/autoscaling/register.go: bounds are annotations, and 0 means none for the most."""
    spec = fields(content, "spec")
    found = labels(fields(spec, "template"), "metadata.annotations")
    known = {
        name: next((found[key] for key in keys if _COUNT.fullmatch(found.get(key, ""))), "0")
        for name, keys in _SCALES.items()
    }
    bounds: dict[str, Value] = {name: int(value) for name, value in known.items()}
    return copied(content, spec=copied(spec, **bounds))


_SHAPES: Mapping[str, Callable[[Fields], Fields]] = {
    "knative": _knative,
    "kserve": _kserve,
    "nim": _nim,
    "argo": _argo,
    "slurm": _slurm,
    "ray": _ray,
    "llm": _llm,
    "production-stack": _production_stack,
    "disaggregated": _disaggregated,
}
