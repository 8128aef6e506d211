"""How long `eks-gpu review` takes for plans of 10, 10,000 and 300,000 changes, as a whole process.

The plans have the shape of `terraform show -json`, planned values, prior state and configuration included: the largest
has some 600 MiB. Prints time and peak memory, and their growth in one run, which must not be worse than linear.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTS = (10, 10_000, 300_000)
SECONDS, MIBIBYTES = 15.0, 600
# Which of twenty resources stay, are changed, created, destroyed and replaced.
STAY, CHANGE, CREATE, DESTROY = 8, 14, 18, 19
Values = dict[str, Any]


def main() -> int:
    """Measure; 1 if the largest plan takes too long or too much, or the growth is worse than linear."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            file = Path(folder) / f"{count}.json"
            written(file, count)
            rows.append((count, file.stat().st_size, *_measured(file)))
            file.unlink()
    print(f"{'changes':>8} {'MiB read':>9} {'seconds':>8} {'processor':>10} {'peak MiB':>9} {'µs a change':>12}")
    for count, size, seconds, processor, peak in rows:
        amounts = f"{count:8,} {size / 2**20:9,.1f} {seconds:8.2f}"
        print(f"{amounts} {processor:10.2f} {peak:9,.0f} {processor / count * 1e6:12.0f}")
    (_, _, _, bare, _), (some, _, _, less, low), (most, _, wall, more, high) = rows
    growth = (more - bare) / max(less - bare, 0.01)
    print(f"{most // some} times the changes: {growth:.1f} times the time, {high / low:.1f} times the memory")
    return int(wall > SECONDS or high > MIBIBYTES or growth > 1.5 * most / some)


def written(path: Path, count: int) -> None:
    """Write a plan with that many resources, part by part as Terraform does."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":['
        )
        file.writelines(_joined(_state(number, 1) for number in range(count)))
        file.write(']}},"resource_changes":[')
        file.writelines(_joined(map(_change, range(count))))
        file.write('],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[')
        file.writelines(_joined(_state(number, 0) for number in range(count)))
        file.write(']}}},"configuration":{"provider_config":{"aws":{"name":"aws"}},"root_module":{}},"complete":true}')


def _joined(items: Iterator[Values]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}{json.dumps(item, separators=(',', ':'))}"


def _kind(number: int) -> str:
    kinds = ("aws_subnet", "aws_security_group", "aws_s3_bucket", "aws_iam_role_policy", "aws_eks_node_group")
    return kinds[4] if number % 1000 == 0 else kinds[number % 4]


def _head(number: int) -> Values:
    kind = _kind(number)
    module = f'module.team["{number // 1000}"]'
    return {
        "address": f"{module}.{kind}.this[{number}]",
        "module_address": module,
        "mode": "managed",
        "type": kind,
        "name": "this",
        "index": number,
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }


def _values(number: int, version: int) -> Values:
    tags = {"Name": f"resource-{number}", "version": str(version)}
    found: Values = {
        "arn": f"arn:aws:ec2:us-west-2:111122223333:resource/r-{number:017x}",
        "availability_zone": "us-west-2a",
        "id": f"r-{number:017x}",
        "region": "us-west-2",
        "tags": tags,
        "tags_all": tags,
        "timeouts": None,
        "vpc_id": "vpc-0a1b2c3d4e5f6a7b8",
    }
    if number % 1000 == 0:
        sizes = {"desired_size": 3, "max_size": 10 + version, "min_size": 1}
        found |= {"cluster_name": "large", "instance_types": ["g5.xlarge"], "scaling_config": [sizes]}
        found |= {"node_group_name": f"group-{number}", "capacity_type": "SPOT"}
    return found


def _state(number: int, version: int) -> Values:
    return {**_head(number), "schema_version": 1, "values": _values(number, version), "sensitive_values": {"tags": {}}}


def _change(number: int) -> Values:
    sort = number % 20
    before: Values | None = _values(number, 0)
    after: Values | None = _values(number, 1)
    unknown: Values = {}
    actions = ["update"]
    if sort < STAY:
        actions, after = ["no-op"], before
    elif CHANGE <= sort < CREATE:
        actions, before, unknown = ["create"], None, {"arn": True, "id": True, "tags": {}}
    elif sort == CREATE:
        actions, after = ["delete"], None
    elif sort == DESTROY:
        actions, unknown = ["delete", "create"], {"arn": True, "id": True}
    change: dict[str, Any] = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": unknown,
        "before_sensitive": {"tags": {}, "tags_all": {}},
        "after_sensitive": {"tags": {}, "tags_all": {}},
        **({"replace_paths": [["availability_zone"]]} if sort == DESTROY else {}),
    }
    return {**_head(number), "change": change}


def _measured(file: Path) -> tuple[float, float, float]:
    """Seconds, seconds of processor and peak MiB of one run, in a process of its own that reports on its only child."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, "--child", str(file)], check=True, capture_output=True, text=True)
    processor, peak = map(float, done.stdout.split())
    return time.perf_counter() - start, processor, peak


def _child(file: str) -> tuple[float, float]:
    """Run the review and say how many seconds of processor and how many MiB it took."""
    command = Path(sys.executable).with_name("eks-gpu")
    done = subprocess.run([str(command), "review", file], check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"the review ended with {done.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Linux counts in KiB, macOS in bytes.
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(*_child(sys.argv[2]))
        sys.exit(0)
    sys.exit(main())
