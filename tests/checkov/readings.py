"""Stacks in the two forms that checkov reads, and what it says of them.

Neither reading has all of its checks: documents inside of policies are only seen in a plan, and a plan holds no data
sources. Given the wrong form checkov reads nothing and says that all is well.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.terraform.provider import attached
from tests.terraform.runner import missing, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.synthesized import Synthesized
    from tests.terraform.runner import Document, Terraform

ROOT = Path(__file__).parents[2]
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
FRAMEWORKS = AS_JSON, AS_PLAN = "terraform_json", "terraform_plan"

# The provider asks AWS nothing when it is told who it is; nothing in these stacks is read from AWS at plan.
_NOBODY: Document = {
    "provider": {
        "aws": [
            {
                "access_key": "nobody",
                "secret_key": "nothing",
                "skip_credentials_validation": True,
                "skip_region_validation": True,
                "skip_requesting_account_id": True,
                "skip_metadata_api_check": "true",
            }
        ]
    }
}


@dataclass(frozen=True, order=True)
class Finding:
    """A check that a resource fails; one reading knows a resource's type, the other only its name."""

    check: str
    resource: str
    stack: str
    title: str


@dataclass(frozen=True)
class Reading:
    """What checkov says of all stacks in one form."""

    passed: int
    unread: int
    findings: tuple[Finding, ...]


def write_as_json(documents: Mapping[str, Document], folder: Path) -> None:
    """Stacks as synthesized."""
    for name, document in documents.items():
        # checkov 3.3 knows only blocks in here, and gives up a file that holds anything else, or a `moved` block.
        settings = {key: value for key, value in document["terraform"].items() if key != "required_version"}
        rest = {key: value for key, value in document.items() if key != "moved"}
        (folder / name).mkdir(parents=True)
        write(folder / name / "cdk.tf.json", rest | {"terraform": settings})


def write_as_plan(terraform: Terraform, stacks: Synthesized, names: Iterable[str], plans: Path, folder: Path) -> None:
    """The plans that Terraform makes of the stacks, from nothing and without an account."""
    with attached(terraform) as quick:
        for name in names:
            document = stacks.stack(name)
            stack = quick.prepare(document, folder / name)
            write(stack / "nobody_override.tf.json", _NOBODY | _other_states(stacks, document, stack))
            quick.succeed(stack, "plan", "-no-color", "-input=false", "-out=plan.bin")
            (plans / name).mkdir(parents=True)
            shown = quick.succeed(stack, "show", "-json", "plan.bin").output
            (plans / name / "plan.json").write_text(shown, encoding="utf-8")


def read(folder: Path) -> dict[str, Reading]:
    """Let checkov read a folder in both ways at once, for half of its time goes into its start."""
    if not CHECKOV.exists():
        missing("there is no checkov; `make .setup/checkov` installs it")
    command = [str(CHECKOV), "--directory", str(folder), "--framework", *FRAMEWORKS, "--output", "json", "--soft-fail"]
    done = subprocess.run([*command, "--skip-download"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return {report["check_type"]: _reading(report) for report in json.loads(done.stdout)}


def _reading(report: dict[str, Any]) -> Reading:
    summary = report["summary"]
    return Reading(
        summary["passed"],
        summary["parsing_errors"],
        tuple(
            sorted(
                Finding(
                    item["check_id"],
                    item["resource"].rsplit(".", 1)[-1],
                    Path(item["file_path"]).parent.name,
                    item["check_name"],
                )
                for item in report["results"]["failed_checks"]
            )
        ),
    )


def _other_states(stacks: Synthesized, document: Document, folder: Path) -> Document:
    """Data sources that find the outputs of other stacks in a file, with made-up values."""
    found = {}
    for kind in document.get("data", {}).get("terraform_remote_state", {}):
        cluster = folder.name.rsplit("-", 1)[0]
        names = stacks.stack(f"{cluster}-{kind}")["output"]
        outputs = {
            name: {"value": f"subnet-{number:017x}", "type": "string"} for number, name in enumerate(sorted(names))
        }
        write(folder / f"{kind}.tfstate", {"version": 4, "serial": 1, "lineage": "made-up", "outputs": outputs})
        found[kind] = {"backend": "local", "config": {"path": f"{kind}.tfstate"}}
    return {"data": {"terraform_remote_state": found}} if found else {}
