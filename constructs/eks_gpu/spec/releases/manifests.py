"""Manifests of other people: those that eks-gpu only judges, and those that it also applies.

An item of `manifests` is a path, whose objects are only judged, or a `ManifestsSpec`.
"""

from __future__ import annotations

from typing import Annotated, Any

from eks_gpu.models.words import Discriminator, Field, Tag
from eks_gpu.spec.model import DnsLabel, Many, SpecModel
from eks_gpu.spec.releases.charts import RelativePath, ReleaseName, ReleaseStack
from eks_gpu.spec.times import Duration


class ManifestsSpec(SpecModel):
    """Files of Kubernetes objects, under one name."""

    name: Annotated[
        ReleaseName,
        Field(
            description="Name of the Helm release that holds the objects, at most 40 characters. Changing it deletes the "
            "objects and creates them again."
        ),
    ]
    files: Annotated[
        Many[RelativePath],
        Field(
            min_length=1,
            max_length=100,
            description="YAML or JSON files with the objects, relative to the file that names them. `{{ … }}` and `${…}` "
            "in them are text. Never put secrets here: they would be readable in git and in the cluster's "
            "release records.",
        ),
    ]
    apply: Annotated[
        bool,
        Field(
            description="Whether eks-gpu creates the objects. `true` installs them as a Helm release, also kinds whose "
            "definitions do not exist at plan; `false` only judges them, and deletes those that were created "
            "with `true`."
        ),
    ]
    namespace: Annotated[
        DnsLabel,
        Field(
            description="Namespace of the release, and of objects that name none. The platform stack creates it, unless it "
            "is `default` or `kube-system`; a release of the workloads stack uses `default` or one of "
            "`namespaces`. Changing it deletes the objects and creates them again."
        ),
    ] = "default"
    stack: Annotated[
        ReleaseStack,
        Field(
            description="Stack that applies the objects: `workloads`, or `platform` for what workloads rely on. Changing it "
            "deletes the objects in one stack and creates them in the other."
        ),
    ] = "workloads"
    wait: Annotated[
        bool,
        Field(
            description="Whether Terraform waits until the pods of the objects are ready, and at their removal until the "
            "objects are gone. Write `false` if the pods wait for a GPU node for longer than `timeout`."
        ),
    ] = True
    timeout: Annotated[Duration, Field(description="Time that Helm waits for the objects.")] = "5m"


def _form(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    return "entry" if isinstance(value, dict | ManifestsSpec) else "path"


MANIFEST_FORMS = frozenset({"path", "entry"})
ManifestsItem = Annotated[
    Annotated[RelativePath, Tag("path")] | Annotated[ManifestsSpec, Tag("entry")], Discriminator(_form)
]
