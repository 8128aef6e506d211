"""Prove in an AWS account what nothing else can: nodes join, a pod gets its GPU, and the group goes back to zero.

    python tools/verify_aws.py --cidr 203.0.113.7/32 [--region us-west-2] [--dry-run] [--yes]

It makes a cluster named `eks-gpu-verify` from the quickstart, applies its four stacks, waits until the autoscaler has
bought a node for the job and has taken it away again, and destroys everything. It costs money, says how much first, and
asks.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAME, KINDS = "eks-gpu-verify", ("network", "cluster", "platform", "workloads")
FOLDER = ROOT / ".verify-aws"
# Control plane 0.10, two m7i.large 0.20, NAT gateway and its address 0.05 an hour, for an hour and a half; one
# g5.xlarge for half an hour at 1.006; a KMS key, logs and volumes by the day (list prices of us-west-2, 2026-11).
COST = "about 1.50 USD: an hour and a half of a small cluster, half an hour of one g5.xlarge"
UP_SECONDS, DOWN_SECONDS, POLL_SECONDS = 20 * 60, 40 * 60, 20


def main() -> int:
    """Ask, apply, watch, destroy; 0 when the group went up and down again and nothing was left."""
    asked = _asked()
    print(f"This makes {NAME} in {asked.region} and destroys it again. It costs {COST}.")
    print("It needs: credentials that may administer EKS, EC2, IAM, KMS and CloudWatch Logs; a quota of 4 vCPUs of")
    print("L-DB2E81BA (Running On-Demand G and VT instances); terraform 1.11 or newer; an hour and a half.")
    if asked.dry_run:
        print("\n".join(["", "It would run:", *(" ".join(command) for command in _commands())]))
        return 0
    if shutil.which("terraform") is None:
        print("there is no terraform on PATH", file=sys.stderr)
        return 2
    if not asked.yes and input("Type yes to go on: ").strip() != "yes":
        return 2
    _synthesize(asked)
    try:
        _apply()
        went = _watch(asked.region)
    finally:
        gone = _destroy()
    print("went up and down: yes" if went else "went up and down: NO, see above")
    print("destroyed: yes" if gone else f"destroyed: NO; run terraform destroy in {FOLDER}/stacks, last stack first")
    return int(not (went and gone))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cidr", required=True, help="your own address, from: curl -s https://checkip.amazonaws.com")
    parser.add_argument("--region", default="us-west-2", help="its first two zones must offer g5.xlarge")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args()


def _synthesize(asked: argparse.Namespace) -> None:
    text = (ROOT / "clusters" / "quickstart.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("name: quickstart", f"name: {NAME}"),
        ("us-west-2", asked.region),
        ("203.0.113.7/32", asked.cidr),
    ):
        text = text.replace(old, new)
    (FOLDER / "clusters").mkdir(parents=True, exist_ok=True)
    file = FOLDER / "clusters" / f"{NAME}.yaml"
    file.write_text(text, encoding="utf-8")
    script = (
        "import sys; from pathlib import Path;"
        "from eks_gpu.declaration import read; from eks_gpu.report.text import report;"
        "from eks_gpu.stacks.app import build; found = read(Path(sys.argv[1])); print(report([found]));"
        "sys.exit(1) if found.design is None else build([found.design], sys.argv[2]).synth()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "constructs")])}
    subprocess.run([sys.executable, "-W", "ignore", "-c", script, str(file), str(FOLDER)], env=environment, check=True)


def _commands() -> list[list[str]]:
    return [
        *(["terraform", f"-chdir={FOLDER.name}/stacks/{NAME}-{kind}", "apply"] for kind in KINDS),
        ["watch", "the Auto Scaling groups of", NAME, "go from 0 to 1 and back"],
        *(["terraform", f"-chdir={FOLDER.name}/stacks/{NAME}-{kind}", "destroy"] for kind in reversed(KINDS)),
    ]


def _terraform(kind: str, *arguments: str) -> int:
    command = ["terraform", f"-chdir={FOLDER / 'stacks' / f'{NAME}-{kind}'}", *arguments, "-input=false"]
    return subprocess.run(command, check=False).returncode


def _apply() -> None:
    for kind in KINDS:
        for arguments in (("init",), ("apply", "-auto-approve")):
            if _terraform(kind, *arguments) != 0:
                raise SystemExit(f"terraform {arguments[0]} failed in {NAME}-{kind}")


def _destroy() -> bool:
    """Last stack first; a stack that was never applied has nothing to destroy."""
    codes = [_terraform(kind, "destroy", "-auto-approve") for kind in reversed(KINDS)]
    return not any(codes)


def _watch(region: str) -> bool:
    """The job is pending: a node must come, and, once it is done and ten idle minutes have passed, go."""
    for what, wanted, seconds in (("up", 1, UP_SECONDS), ("down", 0, DOWN_SECONDS)):
        start = time.monotonic()
        while _nodes(region) != wanted:
            if time.monotonic() - start > seconds:
                print(f"after {seconds // 60} minutes the GPU groups had not gone {what}")
                return False
            time.sleep(POLL_SECONDS)
        print(f"{what} after {(time.monotonic() - start) / 60:.0f} minutes")
    return True


def _nodes(region: str) -> int:
    """GPU nodes that are in service."""
    import boto3  # noqa: PLC0415 - not for a dry run

    filters = [{"Name": "tag:k8s.io/cluster-autoscaler/node-template/label/eks-gpu.io/group", "Values": ["gpu"]}]
    groups: list[Any] = boto3.client("autoscaling", region_name=region).describe_auto_scaling_groups(Filters=filters)[
        "AutoScalingGroups"
    ]
    mine = [group for group in groups if f"k8s.io/cluster-autoscaler/{NAME}" in {tag["Key"] for tag in group["Tags"]}]
    return sum(instance["LifecycleState"] == "InService" for group in mine for instance in group["Instances"])


if __name__ == "__main__":
    sys.exit(main())
