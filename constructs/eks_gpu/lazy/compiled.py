"""Modules of the engine and the providers, compiled to what a run needs of them.

A module of the Kubernetes bindings has hundreds of classes, and most of the time of its import goes into evaluating
annotations that nobody reads: `typing.Union[…]` by the thousand. Compiled as if they began with
``from __future__ import annotations``, the modules do not; what jsii checks at run time, it evaluates when it checks.

`LEAN` leaves out those checks too, with the imports that only they need, and docstrings. They find an argument of the
wrong type at the moment a resource is made; the app's own constructs are checked by mypy and by tests that run with
them. An app that uses the library keeps them.
"""

from __future__ import annotations
import __future__

import contextlib
import importlib.util
import marshal
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu.whole_file import write_whole

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from types import CodeType, ModuleType


LEAN = "EKS_GPU_LEAN_BINDINGS"
# The number of this way to compile; a file of another one is not used.
_WAY = 2
# Names at the top of a module that only its checks need. Each module reads typeguard's metadata for its version.
_OF_CHECKS = {"typeguard", "_metadata_package_version", "TYPEGUARD_MAJOR_VERSION"}


def is_lean() -> bool:
    """Whether the app runs, and not somebody's own with our library."""
    return os.environ.get(LEAN) == "1"


class _Loader(SourceFileLoader):
    """Compiles in that way, and caches beside Python's own file, never in it: others may import the module too."""

    def get_code(self, fullname: str) -> CodeType | None:
        source = Path(self.get_filename(fullname))
        lean = is_lean()
        stamp = source.stat()
        key = importlib.util.MAGIC_NUMBER + marshal.dumps((_WAY, stamp.st_mtime_ns, stamp.st_size))
        name = "eks-gpu-lean.pyc" if lean else "eks-gpu.pyc"
        cache = Path(importlib.util.cache_from_source(str(source))).with_suffix(f".{name}")
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            held = cache.read_bytes()
            if held.startswith(key):
                code: CodeType = marshal.loads(held[len(key) :])  # noqa: S302 - as Python reads its own cache
                return code
        code = _compile(source, lean=lean)
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                write_whole(cache, key + marshal.dumps(code))
        return code


def _compile(source: Path, *, lean: bool) -> CodeType:
    # Most starts find every module compiled.
    import ast  # noqa: PLC0415

    tree = ast.parse(source.read_bytes(), str(source))
    if lean:
        tree.body = [statement for statement in tree.body if not _names(statement) & _OF_CHECKS]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node, clean=False):
                # A body must not be empty, unless it is a module's; and no statement may precede `from __future__`.
                rest = [] if isinstance(node, ast.Module) else [ast.copy_location(ast.Pass(), node.body[0])]
                node.body[:1] = rest
    flags = __future__.annotations.compiler_flag
    # At this level `if __debug__:`, behind which jsii's checks are, is left out.
    code: CodeType = compile(tree, str(source), "exec", flags, dont_inherit=True, optimize=1 if lean else -1)
    return code


def _names(statement: ast.stmt) -> set[str]:
    """The names that an import or an assignment at the top of a module makes."""
    imported = {alias.asname or alias.name for alias in getattr(statement, "names", ())}
    return imported | {target.id for target in getattr(statement, "targets", ()) if hasattr(target, "id")}


class Finder:
    """Finds the modules of some packages as Python does, and compiles them in our way."""

    def __init__(self, packages: Sequence[str]) -> None:
        """Stand for these packages alone."""
        self._packages = frozenset(packages)
        self._prefixes = tuple(f"{package}." for package in packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec with our loader; None for modules of other packages, and for what is no plain source."""
        if fullname not in self._packages and not fullname.startswith(self._prefixes):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return None
        spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def install(packages: Sequence[str]) -> None:
    """Compile the modules of these packages in that way from now on."""
    sys.meta_path.insert(0, Finder(packages))
