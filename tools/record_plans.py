"""Plan what `tests/review/scenarios.py` lists with the real terraform and provider; keep it in `tests/review/plans/`.

    python tools/record_plans.py [SCENARIO…]     default: all of them, and the first plans

Everything happens on this machine, in the local AWS of the tests. The recording is terraform's output, without the
parts that a review never reads (configuration, prior state, the values of resources that stay as they are), and with
numbers in place of random names, so that a second recording gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from tests.localaws import edits  # noqa: E402 - after the path above
from tests.localaws.cycle import auto_scaling_groups, scale_up  # noqa: E402 - as above
from tests.localaws.deployment import PLAN, QUIET, Deployment  # noqa: E402 - as above
from tests.localaws.plans import copied, folder_of, state_of  # noqa: E402 - as above
from tests.localaws.server import LocalAws, local_aws  # noqa: E402 - as above
from tests.review.scenarios import LIVING, SCENARIOS, Scenario  # noqa: E402 - as above
from tests.synthesized import synthesize  # noqa: E402 - as above
from tests.terraform import runner  # noqa: E402 - as above

if TYPE_CHECKING:
    from tests.terraform.runner import Document

PLANS = ROOT / "tests" / "review" / "plans"
KEPT = (
    "format_version",
    "terraform_version",
    "resource_drift",
    "resource_changes",
    "output_changes",
    "deferred_changes",
    "checks",
    "applyable",
    "complete",
    "errored",
)
# Types whose sizes a review reads, even without a change.
READ_WHOLE = {"aws_eks_node_group", "aws_eks_cluster"}
# Names by chance: ids of EC2, UUIDs, terraform's time-based suffixes, hashes, times.
CHANCE = re.compile(
    r"(?P<ec2>\b[a-z]{1,9}-)[0-9a-f]{17}\b"
    r"|(?P<uuid>\b)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|(?P<suffix>\b|(?<=-))\d{18}[0-9a-f]{8}\b"
    r"|(?P<iam>\b(?:AROA|ANPA|AIDA|rtbassoc-|r-))[0-9A-Za-z]{12,24}\b"
    r"|(?P<host>https://)[0-9A-Z]{10,32}(?=\.)"
    r"|(?P<eks>/)(?:[0-9a-f]{17}|[0-9A-F]{32})\b"
)
# Sets, which terraform sorts by names that are by chance.
SET = re.compile(r'\["(?:subnet|rtb)-\d+"(?:, "(?:subnet|rtb)-\d+")*\]')
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def main() -> int:
    """Record; the names of scenarios are all the arguments there are."""
    wanted = set(sys.argv[1:])
    if unknown := wanted - {one.name for one in SCENARIOS}:
        print(f"there is no {', '.join(sorted(unknown))}")
        return 2
    with tempfile.TemporaryDirectory() as folder, local_aws() as aws:
        home = Path(folder)
        terraform = runner.find_terraform(home)
        local = replace(terraform, environment=terraform.environment | aws.environment)
        living = Deployment(local, home / "living", LIVING["name"])
        first = not wanted
        _bring_up(aws, living, home, record=first)
        for scenario in SCENARIOS:
            if first or scenario.name in wanted:
                _record(scenario, copied(living, home / scenario.name), home / f"{scenario.name}-stacks")
    return 0


def _bring_up(aws: LocalAws, living: Deployment, home: Path, *, record: bool) -> None:
    """Apply both stacks; the autoscaler adds a node to each group, of which the state of one does not know yet."""
    living.write(synthesize([edits.write(LIVING, home / "file")], home / "stacks"))
    living.init()
    for kind in ("network", "cluster"):
        document = _plan(living, kind, ())
        if record:
            _keep(document, f"create-{kind}", _known(living))
        living.apply_plan(kind)
    scale_up(aws, living.cluster)
    folder = folder_of(living, "cluster")
    living.terraform.succeed(folder, "apply", "-refresh-only", "-auto-approve", *QUIET)
    # Seen by a plan that refreshes, as drift: the autoscaler's second node, and a hand that takes a tag away.
    autoscaling = aws.client("autoscaling")
    for group in auto_scaling_groups(aws, living.cluster):
        name = group["AutoScalingGroupName"]
        if "training" in name:
            autoscaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=2)
    iam = aws.client("iam")
    iam.create_role(RoleName="outsider", AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    cluster = f"/aws/eks/{living.cluster}/cluster"
    aws.client("logs").put_retention_policy(logGroupName=cluster, retentionInDays=7)


def _record(scenario: Scenario, living: Deployment, folder: Path) -> None:
    living.write(synthesize([edits.write(scenario.declared(), folder / "file")], folder / "out"))
    path = folder_of(living, "cluster") / "cdk.tf.json"
    if scenario.emitted:
        document = json.loads(path.read_text(encoding="utf-8"))
        scenario.emitted(document)
        runner.write(path, document)
    known = _known(living)
    for kind in scenario.stacks:
        document = _plan(living, kind, scenario.options, fails=scenario.fails)
        _keep(document, scenario.name if scenario.stacks == (kind,) else f"{scenario.name}-{kind}", known)
        if kind == "network":
            _pretend_applied(living, document)


def _plan(living: Deployment, kind: str, options: tuple[str, ...], *, fails: bool = False) -> Document:
    folder = folder_of(living, kind)
    result = living.terraform.run(folder, "plan", f"-out={PLAN}", *options, *QUIET)
    assert (result.code != 0) == fails, result.output
    document: Document = living.terraform.succeed(folder, "show", "-json", PLAN).json
    return document


def _pretend_applied(living: Deployment, network: Document) -> None:
    """Give the state of the network the outputs that its plan adds, for the cluster to be planned by."""
    path = state_of(living, "network")
    state = json.loads(path.read_text(encoding="utf-8"))
    for name in network.get("output_changes", {}).keys() - state["outputs"].keys():
        state["outputs"][name] = {"value": f"id-of-{name}", "type": "string"}
    runner.write(path, state)


def _known(living: Deployment) -> list[str]:
    """The subnets by their zones, so that each has the same number in every plan."""
    path = state_of(living, "network")
    outputs = json.loads(path.read_text(encoding="utf-8"))["outputs"] if path.exists() else {}
    return [str(outputs[name]["value"]) for name in sorted(outputs)]


def _keep(document: Document, name: str, known: list[str]) -> None:
    kept: dict[str, Any] = {key: document[key] for key in KEPT if key in document}
    kept["resource_changes"] = [_reduced(change) for change in document.get("resource_changes", [])]
    text = _numbered(_lines(kept), known)
    PLANS.mkdir(exist_ok=True)
    (PLANS / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}: {len(text):,} bytes")


def _reduced(one: dict[str, Any]) -> dict[str, Any]:
    change = one["change"]
    if change["actions"] in (["no-op"], ["read"]) and one["type"] not in READ_WHOLE:
        change = {key: value for key, value in change.items() if key in {"actions", "importing"}}
    return {key: value for key, value in one.items() if key != "provider_name"} | {"change": change}


def _lines(document: Document) -> str:
    """One line a resource, so that a difference can be read."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            items = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value)
            parts.append(f" {json.dumps(key)}: [\n{items}\n ]")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _numbered(text: str, known: list[str]) -> str:
    """The same with a number for each name by chance."""
    numbers: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        whole = found[0]
        kind = next(filter(None, found.groupdict().values()), "")
        return numbers.setdefault(whole, f"{kind}{len(numbers) + 1:0{len(whole) - len(kind)}}")

    def in_order(found: re.Match[str]) -> str:
        return json.dumps(sorted(json.loads(found[0])))

    for one in known:
        CHANCE.sub(named, one)
    return TIME.sub("2026-01-01T00:00:00Z", SET.sub(in_order, CHANCE.sub(named, text)))


if __name__ == "__main__":
    sys.exit(main())
