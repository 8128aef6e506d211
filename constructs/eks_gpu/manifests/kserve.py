"""InferenceService, whose predictor gets its container and half of its pod from a serving runtime.

kserve/kserve: the runtime that a model names is looked for in its namespace and then in the cluster
(`pkg/controller/v1beta1/inferenceservice/utils/utils.go`, GetServingRuntime); without a name, one is chosen that
supports the model's format with `autoSelect` (`pkg/apis/serving/v1beta1/predictor_model.go`, GetSupportingRuntimes).
The container `kserve-container` and the pod of the runtime are merged with those of the predictor, which wins
(MergeRuntimeContainers, MergePodSpec).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.context import space
from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import fields, mappings, number, text, texts, truth
from eks_gpu.manifests.shapes import FRAMEWORKS, copied, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.objects import Object
    from eks_gpu.manifests.reading.located import Value

_CONTAINER = "kserve-container"
_POD = ("nodeSelector", "affinity", "tolerations", "volumes", "schedulerName", "imagePullSecrets", "resourceClaims")
# Frameworks that KServe gives this version of its protocol where the older form of a predictor names none.
_SECOND = frozenset({"huggingface", "onnx", "triton"})


def served(one: Object, context: Context) -> tuple[Fields, tuple[str, ...]]:
    """Content of an InferenceService whose predictor has what its runtime adds, and what is not known of that."""
    spec = fields(one.content, "spec")
    predictor = fields(spec, "predictor")
    framework = next((key for key in FRAMEWORKS if fields(predictor, key)), "")
    if not framework:
        return one.content, ()
    model = fields(predictor, framework)
    runtime = _runtime(one, framework, model, context)
    if runtime is None:
        return one.content, tuple(_doubts(model))
    merged = _with_runtime(predictor, framework, model, fields(runtime.content, "spec"))
    return copied(one.content, spec=copied(spec, predictor=merged)), ()


def _doubts(model: Fields) -> Iterator[str]:
    name, requests = text(model, "runtime"), fields(model, "resources")
    if name:
        yield f"uses the serving runtime {name}, which is not among the manifests; it may add requests and selectors"
    elif not {"cpu", "memory"} <= {*fields(requests, "requests"), *fields(requests, "limits")}:
        yield "uses a serving runtime that is not among the manifests; it may add requests and selectors"


def _runtime(one: Object, framework: str, model: Fields, context: Context) -> Object | None:
    if name := text(model, "runtime"):
        own = context.find("ServingRuntime", space(one), name)
        return own or context.find("ClusterServingRuntime", "", name)
    found = [
        runtime
        for (kind, namespace, _), runtime in context.objects.items()
        if (kind == "ServingRuntime" and namespace == space(one)) or kind == "ClusterServingRuntime"
    ]
    fitting = [runtime for runtime in found if _supports(runtime.content, framework, model)]
    order = sorted(fitting, key=lambda runtime: _rank(runtime, framework, model))
    return order[0] if order else None


def _format(framework: str, model: Fields) -> str:
    return text(model, "modelFormat.name") if framework == "model" else framework


def _supports(content: Fields, framework: str, model: Fields) -> bool:
    spec, version = fields(content, "spec"), text(model, "modelFormat.version")
    wanted = text(model, "protocolVersion") or ("v2" if framework in _SECOND else "v1")
    if text(model, "modelFormat.name") == "triton":
        wanted = text(model, "protocolVersion") or "v2"
    protocols = texts(spec, "protocolVersions")
    if truth(spec, "disabled") or truth(spec, "multiModel") or (protocols and wanted not in protocols):
        return False
    return any(
        text(known, "name") == _format(framework, model)
        and truth(known, "autoSelect")
        and (not version or text(known, "version") == version)
        for known in mappings(spec, "supportedModelFormats")
    )


def _rank(runtime: Object, framework: str, model: Fields) -> tuple[bool, int, str]:
    """The namespace's own come first, then those with the highest priority for the format, then by name."""
    formats = mappings(runtime.content, "spec.supportedModelFormats")
    priorities = [number(one, "priority") for one in formats if text(one, "name") == _format(framework, model)]
    return runtime.kind != "ServingRuntime", -max((one or 0 for one in priorities), default=0), runtime.name


def _with_runtime(predictor: Fields, framework: str, model: Fields, runtime: Fields) -> Fields:
    """The predictor with the runtime's parts, which stand at the model's line."""
    line = model.line
    added = {key: _moved(runtime[key], line) for key in _POD if runtime.get(key) is not None}
    pod = _merged(_of(added, line), predictor)
    own: list[Value] = []
    for container in mappings(runtime, "containers"):
        moved = _moved(container, line)
        is_model = isinstance(moved, Fields) and text(moved, "name") == _CONTAINER
        own.append(_merged(moved, model) if is_model and isinstance(moved, Fields) else moved)
    first = next((one for one in own if isinstance(one, Fields) and text(one, "name") == _CONTAINER), model)
    others = [one for one in own if one is not first]
    # The predictor's own containers, such as a collocated transformer, run next to these.
    changes: dict[str, Value] = {
        framework: first,
        "containers": listed(line, *others, *mappings(predictor, "containers")),
    }
    return copied(pod, **changes)


def _merged(below: Fields, above: Fields) -> Fields:
    """A strategic merge as far as pods are concerned: mappings key by key, volumes by their name."""
    found = copied(above)
    for key, value in below.items():
        other = above.get(key)
        if other is None:
            found.put(key, value, below.lines.get(key, below.line))
        elif isinstance(value, Fields) and isinstance(other, Fields):
            found.put(key, _merged(value, other), above.lines.get(key, above.line))
        elif key in {"volumes", "volumeMounts", "env"} and isinstance(value, Items) and isinstance(other, Items):
            names = {text(item, "name") for item in mappings(other)}
            kept = [item for item in mappings(value) if text(item, "name") not in names]
            found.put(key, listed(other.line, *kept, *other), other.line)
    return found


def _of(values: dict[str, Value], line: int) -> Fields:
    found = Fields(line)
    for key, value in values.items():
        found.put(key, value, line)
    return found


def _moved(value: Value, line: int) -> Value:
    """A copy whose parts all stand at a line of the InferenceService, which findings point to."""
    if isinstance(value, Fields):
        return _of({key: _moved(item, line) for key, item in value.items()}, line)
    if isinstance(value, Items):
        return listed(line, *(_moved(item, line) for item in value))
    return value
