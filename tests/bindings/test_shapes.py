"""Arguments take the shape that the installed class is annotated with."""

from __future__ import annotations

import os
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

from eks_gpu.lazy.shapes import fitted, takes

ROOT = Path(__file__).parents[2]


class Block:
    """A struct, which jsii marks like this."""

    __jsii_name_mapping__: typing.ClassVar = {"name": "name"}


BLOCK = Block()
OBJECT = 'typing.Union["Block", typing.Dict[builtins.str, typing.Any]]'
LIST = f'typing.Union["_engine.IResolvable", typing.Sequence[{OBJECT}]]'


def given(annotation: object, value: object) -> object:
    """The value that reaches a class with a field of that annotation."""

    class Resource:
        def __init__(self, scope: object, id: str, *, block: Any = None, other: str = "") -> None:
            self.got = (scope, id, block, other)

    Resource.__init__.__annotations__["block"] = annotation
    scope, name, block, other = fitted(Resource)(None, "a", block=value, other="b").got
    assert (scope, name, other) == (None, "a", "b")
    return block


@pytest.mark.parametrize("annotation", [LIST, f"typing.Optional[{LIST}]", f"{LIST} | None", f"list[{OBJECT}]"])
@pytest.mark.parametrize("value", [BLOCK, {"name": "a"}])
def test_an_object_becomes_a_list_where_the_class_wants_one(annotation: str, value: object) -> None:
    assert given(annotation, value) == [value]


@pytest.mark.parametrize("annotation", [OBJECT, f"typing.Optional[{OBJECT}]", f"None | {OBJECT}"])
@pytest.mark.parametrize("value", [BLOCK, {"name": "a"}])
def test_a_list_of_one_becomes_an_object_where_the_class_wants_one(annotation: str, value: object) -> None:
    assert given(annotation, [value]) is value


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (OBJECT, BLOCK),
        (OBJECT, {"name": "a"}),
        (LIST, [BLOCK]),
        (LIST, [BLOCK, BLOCK]),
        # Two blocks where the class wants one: it refuses them itself.
        (OBJECT, [BLOCK, BLOCK]),
        (f"typing.Union[{OBJECT}, typing.Sequence[{OBJECT}]]", BLOCK),
        (f"typing.Union[{OBJECT}, typing.Sequence[{OBJECT}]]", [BLOCK]),
        ("typing.Optional[typing.Mapping[builtins.str, builtins.str]]", {"app": "web"}),
        ("typing.Optional[typing.Sequence[builtins.str]]", ["a"]),
        ("builtins.str", "text"),
        (LIST, None),
    ],
)
def test_what_fits_is_left_alone(annotation: str, value: object) -> None:
    assert given(annotation, value) == value


def test_evaluated_annotations_are_read_too() -> None:
    """Bindings that Python compiles itself have objects where ours have text."""
    struct = typing.Union["Block", dict[str, typing.Any]]
    assert given(typing.Optional[typing.Sequence[struct]], BLOCK) == [BLOCK]  # noqa: UP045 - likewise
    assert given(typing.Optional[struct], [BLOCK]) is BLOCK  # noqa: UP045 - likewise


def test_a_class_is_fitted_once_and_keeps_its_fields() -> None:
    class Older:
        def __init__(self, *, name: str) -> None:
            self.name = name

    class Newer(Older):
        pass

    first = fitted(Older).__init__
    assert fitted(Older).__init__ is first
    assert takes(Older, "name")
    assert not takes(Older, "warm_pool_config")
    # It inherits what is fitted already.
    assert fitted(Newer).__init__ is first


# The next releases of the Kubernetes provider rewrite further kinds (3.5.0: bindings of roles), and others may follow.
CHANGED = """
import importlib
from eks_gpu.bindings import config_map_v1, eks_node_group

def changes_shape(stand_in, kind, field, struct):
    def record(self, scope, id, **fields):
        print(kind, field, [type(item).__name__ for item in fields[field]])
    record.__annotations__ = {field: f"typing.Sequence[typing.Union['{struct}', typing.Dict[str, typing.Any]]]"}
    getattr(importlib.import_module(stand_in.__name__), kind).__init__ = record

def make(kind, **fields):
    kind.__init__(object.__new__(kind), None, "a", **fields)

changes_shape(config_map_v1, "ConfigMapV1", "metadata", "ConfigMapV1Metadata")
changes_shape(eks_node_group, "EksNodeGroup", "scaling_config", "EksNodeGroupScalingConfig")
make(config_map_v1.ConfigMapV1, metadata=config_map_v1.ConfigMapV1Metadata(name="a"))
sizes = eks_node_group.EksNodeGroupScalingConfig(min_size=0, desired_size=0, max_size=1)
make(eks_node_group.EksNodeGroup, scaling_config=sizes)
"""


@pytest.mark.engine
def test_constructs_need_no_edit_where_a_class_changes_its_shape(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "constructs")}
    command = [sys.executable, "-W", "ignore", "-c", CHANGED]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "ConfigMapV1 metadata ['ConfigMapV1Metadata']",
        "EksNodeGroup scaling_config ['EksNodeGroupScalingConfig']",
    ]
