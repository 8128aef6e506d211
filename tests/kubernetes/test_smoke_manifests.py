"""The schemas accept the output of `eks-gpu smoke`, and Terraform would create the same workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import catalog
from eks_gpu.design import design_cluster
from eks_gpu.design.workloads.smoke import smoke_tests
from eks_gpu.design.workloads.workload import design_workloads
from eks_gpu.report.manifests import as_yaml, manifests
from eks_gpu.spec import ClusterSpec
from tests.kubernetes import manifests as independent
from tests.kubernetes.rules import objections, schema_error
from tests.specs import changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from eks_gpu.design import WorkloadDesign
    from tests.kubernetes.synthesis import Build, Resources

GROUP = {"name": "gpu", "instance_types": ["g5.12xlarge"], "zones": ["us-west-2a"], "max": 2}
CURLY = {"name": "curly", "kind": "job", "image": "registry.example/a:1", "command": ["sh", "-c", "echo ${HOME} %{x}"]}


@pytest.fixture(scope="module")
def workloads() -> tuple[WorkloadDesign, ...]:
    spec = ClusterSpec.model_validate(changed({"gpu_node_groups": [GROUP], "workloads": [CURLY]}))
    design = design_cluster(spec)
    tests = tuple(test.spec for test in smoke_tests(spec, design.gpu_groups) if test.spec)
    return design_workloads(spec.model_copy(update={"workloads": (*spec.workloads, *tests)}), design.nodes)


@pytest.mark.parametrize("minor", catalog.supported_minors())
def test_kubernetes_takes_them(workloads: tuple[WorkloadDesign, ...], minor: str) -> None:
    made = [found for workload in workloads for found in manifests(workload)]

    assert len(made) == 5
    assert [schema_error(found, minor) for found in made] == [None] * len(made)
    assert [objections(found) for found in made] == [[]] * len(made)


@pytest.mark.engine
def test_terraform_would_make_the_same(
    workloads: tuple[WorkloadDesign, ...], synthesize: Callable[[Build], Resources]
) -> None:
    # The engine takes a second to start, and the other tests here need none.
    from eks_gpu import Workload  # noqa: PLC0415

    def build(stack: Any) -> None:
        for workload in workloads:
            Workload(stack, workload.id, workload)

    expected = {independent.name_of(found): found for found in independent.manifests(synthesize(build))}
    printed = {independent.name_of(found): found for workload in workloads for found in manifests(workload)}
    assert printed == expected


def test_other_kinds_have_none() -> None:
    web = {"name": "web", "kind": "deployment", "image": "registry.example/web:1"}
    design = design_cluster(ClusterSpec.model_validate(changed({"workloads": [web]})))

    with pytest.raises(ValueError, match="web is a deployment"):
        manifests(design.workloads[0])


def test_lines_of_a_program_stay_lines() -> None:
    assert as_yaml([{"a": "x\ny\n"}]) == "---\na: |\n  x\n  y\n"
