"""Structs of the bindings, made from dicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eks_gpu.bindings import job_v1
from eks_gpu.kubernetes.structs import struct
from tests.kubernetes.synthesis import only

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kubernetes.synthesis import Build, Resources

pytestmark = pytest.mark.engine

CONTAINER = {"name": "main", "image": "registry.example/main:1", "image_pull_policy": "Always"}
SPEC = {"template": {"metadata": {"labels": {"free_key": "stays"}}, "spec": {"container": [CONTAINER]}}}


def test_dicts_become_the_structs_that_bear_their_names() -> None:
    made = struct(job_v1, "JobV1Spec", SPEC)

    assert type(made).__name__ == "JobV1Spec"
    assert type(made.template.spec.container[0]).__name__ == "JobV1SpecTemplateSpecContainer"  # type: ignore[attr-defined]
    assert made.template.metadata.labels == {"free_key": "stays"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "spec",
    [
        {"template": {"metadata": {}, "spec": {"container": [{**CONTAINER, "image_pull_polcy": "Always"}]}}},
        {"template": {"metadata": {}, "spec": {"containers": [CONTAINER]}}},
        {"template": {"metadata": {}}, "parallel": 2},
    ],
)
def test_a_wrong_key_is_refused(spec: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        struct(job_v1, "JobV1Spec", spec)


def test_plain_dicts_are_not_enough(synthesize: Callable[[Build], Resources]) -> None:
    """Should this fail, the engine has learnt to read dicts in lists, and `structs` can go."""
    resources = synthesize(lambda stack: job_v1.JobV1(stack, "job", metadata={"name": "x"}, spec=SPEC))

    (container,) = only(resources, "kubernetes_job_v1")["spec"]["template"]["spec"]["container"]
    assert "image_pull_policy" not in container
