"""Terraform in a stack's folder: its answers as data, and an interruption that it can survive."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.verification.plans import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PLAN = "plan.out"
_NOTHING, _SOMETHING = 0, 2
_WITHOUT_REFRESH = ("-refresh=false",)
# Terraform reads the cache only for what a lock file knows already, unless it may write an incomplete lock file.
_CACHE_FIRST = {"TF_PLUGIN_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1"}


@dataclass(frozen=True)
class Trouble:
    """An error of Terraform or of the cluster; `address` is empty where it is about no resource."""

    address: str
    text: str

    def __str__(self) -> str:
        return f"{self.address}: {self.text}" if self.address else self.text


class TerraformError(Exception):
    """Terraform failed; `troubles` are its errors."""

    def __init__(self, command: str, troubles: list[Trouble]) -> None:
        """Keep the errors."""
        self.troubles = troubles
        super().__init__(f"terraform {command} failed: " + "; ".join(map(str, troubles)))


@dataclass(frozen=True)
class Terraform:
    """The terraform program and its environment."""

    binary: str
    environment: dict[str, str]

    def init(self, folder: Path) -> None:
        """Fetch the provider; the cache is shared by all folders."""
        code, output = self._run(folder, "init", "-input=false", "-no-color")
        if code != 0:
            raise TerraformError("init", [Trouble("", output.strip())])

    def plan(self, folder: Path, *, refresh: bool = True) -> list[Change]:
        """Plan, keep the plan in the folder, and return the changes."""
        options = () if refresh else _WITHOUT_REFRESH
        code, output = self._run(
            folder, "plan", "-json", "-input=false", "-detailed-exitcode", f"-out={PLAN}", *options
        )
        if code not in (_NOTHING, _SOMETHING):
            raise TerraformError("plan", troubles(output))
        code, shown = self._run(folder, "show", "-json", PLAN)
        if code != 0:
            raise TerraformError("show", [Trouble("", shown.strip())])
        return changes(json.loads(shown))

    def apply(self, folder: Path) -> None:
        """Apply the plan that was kept."""
        self._change(folder, "apply", "-json", "-input=false", PLAN)

    def destroy(self, folder: Path) -> None:
        """Delete everything in the state."""
        self._change(folder, "destroy", "-json", "-input=false", "-auto-approve")

    def left(self, folder: Path) -> list[str]:
        """Addresses in the state; none if nothing was ever applied."""
        if not (folder / "terraform.tfstate").exists():
            return []
        code, output = self._run(folder, "state", "list")
        return output.split() if code == 0 else [f"(terraform state list failed: {output.strip()})"]

    def _change(self, folder: Path, *arguments: str) -> None:
        code, output = self._run(folder, *arguments)
        if code != 0:
            raise TerraformError(arguments[0], troubles(output))

    def _run(self, folder: Path, *arguments: str) -> tuple[int, str]:
        """Run to the end, also when interrupted.

        Terraform runs in a session of its own, so that Ctrl-C reaches only this program. One interrupt lets Terraform
        finish what it is doing and write its state; to kill it would lose track of objects that exist.
        """
        process = subprocess.Popen(
            [self.binary, *arguments],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.communicate()
            raise
        return process.returncode, output


def environment(cache: Path) -> dict[str, str]:
    """This environment without settings that would change what Terraform does, and with a cache of providers."""
    cache.mkdir(parents=True, exist_ok=True)
    # TF_CLI_CONFIG_FILE says where providers come from; KUBE_… would be arguments of the Kubernetes provider.
    kept = {
        key: value
        for key, value in os.environ.items()
        if key == "TF_CLI_CONFIG_FILE" or not key.startswith(("TF_", "KUBE_", "AWS_"))
    }
    return kept | {
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_PLUGIN_CACHE_DIR": str(cache),
        **_CACHE_FIRST,
    }


def troubles(output: str) -> list[Trouble]:
    """The errors in what `-json` prints, a message a line; the end of the text where there is none."""
    found = [
        Trouble(diagnostic.get("address", ""), f"{diagnostic['summary']}. {diagnostic.get('detail', '')}".strip())
        for diagnostic in _diagnostics(output)
        if diagnostic.get("severity") == "error"
    ]
    return found or [Trouble("", output.strip()[-2000:])]


def _diagnostics(output: str) -> Iterable[dict[str, Any]]:
    for line in output.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict) and isinstance(message.get("diagnostic"), dict):
            yield message["diagnostic"]
