"""Plan the stacks of a cluster in order, keep the plans, and say in one page what they do: a step of a pipeline.

    python tools/plan_stacks.py clusters/noble-gpu.yaml [--only STACK]... [--plans FOLDER]

It plans what is synthesized in cdktf.out. For each stack it leaves FOLDER/<stack>/ with the plan (`plan.tfplan`), its
JSON and text, and FOLDER/<cluster>.md: the page, which begins with a mark by which tools/post_review.py finds it again.

A stack cannot be planned before its predecessor was applied once: it is reported as waiting, which is not a failure,
except with --only, by which a deployment demands this stack. Where an earlier stack has changes, a later one is planned
against what is there now, and the page says so.

The plan takes no lock, so a role that may only read can make it; a plan that was overtaken is refused at apply.
Kubernetes objects are taken from the state and not asked for (`-refresh=false`), so that platform and workloads can be
planned outside the VPC, by a role that is nobody in the cluster; --refresh-kubernetes asks. The
binary is `terraform`, or what TERRAFORM_BINARY_NAME names. Exit: 0 planned, 1 a plan failed, 2 cannot begin.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from eks_gpu.printable import printable  # noqa: E402 - after the path above

# Lines of a plan stay lines.
LAYOUT = "\n\t"
NOTHING_TO_DO, SOMETHING_TO_DO = 0, 2
QUIET = ("-input=false", "-no-color")
PLAN = "plan.tfplan"
LOCK = ".terraform.lock.hcl"
# GitHub takes 65,536 characters in a comment; four plans and their reviews must fit.
SHOWN = 12_000


@dataclass(frozen=True)
class Planned:
    """How the plan of a stack went.

    Attributes:
        stack: Name of the stack.
        status: One of `changes`, `nothing`, `waits` and `failed`.
        text: Text below the table: the stack that it waits for, or the error.
        plan: Terraform's own words.
    """

    stack: str
    status: str
    text: str = ""
    plan: str = ""


def main() -> int:
    """Plan, write the page, and say which stacks change."""
    asked = _asked()
    cluster = _cluster(asked.file)
    if cluster is None:
        return 2
    if cluster["backend"] == "local" and not asked.local_state:
        print(LOCAL_STATE.format(file=asked.file), file=sys.stderr)
        return 2
    chosen = [stack for stack in cluster["stacks"] if not asked.only or stack["name"] in asked.only]
    if missing := [stack["name"] for stack in chosen if not (asked.output / "stacks" / stack["name"]).is_dir()]:
        print(f"not synthesized: {', '.join(missing)}; run make synth first", file=sys.stderr)
        return 2
    planned = [plan(stack, asked) for stack in chosen]
    asked.plans.mkdir(parents=True, exist_ok=True)
    reviewed, refused = review(asked, [plan.stack for plan in planned if plan.status == "changes"])
    written = page(cluster["name"], planned, reviewed)
    (asked.plans / f"{cluster['name']}.md").write_text(written, encoding="utf-8")
    print(printable(written, LAYOUT))
    _tell_the_pipeline(planned)
    bad = {"failed", "waits"} if asked.only else {"failed"}
    return int(refused or any(plan.status in bad for plan in planned))


def plan(stack: dict[str, Any], asked: argparse.Namespace) -> Planned:
    """Initialize and plan one stack, and keep what came of it."""
    name, folder, kept = stack["name"], asked.output / "stacks" / stack["name"], asked.plans / stack["name"]
    print(f"=== {name}", file=sys.stderr, flush=True)
    if failed := _initialize(name, folder):
        return failed
    if stack["after"] and not _applied_once(asked.output / "stacks" / stack["after"]):
        return Planned(name, "waits", f"{stack['after']} has never been applied; this one can be planned after it.")
    unasked = ("-refresh=false",) if stack["kubernetes"] and not asked.refresh_kubernetes else ()
    done = _terraform(folder, "plan", *QUIET, *unasked, "-lock=false", "-detailed-exitcode", f"-out={PLAN}")
    if done.returncode not in (NOTHING_TO_DO, SOMETHING_TO_DO):
        return Planned(name, "failed", _fenced(done.stderr or done.stdout))
    shown = _terraform(folder, "show", "-no-color", PLAN).stdout
    kept.mkdir(parents=True, exist_ok=True)
    shutil.move(folder / PLAN, kept / PLAN)
    if (folder / LOCK).exists():
        # The apply must use the very providers of the plan.
        shutil.copy(folder / LOCK, kept / LOCK)
    as_json = _terraform(folder, "show", "-json", str((kept / PLAN).resolve())).stdout
    (kept / "plan.json").write_text(as_json, encoding="utf-8")
    (kept / "plan.txt").write_text(shown, encoding="utf-8")
    if done.returncode == NOTHING_TO_DO:
        return Planned(name, "nothing")
    return Planned(name, "changes", plan=shown)


def review(asked: argparse.Namespace, stacks: list[str]) -> tuple[str, bool]:
    """All plans together in the words of eks-gpu, and whether they go beyond --fail-on."""
    if not stacks:
        return "", False
    plans = [str(asked.plans / name / "plan.json") for name in stacks]
    limit = ["--fail-on", asked.fail_on] if asked.fail_on else []
    command = ["eks-gpu", "review", "--format", "markdown", "--declaration", str(asked.file), *limit, *plans]
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    # A plan that cannot be described is still a plan.
    return done.stdout or _fenced(f"no review: {done.stderr}"), bool(limit) and done.returncode != 0


def page(cluster: str, planned: list[Planned], told: str) -> str:
    """The page of one cluster, in Markdown; its first line is the mark."""
    lines = [f"<!-- eks-gpu plan of {cluster} -->", f"## {cluster}", "", "| stack | plan |", "|---|---|"]
    lines += [f"| `{plan.stack}` | {WORDS[plan.status]} |" for plan in planned]
    lines += ["", told.strip()] if told else []
    earlier: list[str] = []
    for one in planned:
        if one.text or one.plan:
            lines += ["", f"### {one.stack}"]
        if one.text:
            lines += ["", one.text.strip()]
        if one.status == "changes" and earlier:
            lines += ["", f"Planned against what {earlier[-1]} is now; it is planned again when that is applied."]
        if one.plan:
            lines += ["", "<details><summary>The whole plan</summary>", "", _fenced(one.plan), "", "</details>"]
        earlier += [one.stack] if one.status == "changes" else []
    return "\n".join([*lines, ""])


def _initialize(name: str, folder: Path) -> Planned | None:
    """None where it went well; the root's lock file, where one is committed, says which providers may come."""
    if (ROOT / LOCK).exists():
        shutil.copy(ROOT / LOCK, folder / LOCK)
    done = _terraform(folder, "init", *QUIET)
    return Planned(name, "failed", _fenced(done.stderr or done.stdout)) if done.returncode else None


def _applied_once(folder: Path) -> bool:
    """Whether a stack has a state with anything in it; it was initialized before, as every stack of the run."""
    if not (folder / ".terraform").exists() and _initialize(folder.name, folder):
        return False
    pulled = _terraform(folder, "state", "pull").stdout.strip()
    return bool(pulled) and bool(json.loads(pulled).get("resources"))


def _cluster(file: Path) -> dict[str, Any] | None:
    command = [sys.executable, str(ROOT / "tools" / "list_stacks.py"), str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout) if done.returncode == 0 else []
    return found[0] if found else None


def _tell_the_pipeline(planned: list[Planned]) -> None:
    """GitHub hears which stacks change as the output `changes`, a JSON list."""
    changed = json.dumps([plan.stack for plan in planned if plan.status == "changes"])
    if output := os.environ.get("GITHUB_OUTPUT"):
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(f"changes={changed}\n")


def _terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([_binary(), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (NOTHING_TO_DO, SOMETHING_TO_DO):
        print(printable(done.stdout + done.stderr, LAYOUT), file=sys.stderr)
    return done


def _binary() -> str:
    return os.environ.get("TERRAFORM_BINARY_NAME", "terraform")


def _fenced(text: str) -> str:
    """As a block whose fence is longer than any run of backticks in the text, and cut to what is readable."""
    cut = (
        f"{text[:SHOWN]}\n… {len(text) - SHOWN} more characters are in the pipeline's log"
        if len(text) > SHOWN
        else text
    )
    shown = printable(cut.strip(), LAYOUT)
    # A text that closed the block could go on with links and names of its own.
    fence = "`" * max(4, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}text\n{shown}\n{fence}"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a cluster file")
    parser.add_argument("--only", action="append", default=[], metavar="STACK", help="this stack; may be repeated")
    parser.add_argument("--plans", type=Path, default=ROOT / "plans", help="where plans are kept; default: plans")
    parser.add_argument("--output", type=Path, default=ROOT / "cdktf.out", help="what was synthesized")
    parser.add_argument("--fail-on", metavar="LEVEL", help="exit with 1 from here on, as eks-gpu review does")
    parser.add_argument("--refresh-kubernetes", action="store_true", help="look whether Kubernetes objects drifted")
    parser.add_argument("--local-state", action="store_true", help="the state may lie on this machine")
    return parser.parse_args()


WORDS = {
    "changes": "**changes**",
    "nothing": "nothing to do",
    "waits": "cannot be planned yet",
    "failed": "**the plan failed**",
}
LOCAL_STATE = """{file} keeps its state on this machine (backend: local), and a pipeline's machine is gone
after the job: Terraform would make everything a second time. Write backend: s3 or cloud, see docs/how-to/deploy.md;
or say --local-state where the machine stays."""


if __name__ == "__main__":
    sys.exit(main())
