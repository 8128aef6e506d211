"""Where things may be imported, and that our folder `constructs` hides nobody's package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import constructs
import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "constructs" / "eks_gpu"
ENGINE = {"cdktf", "constructs", "cdktf_cdktf_provider_aws", "cdktf_cdktf_provider_kubernetes"}
# Each may import what stands before it, and nothing else.
ROOMS = (
    *("problem", "rules", "catalog", "spec", "cluster_files", "scheduling", "design"),
    *("simulation", "monitoring", "review", "checks", "changes", "ignored", "declaration"),
    *("hcl", "lazy", "bindings", "kubernetes", "aws", "report", "doctor", "cli"),
)
PURE = ("spec", "catalog", "design", "checks", "changes", "scheduling", "report", "cli", "simulation", "monitoring")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources() -> list[Path]:
    folders = (LIBRARY, ROOT / "stacks", ROOT / "examples")
    return [ROOT / "main.py", *(path for folder in folders for path in sorted(folder.rglob("*.py")))]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_is_imported_through_one_door(path: Path) -> None:
    if path == LIBRARY / "bindings.py":
        return
    assert not {name.split(".")[0] for name in imports(path)} & ENGINE


@pytest.mark.parametrize("room", PURE)
def test_rooms_left_of_the_constructs_know_no_engine(room: str) -> None:
    for path in (LIBRARY / room).rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith(("eks_gpu.bindings", "jsii", "eks_gpu.aws"))], (
            path
        )


def test_every_room_has_its_place() -> None:
    there = {path.stem for path in LIBRARY.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    assert there - {"__init__"} == set(ROOMS)


def rooms_used(room: str) -> set[str]:
    """Other rooms that one imports, for type checkers too."""
    files = [LIBRARY / f"{room}.py", *(LIBRARY / room).rglob("*.py")]
    names = {name for path in files if path.exists() for name in imports(path) if name.startswith("eks_gpu.")}
    return {name.split(".")[1] for name in names} - {room}


@pytest.mark.parametrize("room", ROOMS)
def test_data_flows_one_way(room: str) -> None:
    assert rooms_used(room) <= set(ROOMS[: ROOMS.index(room)])


def test_what_a_user_may_say_knows_no_facts() -> None:
    assert "catalog" not in rooms_used("spec")


def test_the_folder_constructs_is_no_package() -> None:
    """With an `__init__.py` it would hide PyPI's package from everything that runs in this folder."""
    assert not (ROOT / "constructs" / "__init__.py").exists()
    assert constructs.__file__ is not None
    assert "site-packages" in constructs.__file__


def test_types_and_run_time_know_the_same_provider_modules() -> None:
    """Every module named for type checkers exists in the installed provider packages."""
    tree = ast.parse((LIBRARY / "bindings.py").read_text(encoding="utf-8"))
    named = [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cdktf_cdktf_provider")
        for alias in node.names
    ]
    packages = Path(constructs.__file__ or "").parent.parent
    assert len(named) > 40
    assert [pair for pair in named if not (packages / pair[0] / pair[1] / "__init__.py").exists()] == []


def test_every_provider_module_in_use_is_known_to_type_checkers() -> None:
    known = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse((LIBRARY / "bindings.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    used = {
        name.removeprefix("eks_gpu.bindings.")
        for path in sources()
        for name in imports(path)
        if name.startswith("eks_gpu.bindings.")
    }
    assert used <= known
