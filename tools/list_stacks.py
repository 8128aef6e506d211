"""List the deployable stacks for machines: every cluster, with its stacks in the order of their deployment.

    python tools/list_stacks.py [FILE...]              JSON; without files every cluster, or those of EKS_GPU_CLUSTERS
    python tools/list_stacks.py --line [FILE...]       the same on one line, as the outputs of GitHub's jobs want it
    python tools/list_stacks.py --atlantis [FILE...]   an atlantis.yaml for the committed output

It reads declarations and starts no engine. Pipelines take their matrix from it, the HCP Terraform bootstrap its
workspaces. A file with errors is not a cluster: its problems are printed as `eks-gpu check` prints them, and nothing
else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu.cluster_files import chosen, cluster_files, shared_names  # noqa: E402 - after the path above
from eks_gpu.declaration import read  # noqa: E402 - after the path above
from eks_gpu.design.cluster.names import state_key  # noqa: E402 - after the path above
from eks_gpu.problem import has_errors  # noqa: E402 - after the path above
from eks_gpu.report.text import report  # noqa: E402 - after the path above

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign

KINDS = ("network", "cluster", "platform", "workloads")
# Where the app writes, and what is committed where Atlantis reads it.
OUTPUT = "cdktf.out"
# These talk to the Kubernetes API.
KUBERNETES = ("platform", "workloads")


def main() -> int:
    """Print the clusters; 1 when a file has errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--line", action="store_true", help="print the JSON on one line")
    form.add_argument("--atlantis", action="store_true", help="print an atlantis.yaml")
    asked = parser.parse_args()
    files, problems = _chosen(asked.files)
    declarations = [read(path, _shown(path)) for path in files]
    problems += shared_names(
        {
            declaration.file: declaration.draft.name
            for declaration in declarations
            if declaration.draft and declaration.named
        }
    )
    if has_errors([*problems, *(problem for declaration in declarations for problem in declaration.problems)]):
        print(report(declarations, problems, without_sound_ones=True), file=sys.stderr)
        return 1
    clusters = [cluster(declaration.file, declaration.design) for declaration in declarations if declaration.design]
    print(atlantis(clusters) if asked.atlantis else json.dumps(clusters, indent=None if asked.line else 2))
    return 0


def cluster(file: str, design: ClusterDesign) -> dict[str, Any]:
    """One cluster, and its stacks in order.

    `inside` says that platform and workloads be applied in the VPC, or in a network connected to it.
    """
    spec = design.spec
    kinds = KINDS if design.network.is_created else KINDS[1:]
    names = [state_key(design.name, kind) for kind in kinds]
    # The file does not know the endpoint of a cluster that others made.
    inside = spec.access.runner == "vpc" or not (spec.access.public_cidrs or spec.existing_cluster)
    return {
        "name": design.name,
        "file": file,
        "region": spec.region,
        "backend": next((kind for kind in ("s3", "cloud") if getattr(spec.backend, kind)), "local"),
        "cloud": spec.backend.cloud.model_dump() if spec.backend.cloud else None,
        "inside": inside,
        "stacks": [
            {
                "name": name,
                "kind": kind,
                "after": before,
                "kubernetes": kind in KUBERNETES,
                "inside": kind in KUBERNETES and inside,
            }
            for name, kind, before in zip(names, kinds, [None, *names], strict=False)
        ],
    }


def atlantis(clusters: list[dict[str, Any]]) -> str:
    """An atlantis.yaml: a project a stack, stacks of one kind side by side, kinds one after the other.

    It holds no restricted key: what must be true before a plan or an apply is for the server's own repos.yaml.
    """
    lines = [
        "# Made by tools/list_stacks.py --atlantis; make it anew when a cluster comes or goes.",
        "version: 3",
        "parallel_plan: true",
        "parallel_apply: true",
        "abort_on_execution_order_fail: true",
        "projects:",
    ]
    for one in clusters:
        for stack in one["stacks"]:
            lines += [
                f"  - name: {stack['name']}",
                f"    dir: {OUTPUT}/stacks/{stack['name']}",
                f"    execution_order_group: {KINDS.index(stack['kind'])}",
                *([f"    depends_on: [{stack['after']}]"] if stack["after"] else []),
                "    autoplan: {when_modified: [cdk.tf.json, .terraform.lock.hcl]}",
            ]
    return "\n".join(lines)


def _chosen(files: list[Path]) -> tuple[list[Path], list[Any]]:
    if files:
        return files, []
    return cluster_files(ROOT / "clusters", chosen(os.environ, ROOT / "cdktf.json"))


def _shown(path: Path) -> str:
    """The file as a path below the root, so that what is printed is the same on every machine."""
    absolute = path.resolve()
    return absolute.relative_to(ROOT).as_posix() if absolute.is_relative_to(ROOT) else path.as_posix()


if __name__ == "__main__":
    sys.exit(main())
