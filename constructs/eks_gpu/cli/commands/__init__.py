"""The commands as they are typed, by purpose: one in each file, and those of monitoring together."""

from __future__ import annotations

import importlib
import keyword
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

SECTIONS: dict[str, tuple[str, ...]] = {
    "Start": ("init", "import", "instances", "schema"),
    "Check and synthesize": ("check", "rule", "explain", "show", "simulate", "report", "synth"),
    "Review and apply": ("review", "smoke"),
    "Operate": ("doctor", "alerts", "dashboard"),
    "Other": ("completion",),
}
_TOGETHER = {"alerts": "monitoring", "dashboard": "monitoring"}
# In the order of the help text.
NAMES = tuple(name for names in SECTIONS.values() for name in names)


def load(*names: str) -> typer.Typer:
    """The application with some commands, or with all.

    Args:
        names: Of commands; none for all of them.
    """
    from eks_gpu.cli.frame.app import app  # noqa: PLC0415 - loads typer, which the shortest command lines do without

    for name in names or NAMES:
        importlib.import_module(f"{__name__}.{module_of(name)}")
    return app


def module_of(name: str) -> str:
    """The module of a command; one whose name Python reserves ends in an underscore."""
    return _TOGETHER.get(name, f"{name}_" if keyword.iskeyword(name) else name)
