"""The folder `stacks/` of a checkout names what the package holds, and holds nothing itself."""

from __future__ import annotations

import ast
import importlib
import shutil
from pathlib import Path

import pytest

from eks_gpu.declaration import read

ROOT = Path(__file__).parents[2]
HOME = ROOT / "constructs" / "eks_gpu" / "stacks"


def test_it_holds_one_file_that_defines_nothing() -> None:
    files = [path.name for path in (ROOT / "stacks").iterdir() if path.suffix == ".py"]
    tree = ast.parse((ROOT / "stacks" / "__init__.py").read_text(encoding="utf-8"))

    assert files == ["__init__.py"]
    assert not [node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert "constructs/eks_gpu/stacks/" in (ast.get_docstring(tree) or "")


@pytest.mark.engine
def test_every_stack_of_a_cluster_is_named() -> None:
    stacks = importlib.import_module("stacks")
    app = importlib.import_module("eks_gpu.stacks.app")
    made = {name for name in vars(app) if name.endswith("Stack")}

    assert made == {"NetworkStack", "ClusterResourcesStack", "PlatformStack", "WorkloadsStack"}
    assert made <= set(stacks.__all__)
    for name in stacks.__all__:
        assert getattr(stacks, name).__module__.startswith("eks_gpu.stacks.")


@pytest.mark.engine
def test_the_engine_has_nothing_against_the_stacks(tmp_path: Path) -> None:
    """The app turns the engine's own checks off, because some of them start terraform."""
    if shutil.which("terraform") is None:
        pytest.skip("the engine asks terraform for its version")
    app = importlib.import_module("eks_gpu.stacks.app")
    designs = [read(path).design for path in sorted((ROOT / "clusters").glob("*.yaml"))]
    built = app.build([design for design in designs if design], str(tmp_path))
    stacks = [child for child in built.node.children if hasattr(child, "run_all_validations")]

    assert len(stacks) == sum(4 if design and design.network.is_created else 3 for design in designs)
    for stack in stacks:
        stack.run_all_validations()
