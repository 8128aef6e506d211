"""Stacks of the second engine, from its own virtual environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.synthesized import ROOT, Synthesized
from tests.terraform.runner import missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HOME = ROOT / ".venv-cdktn"
PYTHON = HOME / "bin" / "python"
_SYNTHESIS = """
import json, sys
from pathlib import Path
from tests.synthesized import synthesize
for folder, files in json.loads(sys.argv[1]).items():
    synthesize([Path(file) for file in files], Path(folder))
"""


def run(*arguments: str, **settings: str) -> str:
    """The output of the second engine's Python; without it the test is skipped, but on CI it fails."""
    if not PYTHON.exists():
        missing("the second engine is not installed; `make .setup/cdktn` installs it")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CDKTF", "EKS_GPU", "NODE_OPTIONS"))}
    # The node that the first engine's environment has put there.
    kept.pop("JSII_NODE", None)
    environment = kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'constructs'}"} | settings
    command = [str(PYTHON), "-W", "ignore", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def synthesize(sets: Mapping[Path, Iterable[Path]]) -> dict[Path, Synthesized]:
    """Synthesize sets of cluster files, each into its folder, in one process, with bindings as lean as the app's."""
    names = {str(folder): [str(file) for file in files] for folder, files in sets.items()}
    run("-c", _SYNTHESIS, json.dumps(names), EKS_GPU_LEAN_BINDINGS="1")
    return {folder: Synthesized(folder) for folder in sets}
