"""Dataclasses that are completed with their first object behave like those of `dataclasses`."""

from __future__ import annotations

import dataclasses
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu import on_first_use

if TYPE_CHECKING:
    from collections.abc import Callable

Decorator = Any  # Both decorators, whose overloads no common type describes.


@pytest.fixture(params=["ours", "ours, switched off", "the library's"])
def decorator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Decorator:
    monkeypatch.setattr(on_first_use, "EAGER", request.param != "ours")
    return dataclasses.dataclass if request.param == "the library's" else on_first_use.dataclass


def _classes(decorator: Decorator) -> tuple[Any, Any, Any]:
    @decorator(frozen=True)
    class Machine:
        name: str
        tags: list[str] = field(default_factory=list)

    @decorator(frozen=True, kw_only=True)
    class Gpu(Machine):
        memory: int = 16

        def __post_init__(self) -> None:
            if self.memory < 0:
                raise ValueError(self.memory)

    class Named(Gpu):
        """A subclass without the decorator."""

    return Machine, Gpu, Named


# Each is the first use of the classes, so each completes them in another way.
USES: dict[str, Callable[[Any, Any, Any], object]] = {
    "an object": lambda machine, _gpu, _named: repr(machine("a")),
    "an object of a subclass": lambda _machine, gpu, _named: repr(gpu("a", memory=3)),
    "an object of a subclass without the decorator": lambda _machine, _gpu, named: repr(named("a", memory=3)),
    "equality": lambda machine, gpu, named: (
        machine("a") == machine("a"),
        gpu("a") == machine("a"),
        named("a") == named("a"),
        named("a") == gpu("a"),
    ),
    "fields": lambda machine, gpu, _named: ([one.name for one in fields(gpu)], [one.name for one in fields(machine)]),
    "is it a dataclass": lambda machine, _gpu, named: (is_dataclass(machine), is_dataclass(named)),
    "a copy": lambda _machine, gpu, _named: repr(replace(gpu("a"), name="b")),
    "as a dictionary": lambda _machine, gpu, _named: dataclasses.asdict(gpu("a", ["x"])),
    "a hash": lambda _machine, gpu, _named: hash(gpu("a", ())) == hash(gpu("a", ())),
    "own defaults": lambda machine, _gpu, _named: machine("a").tags is machine("a").tags,
    "a default of the class": lambda _machine, gpu, _named: gpu.memory,
    "by position": lambda machine, _gpu, _named: machine.__match_args__ if machine("a") else None,
}


@pytest.mark.parametrize("use", USES)
def test_a_first_use_is_like_that_of_the_library(use: str, decorator: Decorator) -> None:
    given, expected = (USES[use](*_classes(one)) for one in (decorator, dataclasses.dataclass))

    assert str(given).replace("<locals>", "") == str(expected).replace("<locals>", "")


def test_objects_are_frozen(decorator: Decorator) -> None:
    machine = _classes(decorator)[0]("a")

    with pytest.raises(FrozenInstanceError):
        machine.name = "b"


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "size": 3}, {"name": "a", "memory": -1}])
def test_wrong_values_are_refused_alike(wrong: dict[str, object], decorator: Decorator) -> None:
    refusals = []
    for one in (decorator, dataclasses.dataclass):
        with pytest.raises((TypeError, ValueError)) as refused:
            _classes(one)[1](**wrong)
        refusals.append((refused.type, str(refused.value)))

    assert refusals[0] == refusals[1]


def test_a_constructor_of_the_class_stays(decorator: Decorator) -> None:
    @decorator
    class Odd:
        size: int

        def __init__(self) -> None:
            self.size = 3

    assert Odd().size == 3


def test_a_class_is_not_completed_before_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_first_use, "EAGER", False)
    machine, gpu, _ = _classes(on_first_use.dataclass)

    assert "__eq__" not in vars(machine)
    machine("a")
    assert "__eq__" in vars(machine)
    assert "__eq__" not in vars(gpu)


def test_threads_use_a_class_while_another_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first objects, the first text, wrong arguments and the object that makes the class a compiled one."""
    monkeypatch.setattr(on_first_use, "EAGER", False)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(40):
            machine, gpu, named = _classes(on_first_use.dataclass)
            with ThreadPoolExecutor(6) as pool:
                found = list(pool.map(partial(_use, machine, gpu, named), range(300)))
            assert set(found) == {(True, True, True)}
    finally:
        sys.setswitchinterval(interval)


def _use(machine: Any, gpu: Any, named: Any, number: int) -> tuple[bool, bool, bool]:
    one, other = machine(str(number), ()), machine(name=str(number), tags=())
    if number % 50 == 0:
        repr(one)
        with pytest.raises(TypeError, match="unexpected keyword"):
            machine(size=3)
    return one == other and hash(one) == hash(other), gpu("a").memory == 16, named("a", memory=3).memory == 3
