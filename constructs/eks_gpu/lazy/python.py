"""Provider packages whose `__init__` is not run: their modules are imported one by one, when they are needed."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from eks_gpu.lazy.shapes import fitted

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyModule(ModuleType):
    """A module that is imported at the first look at one of its members; its classes take arguments in either shape."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        """Import the real module and answer from it."""
        if name.startswith("__"):
            raise AttributeError(name)
        member = getattr(importlib.import_module(self.__name__), name)
        return fitted(member) if isinstance(member, type) else member


class _Package(ModuleType):
    """Stands in for a package's `__init__`: `package.part` imports that part."""

    def __getattr__(self, name: str) -> ModuleType:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return importlib.import_module(f"{self.__name__}.{name}")
        except ModuleNotFoundError as error:
            raise AttributeError(name) from error


def install(package: str, assembly: str) -> None:
    """Put the stand-in for a provider package in place, unless the package is loaded already.

    Args:
        package: Python package, such as ``cdktf_cdktf_provider_aws`` or ``cdktn_provider_aws``.
        assembly: Its jsii assembly, such as ``@cdktf/provider-aws``.
    """
    if package in sys.modules:
        return
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        return
    folders = list(spec.submodule_search_locations)
    stand_in = _Package(package)
    stand_in.__path__ = folders
    stand_in.__spec__ = spec
    sys.modules[package] = stand_in
    _tell_jsii(package, assembly, Path(folders[0]))


def modules_of(package: str) -> Path | None:
    """The folder of a provider package, without importing it."""
    loaded = sys.modules.get(package)
    folders = loaded.__path__ if loaded else None
    if folders is None:
        spec = importlib.util.find_spec(package)
        folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders))) if folders else None


def requests(packages: Mapping[str, str]) -> list[dict[str, str]]:
    """The requests with which jsii loads packages into node.

    Args:
        packages: Assemblies of jsii by Python package, each after those that it needs.
    """
    found = []
    for package, assembly in packages.items():
        folder = modules_of(package)
        for file in (folder / "_jsii").glob("*.jsii.tgz") if folder else ():
            version = file.name.removesuffix(".jsii.tgz").rpartition("@")[2]
            found.append({"api": "load", "name": assembly, "version": version, "tarball": str(file)})
    return found


def _tell_jsii(package: str, assembly: str, folder: Path) -> None:
    """Let jsii find the Python module of a type that comes back from node before anyone imported it.

    The map is private to jsii; without it only such a type would fail, and no provider type refers to another module's.
    """
    try:
        from jsii._reference_map import _submodule_fqn_map  # noqa: PLC0415 - private, may be gone
    except ImportError:
        return
    # Every name in the folder, whatever it is: to look at each of 2,300 would take longer than to import what is used.
    for part in os.listdir(folder):  # noqa: PTH208 - a Path for each would take ten times as long
        _submodule_fqn_map[f"{assembly}.{camel_case(part)}"] = f"{package}.{part}"


def camel_case(name: str) -> str:
    """A folder's name as jsii writes it in the names of types."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
