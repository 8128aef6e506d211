"""TrainJob, which has no pod template: its runtime has one, if that is among the manifests.

kubeflow/trainer, pkg/apis/trainer/v1alpha1/trainjob_types.go and trainingruntime_types.go, and pkg/runtime/framework:
the runtime's JobSet makes the pods; in the job whose pods are the trainer, `trainer.numNodes` (else
`mlPolicy.numNodes`) is their number, and `trainer.resourcesPerNode` takes the place of the container's resources.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eks_gpu.manifests.context import space
from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import fields, labels, mappings, number, text
from eks_gpu.manifests.table import Kind, kind_of
from eks_gpu.manifests.templates import Template, known_templates
from eks_gpu.scheduling.demand import PodCount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.context import Context
    from eks_gpu.manifests.objects import Object

_STEP = "trainer.kubeflow.org/trainjob-ancestor-step"


def trainjob_templates(one: Object, kind: Kind, context: Context) -> Iterator[Template]:
    """The pods of a TrainJob."""
    trainer = fields(one.content, "spec.trainer")
    runtime = _runtime(one, context)
    if runtime is None:
        yield _of_trainer(one, kind, trainer)
        return
    nodes = number(trainer, "numNodes") or number(runtime.content, "spec.mlPolicy.numNodes") or 1
    jobs = kind_of("jobset.x-k8s.io", "JobSet")
    if jobs is None:
        return
    template = fields(runtime.content, "spec.template")
    trains = {
        text(job, "name")
        for job in mappings(template, "spec.replicatedJobs")
        if labels(job, "template.metadata.labels").get(_STEP) == "trainer"
    }
    for found in known_templates(one, jobs, template):
        role = replace(found, kind=kind, path=f"spec.template.{found.path}", runtime=runtime)
        # Other jobs of the runtime, such as one that loads the model, run before and end.
        yield _with_trainer(role, trainer, nodes) if found.role in trains or not trains else role


def _runtime(one: Object, context: Context) -> Object | None:
    name = text(one.content, "spec.runtimeRef.name")
    if text(one.content, "spec.runtimeRef.kind") == "TrainingRuntime":
        return context.find("TrainingRuntime", space(one), name)
    return context.find("ClusterTrainingRuntime", "", name)


def _with_trainer(found: Template, trainer: Fields, nodes: int) -> Template:
    resources = fields(trainer, "resourcesPerNode")
    spec = found.spec
    containers = mappings(spec, "containers")
    if resources:
        changed = Items(spec.line, spec.column)
        for index, container in enumerate(containers):
            own = Fields(container.line, container.column)
            own.update(container)
            if index == 0:
                own["resources"] = resources
            changed.put(own, container.line)
        copied = Fields(spec.line, spec.column)
        copied.update(spec)
        copied["containers"] = changed
        spec = copied
    return replace(found, spec=spec, count=PodCount(nodes, "gang", nodes, ends=True))


def _of_trainer(one: Object, kind: Kind, trainer: Fields) -> Template:
    """Pods of which only the trainer's own resources are known."""
    name = text(one.content, "spec.runtimeRef.name")
    container, spec, listed = Fields(trainer.line), Fields(trainer.line or one.line), Items(trainer.line)
    container.update(name="node", image=text(trainer, "image"), resources=fields(trainer, "resourcesPerNode"))
    listed.put(container, trainer.line)
    spec.update(containers=listed, restartPolicy="Never")
    nodes = number(trainer, "numNodes") or 1
    doubt = f"uses the runtime {name}, which is not among the manifests; its selectors and other pods are not known"
    count = PodCount(nodes, "gang", nodes, ends=True)
    return Template(one, "", "spec.trainer", Fields(one.line), spec, count, kind, (), (doubt,))
