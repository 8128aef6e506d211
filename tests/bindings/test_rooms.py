"""Where things may be imported, and that our folder `constructs` hides nobody's package."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from eks_gpu.engines import ENGINES

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "constructs" / "eks_gpu"
ENGINE = {"constructs", *(package for engine in ENGINES for package in engine.packages)}
# Each may import what stands before it, and nothing else.
ROOMS = (
    *(
        "on_first_use",
        "models",
        "printable",
        "plain_file",
        "whole_file",
        "json_stream",
        "problem",
        "engines",
        "guard",
        "rules",
        "catalog",
        "spec",
        "cluster_files",
        "scheduling",
        "design",
        "costs",
    ),
    *("simulation", "monitoring", "review", "checks", "manifests", "effects", "changes", "ignored", "hcl", "templates"),
    *("declaration", "starters", "lazy", "bindings", "triggers", "kubernetes", "aws", "stacks", "report", "page"),
    *("synthesis", "doctor", "imports", "rule_pages", "cli"),
)
PURE = (
    "spec",
    "catalog",
    "design",
    "costs",
    "checks",
    "effects",
    "changes",
    "scheduling",
    "report",
    "page",
    "cli",
    "starters",
    "synthesis",
    "simulation",
    "monitoring",
    "manifests",
    "imports",
)


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def constructs() -> Path:
    """Where that package is; to import it would start node."""
    spec = find_spec("constructs")
    assert spec
    assert spec.origin
    return Path(spec.origin)


def sources() -> list[Path]:
    folders = (LIBRARY, ROOT / "stacks", ROOT / "examples")
    return [ROOT / "main.py", *(path for folder in folders for path in sorted(folder.rglob("*.py")))]


@pytest.mark.slow
def test_the_engine_is_imported_through_one_door() -> None:
    importing = {path for path in sources() if {name.split(".")[0] for name in imports(path)} & ENGINE}

    assert importing == {LIBRARY / "bindings.py"}


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


# The folders and modules of a room in which they build on each other: each imports only what stands before it.
FLOORS = {
    "design": (
        *("access", "cluster", "network", "images", "storage", "sharing", "capacity", "nodes", "quotas"),
        *("platform", "autoscaling", "monitoring", "permissions", "placement"),
        *("exposure", "serving", "training", "workloads", "provisioning", "queueing", "charts"),
        *("assembly", "own_objects"),
    ),
    "aws": (
        *("moved", "permissions", "monitoring", "network", "storage", "platform", "capacity", "nodes"),
        *("provisioning", "cluster"),
    ),
    "kubernetes": (
        *("labels", "structs", "lifecycles", "lifecycle_blocks", "permissions", "storage", "serving", "workloads"),
        *("platform", "autoscaling", "monitoring", "charts"),
    ),
    "page": (
        *("markup", "words", "parts", "edits", "subject", "day", "posture", "drawing"),
        *("frame", "sections", "cluster", "fleet"),
    ),
    "imports": (
        *("imported", "scalars", "shapes", "carrying", "kinds", "own"),
        *("access", "zones", "settled", "writing", "result", "eksctl", "plans", "live"),
    ),
    "doctor": (
        *("signatures", "hidden", "unfolded", "answers", "refusals", "gathering", "stand_in"),
        *("situation", "finding", "findings", "report"),
    ),
}
# Of modules and of other files, more than a reader takes in at once; the folders of rules are lists, read by their ids.
CROWDED = 17


@pytest.mark.parametrize(("room", "floor"), [(room, floor) for room, floors in FLOORS.items() for floor in floors])
def test_subjects_of_a_room_build_on_each_other_in_one_direction(room: str, floor: str) -> None:
    files = [LIBRARY / room / f"{floor}.py", *(LIBRARY / room / floor).rglob("*.py")]
    start = f"eks_gpu.{room}."
    names = {name for path in files if path.exists() for name in imports(path) if name.startswith(start)}
    used = {name.removeprefix(start).split(".")[0] for name in names} - {floor}

    assert any(path.exists() for path in files)
    assert used <= set(FLOORS[room][: FLOORS[room].index(floor)])


@pytest.mark.parametrize("room", FLOORS)
def test_every_subject_has_its_place(room: str) -> None:
    there = {
        path.stem for path in (LIBRARY / room).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert there - {"__init__"} == set(FLOORS[room])


def test_no_folder_is_crowded() -> None:
    folders = [path for path in (LIBRARY, *LIBRARY.rglob("*")) if path.is_dir() and path.name != "__pycache__"]
    sizes = {folder: sum(path.is_file() for path in folder.iterdir()) for folder in folders}

    assert {folder: size for folder, size in sizes.items() if size > CROWDED} == {}


def test_what_a_user_may_say_knows_no_facts() -> None:
    assert "catalog" not in rooms_used("spec")


def test_the_folder_constructs_is_no_package() -> None:
    """With an `__init__.py` it would hide PyPI's package from everything that runs in this folder."""
    assert not (ROOT / "constructs" / "__init__.py").exists()
    assert "site-packages" in constructs().parts


def test_types_and_run_time_know_the_same_provider_modules() -> None:
    """Every module named for type checkers exists in the installed provider packages."""
    tree = ast.parse((LIBRARY / "bindings.py").read_text(encoding="utf-8"))
    named = [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cdktf_cdktf_provider")
        for alias in node.names
    ]
    packages = constructs().parents[1]
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
    settings = {"ADDRESSES_IN_NODE", "EAGER", "ENGINE"}
    assert used - settings <= known
