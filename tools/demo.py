"""Apply the quickstart with the real terraform to a local AWS, change it, and destroy it: no account, no cost.

    python tools/demo.py [CLUSTER]     the name of a file in clusters/; default: quickstart

Everything happens on this machine: the AWS is moto's, on the loopback interface, with the parts of EKS that it lacks
added (`tests/localaws`). It says what Terraform would do, and not that AWS would accept it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from rich.console import Console  # noqa: E402 - after the path above

from tests.localaws import edits  # noqa: E402 - as above
from tests.localaws.cycle import nodegroups, scale_up  # noqa: E402 - as above
from tests.localaws.deployment import Deployment  # noqa: E402 - as above
from tests.localaws.inventory import inventory  # noqa: E402 - as above
from tests.localaws.server import LocalAws, local_aws  # noqa: E402 - as above
from tests.synthesized import AWS_KINDS, synthesize  # noqa: E402 - as above
from tests.terraform.runner import terraform_at  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.localaws.deployment import Change

GET_TERRAFORM = """there is no terraform on PATH. Get version 1.11 or newer:
  macOS    brew install hashicorp/tap/terraform
  Linux    https://developer.hashicorp.com/terraform/install
  anywhere a zip with one file, to be put on PATH"""
SHOWN = 12
console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Go through the life of a cluster; 0 when all of it went well."""
    name = sys.argv[1] if len(sys.argv) > 1 else "quickstart"
    file = ROOT / "clusters" / f"{name}.yaml"
    if not file.exists():
        known = ", ".join(path.stem for path in sorted(file.parent.glob("*.yaml")))
        console.print(f"there is no {file.relative_to(ROOT)}; there are: {known}", style="red")
        return 2
    with tempfile.TemporaryDirectory() as folder, local_aws() as aws:
        home = Path(folder)
        terraform = terraform_at(home)
        if terraform is None:
            console.print(GET_TERRAFORM)
            return 2
        # Providers may have to be fetched; from then on nothing but the loopback interface can be reached.
        fetching = Deployment(terraform, home / "run", name)
        local = replace(terraform, environment=terraform.environment | aws.environment)
        return _life(aws, fetching, replace(fetching, terraform=local), edits.read(file), home)


def _life(aws: LocalAws, fetching: Deployment, cluster: Deployment, declared: edits.Declared, home: Path) -> int:
    before = inventory(aws)
    with _step("synthesize the declaration, and the same one day later"):
        first = synthesize([edits.write(declared, home / "first")], home / "first-out")
        grown = synthesize([edits.write(edits.grown(declared), home / "grown")], home / "grown-out")
    with _step("terraform init"):
        cluster.write(first)
        fetching.init()
    with _step("terraform apply: network, then cluster"):
        cluster.apply()
    _show(aws, cluster)
    with _step("the autoscaler's part: one node for each group at zero"):
        scale_up(aws, cluster.cluster)
    with _step("terraform plan: nothing to do"):
        for kind in AWS_KINDS:
            cluster.assert_done(kind)
    with _step("an edit: larger maximum, a label, a taint, a larger disk"):
        cluster.write(grown)
        changes = cluster.plan("cluster")
    _show_changes(changes)
    with _step("terraform apply, and plan again: nothing to do"):
        cluster.apply_plan("cluster")
        cluster.assert_done("cluster")
    with _step("terraform destroy: cluster, then network"):
        cluster.destroy()
    left = inventory(aws) - before
    console.print(f"left behind: {', '.join(sorted(left)) or 'nothing'}", style="red" if left else "green")
    return int(bool(left))


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say what is being done while it is done, and how long it took."""
    start = time.perf_counter()
    with console.status(f"{what} …"):
        yield
    console.print(f"[green]✓[/green] {what}  [dim]{time.perf_counter() - start:.0f} s[/dim]")


def _show(aws: LocalAws, cluster: Deployment) -> None:
    for group in nodegroups(aws, cluster.cluster):
        scaling = group["scalingConfig"]
        # EKS's name without the digits that make it unique.
        name = group["nodegroupName"].rpartition("-")[0]
        bought, types = group["capacityType"].lower(), ", ".join(group["instanceTypes"])
        console.print(
            f"  {name:16} {types}, {bought}, {scaling['minSize']} to {scaling['maxSize']} nodes", markup=False
        )


def _show_changes(changes: list[Change]) -> None:
    for change in changes[:SHOWN]:
        fields = f"  {', '.join(sorted(change.fields))}" if "update" in change.actions else ""
        console.print(f"  {'/'.join(change.actions):8} {change.address}{fields}", markup=False)
    if len(changes) > SHOWN:
        console.print(f"  … and {len(changes) - SHOWN} more", style="dim")


if __name__ == "__main__":
    sys.exit(main())
